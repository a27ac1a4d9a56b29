/** Sockets: families, types, levels, and the flags of sends and receives. */
import type { Family, Loose } from './types.ts'

const AddressFamily: Family = {
  name: 'AddressFamily',
  kind: 'enum',
  doc: 'The family of a socket and of an address; stored in {@link Sqe.fd} for SOCKET.',
  prefixes: ['AF_'],
  members: {
    AF_UNSPEC: ['', 'None; connecting to it ends the connection of a datagram socket.'],
    AF_UNIX: ['', 'Sockets of this machine, with a path or an abstract name.'],
    AF_INET: ['', 'IPv4.'],
    AF_INET6: ['', 'IPv6.'],
    AF_NETLINK: ['', 'Messages to and from the kernel.'],
    AF_PACKET: ['', 'Frames of a network device.'],
    AF_BLUETOOTH: ['', 'Bluetooth.'],
    AF_CAN: ['', 'Controller area network.'],
    AF_TIPC: ['', 'Cluster messages.'],
    AF_ALG: ['', 'Ciphers and digests of the kernel.'],
    AF_VSOCK: ['', 'Between a virtual machine and its host.'],
    AF_KCM: ['', 'Messages over TCP.'],
    AF_QIPCRTR: ['', 'Messages between Qualcomm processors.'],
    AF_SMC: ['', 'Shared memory between machines.'],
    AF_XDP: ['', 'Frames past the network stack.'],
    AF_RXRPC: ['', 'Remote calls of AFS.'],
    AF_RDS: ['', 'Reliable datagrams of clusters.'],
  },
}

const SocketFlags: Family = {
  name: 'SocketFlags',
  kind: 'flags',
  doc: 'Added to a {@link SocketType}, and stored in {@link Sqe.acceptFlags}.',
  prefixes: ['SOCK_CLOEXEC', 'SOCK_NONBLOCK'],
  drop: ['SOCK_'],
  members: {
    SOCK_CLOEXEC: ['', 'The descriptor is closed by execve(2). Not for direct descriptors.'],
    SOCK_NONBLOCK: [
      '',
      'Fails with EAGAIN instead of waiting. Not wanted for ring operations: the ring waits.',
    ],
  },
}

const SocketType: Family = {
  name: 'SocketType',
  kind: 'enum',
  doc: 'The type of a socket; stored in {@link Sqe.off} for SOCKET.',
  prefixes: ['SOCK_'],
  hidden: ['SOCK_*_LOCK', 'SOCK_*_MASK', 'SOCK_TXREHASH_*'],
  members: {
    SOCK_STREAM: ['', 'A stream of bytes: ordered, reliable, connected.'],
    SOCK_DGRAM: ['', 'Messages that may be lost.'],
    SOCK_RAW: ['', 'Packets of a network protocol, headers included.'],
    SOCK_RDM: ['', 'Messages that are not lost but may change places.'],
    SOCK_SEQPACKET: ['', 'Messages: ordered, reliable, connected.'],
    SOCK_DCCP: ['', 'Messages with congestion control.'],
    SOCK_PACKET: ['', 'The old form of AF_PACKET.'],
  },
}

const ShutdownHow: Family = {
  name: 'ShutdownHow',
  kind: 'enum',
  doc: 'Which direction SHUTDOWN shuts; stored in {@link Sqe.len}.',
  prefixes: ['SHUT_'],
  members: {
    SHUT_RD: ['', 'Receiving.'],
    SHUT_WR: ['', 'Sending: the peer reads the end of the stream.'],
    SHUT_RDWR: ['', 'Both.'],
  },
}

const MsgFlags: Family = {
  name: 'MsgFlags',
  kind: 'flags',
  doc:
    'How data is sent and received; stored in {@link Sqe.msgFlags}, reported in {@link ' +
    'Msghdr.msgFlags} and {@link RecvmsgOut.flags}.',
  prefixes: ['MSG_'],
  members: {
    MSG_OOB: ['', 'Urgent data of TCP.'],
    MSG_PEEK: ['', 'Leaves what is received in the socket.'],
    MSG_DONTROUTE: ['', 'Only to machines on the same network.'],
    MSG_CTRUNC: ['', 'Reported: control data was cut off.'],
    MSG_PROXY: ['', 'Not used.'],
    MSG_TRUNC: [
      '',
      'Reported: the message was cut off. Given for a datagram: the result is its whole length.',
    ],
    MSG_DONTWAIT: ['', 'Fails with EAGAIN instead of waiting; the ring then does not wait either.'],
    MSG_EOR: ['', 'The end of a record.'],
    MSG_WAITALL: ['', 'Goes on until all bytes are moved. Needed to link sends and receives.'],
    MSG_FIN: ['', 'Internal to the kernel.'],
    MSG_SYN: ['', 'Internal; the same as in the header of TCP.'],
    MSG_CONFIRM: ['', 'The peer has answered: its link address is good.'],
    MSG_RST: ['', 'Internal; a reset.'],
    MSG_ERRQUEUE: ['', 'Receives from the error queue: errors, timestamps, zero-copy notices.'],
    MSG_NOSIGNAL: ['', 'A broken connection raises no SIGPIPE. Ring sends set it by themselves.'],
    MSG_MORE: ['', 'More follows: packets are held back until they are full.'],
    MSG_WAITFORONE: ['', 'For recvmmsg(2): waits only for the first message.'],
    MSG_BATCH: ['', 'For sendmmsg(2): more messages follow.'],
    MSG_ZEROCOPY: ['', 'Sends without copying the old way; prefer SEND_ZC.'],
    MSG_FASTOPEN: ['', 'Connects and sends in one packet.'],
    MSG_CMSG_CLOEXEC: ['', 'Received descriptors are closed by execve(2).'],
  },
}

const SocketLevel: Family = {
  name: 'SocketLevel',
  kind: 'enum',
  doc: 'Whose option it is; stored in {@link Sqe.level}. An {@link IpProtocol} is a level, too.',
  prefixes: ['SOL_'],
  members: {
    SOL_SOCKET: ['', 'Of every socket: {@link SocketOption}.'],
    SOL_RAW: ['', 'Of raw sockets.'],
    SOL_PACKET: ['', 'Of AF_PACKET.'],
    SOL_NETLINK: ['', 'Of AF_NETLINK.'],
    SOL_TIPC: ['', 'Of AF_TIPC.'],
    SOL_BLUETOOTH: ['', 'Of AF_BLUETOOTH.'],
    SOL_ALG: ['', 'Of AF_ALG.'],
    SOL_KCM: ['', 'Of AF_KCM.'],
    SOL_TLS: ['', 'Of TLS in the kernel.'],
    SOL_XDP: ['', 'Of AF_XDP.'],
    SOL_RDS: ['', 'Of AF_RDS.'],
  },
}

const ControlMessage: Family = {
  name: 'ControlMessage',
  kind: 'enum',
  doc: 'What a control message of level SOL_SOCKET is; stored in {@link Cmsghdr.cmsgType}.',
  prefixes: ['SCM_'],
  members: {
    SCM_RIGHTS: ['', 'Descriptors, passed over a Unix socket.'],
    SCM_CREDENTIALS: ['', 'Process, user and group of the sender: {@link Ucred}.'],
    SCM_WIFI_STATUS: ['', 'Whether a frame was acknowledged.'],
    SCM_TIMESTAMP: ['', 'When it came, in microseconds.'],
    SCM_TIMESTAMPNS: ['', 'When it came, in nanoseconds.'],
    SCM_TIMESTAMPING: ['', 'When it came, by kernel and by device.'],
    SCM_TIMESTAMPING_OPT_STATS: ['', 'State of the connection with a timestamp.'],
    SCM_TIMESTAMPING_PKTINFO: ['', 'Device and size with a timestamp.'],
    SCM_TXTIME: ['', 'When to send it, in nanoseconds.'],
    SCM_DEVMEM_LINEAR: ['6.12', 'Data that was not in device memory.'],
    SCM_DEVMEM_DMABUF: ['6.12', 'Where in device memory the data lies.'],
    SCM_TS_OPT_ID: ['6.13', 'An id for the timestamp of this send.'],
    SCM_INQ: ['7.0', 'How many bytes are left in the socket.'],
  },
}

const IpProtocol: Family = {
  name: 'IpProtocol',
  kind: 'enum',
  doc:
    'The protocol of a socket, stored in {@link Sqe.len} for SOCKET; and the level of its ' +
    'options.',
  prefixes: ['IPPROTO_'],
  hidden: ['IPPROTO_MAX'],
  members: {
    IPPROTO_IP: ['', 'The usual one of a socket type; as a level, IPv4.'],
    IPPROTO_ICMP: ['', 'Control messages of IPv4.'],
    IPPROTO_IGMP: ['', 'Multicast groups.'],
    IPPROTO_IPIP: ['', 'IPv4 in IPv4.'],
    IPPROTO_TCP: ['', 'TCP.'],
    IPPROTO_EGP: ['', 'Exterior gateways.'],
    IPPROTO_PUP: ['', 'PUP.'],
    IPPROTO_UDP: ['', 'UDP.'],
    IPPROTO_IDP: ['', 'XNS.'],
    IPPROTO_TP: ['', 'ISO transport.'],
    IPPROTO_DCCP: ['', 'Datagrams with congestion control.'],
    IPPROTO_IPV6: ['', 'IPv6 in IPv4; as a level, IPv6.'],
    IPPROTO_RSVP: ['', 'Reservations.'],
    IPPROTO_GRE: ['', 'Tunnels of any protocol.'],
    IPPROTO_ESP: ['', 'Encryption of IPsec.'],
    IPPROTO_AH: ['', 'Authentication of IPsec.'],
    IPPROTO_MTP: ['', 'Multicast transport.'],
    IPPROTO_BEETPH: ['', 'Pseudo header of IPsec BEET.'],
    IPPROTO_ENCAP: ['', 'Encapsulation.'],
    IPPROTO_PIM: ['', 'Multicast routing.'],
    IPPROTO_COMP: ['', 'Compression.'],
    IPPROTO_L2TP: ['', 'Layer 2 tunnels.'],
    IPPROTO_SCTP: ['', 'SCTP.'],
    IPPROTO_UDPLITE: ['', 'UDP with partial checksums.'],
    IPPROTO_MPLS: ['', 'MPLS in IP.'],
    IPPROTO_ETHERNET: ['', 'Ethernet in IPv6.'],
    IPPROTO_AGGFRAG: ['6.14', 'Aggregates and fragments of IPsec.'],
    IPPROTO_RAW: ['', 'Raw packets.'],
    IPPROTO_SMC: ['6.11', 'Shared memory between machines.'],
    IPPROTO_MPTCP: ['5.6', 'TCP over several paths.'],
    IPPROTO_HOPOPTS: ['', 'Hop-by-hop options of IPv6.'],
    IPPROTO_ROUTING: ['', 'Routing header of IPv6.'],
    IPPROTO_FRAGMENT: ['', 'Fragment header of IPv6.'],
    IPPROTO_ICMPV6: ['', 'Control messages of IPv6.'],
    IPPROTO_NONE: ['', 'Nothing follows.'],
    IPPROTO_DSTOPTS: ['', 'Destination options of IPv6.'],
    IPPROTO_MH: ['', 'Mobility header of IPv6.'],
  },
}

const Ipv4Address: Family = {
  name: 'Ipv4Address',
  kind: 'enum',
  doc: 'IPv4 addresses with a meaning, as numbers: the first byte is the highest one.',
  prefixes: ['INADDR_'],
  members: {
    INADDR_ANY: ['', '0.0.0.0: any address of this machine.'],
    INADDR_LOOPBACK: ['', '127.0.0.1: this machine.'],
    INADDR_BROADCAST: ['', '255.255.255.255: all machines on the network.'],
    INADDR_NONE: ['', '255.255.255.255, as the answer for no address.'],
    INADDR_DUMMY: ['', '192.0.0.8: the sender of ICMP answers of a machine without an address.'],
    INADDR_UNSPEC_GROUP: ['', '224.0.0.0: the base of the multicast groups.'],
    INADDR_ALLHOSTS_GROUP: ['', '224.0.0.1: all machines.'],
    INADDR_ALLRTRS_GROUP: ['', '224.0.0.2: all routers.'],
    INADDR_ALLSNOOPERS_GROUP: ['', '224.0.0.106: all switches that watch groups.'],
    INADDR_MAX_LOCAL_GROUP: ['', '224.0.0.255: the last group that is not routed.'],
  },
}

export const socketFamilies: readonly Family[] = [
  AddressFamily,
  SocketFlags,
  SocketType,
  ShutdownHow,
  MsgFlags,
  SocketLevel,
  ControlMessage,
  IpProtocol,
  Ipv4Address,
]

export const socketLoose: readonly Loose[] = [
  {
    c: 'UNIX_PATH_MAX',
    name: 'UNIX_PATH_MAX',
    entry: ['', 'Bytes of {@link SockaddrUn.sunPath}, the final zero included.'],
  },
]

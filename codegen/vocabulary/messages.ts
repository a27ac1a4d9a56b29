/** What goes with a message besides its data: headers, control messages, timestamps, errors. */
import type { Family, StructWords } from './types.ts'

const TimestampingFlags: Family = {
  name: 'TimestampingFlags',
  kind: 'flags',
  doc: 'Which timestamps a socket makes and reports; stored in {@link SoTimestamping.flags}.',
  prefixes: ['SOF_TIMESTAMPING_'],
  hidden: ['SOF_TIMESTAMPING_LAST', 'SOF_TIMESTAMPING_MASK', 'SOF_TIMESTAMPING_TX_RECORD_MASK'],
  members: {
    SOF_TIMESTAMPING_TX_HARDWARE: ['', 'Made when the device sends.'],
    SOF_TIMESTAMPING_TX_SOFTWARE: ['', 'Made when the driver is given the packet.'],
    SOF_TIMESTAMPING_RX_HARDWARE: ['', 'Made when the device receives.'],
    SOF_TIMESTAMPING_RX_SOFTWARE: ['', 'Made when the kernel receives.'],
    SOF_TIMESTAMPING_SOFTWARE: ['', 'Reports those of the kernel.'],
    SOF_TIMESTAMPING_SYS_HARDWARE: ['', 'No effect any more.'],
    SOF_TIMESTAMPING_RAW_HARDWARE: ['', 'Reports those of the device.'],
    SOF_TIMESTAMPING_OPT_ID: ['', 'Numbers the sends, and reports the number.'],
    SOF_TIMESTAMPING_TX_SCHED: ['', 'Made when the packet scheduler takes it.'],
    SOF_TIMESTAMPING_TX_ACK: ['', 'Made when the peer has acknowledged it all.'],
    SOF_TIMESTAMPING_OPT_CMSG: ['', 'Control messages come with all timestamps.'],
    SOF_TIMESTAMPING_OPT_TSONLY: ['', 'Reports without the packet itself.'],
    SOF_TIMESTAMPING_OPT_STATS: ['', 'Reports the state of the connection too. Needs OPT_TSONLY.'],
    SOF_TIMESTAMPING_OPT_PKTINFO: ['', 'Reports the device and the size too.'],
    SOF_TIMESTAMPING_OPT_TX_SWHW: ['', 'Reports both where there are both.'],
    SOF_TIMESTAMPING_BIND_PHC: [
      '5.14',
      'Takes the virtual clock of {@link SoTimestamping.bindPhc}.',
    ],
    SOF_TIMESTAMPING_OPT_ID_TCP: ['6.2', 'Numbers bytes from those that were acknowledged before.'],
    SOF_TIMESTAMPING_OPT_RX_FILTER: ['6.12', 'Reports only what this socket asked for.'],
    SOF_TIMESTAMPING_TX_COMPLETION: ['6.15', 'Made when the device has reported it as sent.'],
  },
}

const TimestampKind: Family = {
  name: 'TimestampKind',
  kind: 'enum',
  doc: 'When a transmit timestamp was made; found in {@link SockExtendedErr.eeInfo}.',
  prefixes: ['SCM_TSTAMP_'],
  members: {
    SCM_TSTAMP_SND: ['', 'The driver or the device had it.'],
    SCM_TSTAMP_SCHED: ['', 'The packet scheduler had it.'],
    SCM_TSTAMP_ACK: ['', 'The peer acknowledged it.'],
    SCM_TSTAMP_COMPLETION: ['6.15', 'The device reported it as sent.'],
  },
}

const ErrorOrigin: Family = {
  name: 'ErrorOrigin',
  kind: 'enum',
  doc: 'Where an error of a socket comes from; found in {@link SockExtendedErr.eeOrigin}.',
  prefixes: ['SO_EE_ORIGIN_'],
  hidden: ['SO_EE_ORIGIN_TIMESTAMPING'],
  members: {
    SO_EE_ORIGIN_NONE: ['', 'Nowhere.'],
    SO_EE_ORIGIN_LOCAL: ['', 'This machine.'],
    SO_EE_ORIGIN_ICMP: ['', 'A message of ICMP.'],
    SO_EE_ORIGIN_ICMP6: ['', 'A message of ICMPv6.'],
    SO_EE_ORIGIN_TXSTATUS: ['', 'No error: a transmit timestamp.'],
    SO_EE_ORIGIN_ZEROCOPY: ['', 'No error: zero-copy sends are over.'],
    SO_EE_ORIGIN_TXTIME: ['', 'A packet that was not sent at its time.'],
  },
}

const ErrorCode: Family = {
  name: 'ErrorCode',
  kind: 'enum',
  doc: 'What an error that is not of ICMP means; found in {@link SockExtendedErr.eeCode}.',
  prefixes: ['SO_EE_CODE_'],
  members: {
    SO_EE_CODE_ZEROCOPY_COPIED: ['', 'A zero-copy send was copied.'],
    SO_EE_CODE_TXTIME_INVALID_PARAM: ['', 'The time to send at made no sense.'],
    SO_EE_CODE_TXTIME_MISSED: ['', 'The time to send at was over.'],
  },
}

export const messageFamilies: readonly Family[] = [
  TimestampingFlags,
  TimestampKind,
  ErrorOrigin,
  ErrorCode,
]

export const messageStructs: readonly StructWords[] = [
  {
    c: 'msghdr',
    name: 'Msghdr',
    since: '',
    doc:
      'What SENDMSG sends and RECVMSG receives. For RECVMSG it is written to: keep it until ' +
      'the completion.',
    fields: {
      msg_name: 'Address of the socket address; 0 for none.',
      msg_namelen: 'Its size in bytes; received, the real size.',
      msg_iov: 'Address of the {@link Iovec} array.',
      msg_iovlen: 'Number of them.',
      msg_control: 'Address of the control messages; 0 for none.',
      msg_controllen: 'Their size in bytes; received, the real size.',
      msg_flags: 'Received: {@link MsgFlags}.',
    },
  },
  {
    c: 'cmsghdr',
    name: 'Cmsghdr',
    since: '',
    doc: 'The head of a control message; data follows, padded to 8 bytes.',
    fields: {
      cmsg_len: 'Size in bytes, this head included, padding not.',
      cmsg_level: 'The {@link SocketLevel}.',
      cmsg_type: 'What it is: {@link ControlMessage} for SOL_SOCKET.',
    },
  },
  {
    c: 'ucred',
    name: 'Ucred',
    since: '',
    doc: 'Who a peer is.',
    fields: { pid: 'Process.', uid: 'User.', gid: 'Group.' },
  },
  {
    c: 'linger',
    name: 'Linger',
    since: '',
    doc: 'What close(2) does with unsent data.',
    fields: {
      l_onoff: 'Not 0: waits for it.',
      l_linger: 'Seconds to wait; 0 drops it and resets the connection.',
    },
  },
  {
    c: 'ip_mreqn',
    name: 'IpMreqn',
    since: '',
    doc: 'An IPv4 group and a device.',
    fields: {
      imr_multiaddr: 'The group.',
      imr_address: 'Address of the device.',
      imr_ifindex: 'Index of the device; 0 goes by the address.',
    },
  },
  {
    c: 'ipv6_mreq',
    name: 'Ipv6Mreq',
    since: '',
    doc: 'An IPv6 group and a device.',
    fields: { ipv6mr_multiaddr: 'The group.', ipv6mr_ifindex: 'Index of the device; 0 for any.' },
  },
  {
    c: 'in_pktinfo',
    name: 'InPktinfo',
    since: '',
    doc: 'Where an IPv4 datagram came in, or is to go out: a control message of IP_PKTINFO.',
    fields: {
      ipi_ifindex: 'Index of the device.',
      ipi_spec_dst: 'The local address; sending, the one to send from.',
      ipi_addr: 'The address in the header of the packet.',
    },
  },
  {
    c: 'in6_pktinfo',
    name: 'In6Pktinfo',
    since: '',
    doc: 'Where an IPv6 datagram came in, or is to go out: a control message of IPV6_PKTINFO.',
    fields: {
      ipi6_addr: 'The address in the header of the packet; sending, the one to send from.',
      ipi6_ifindex: 'Index of the device.',
    },
  },
  {
    c: 'scm_timestamping64',
    name: 'ScmTimestamping64',
    since: '5.1',
    doc: 'The times of a packet: a control message of SO_TIMESTAMPING_NEW.',
    fields: { ts: 'By the kernel, none, and by the device; zero where there is none.' },
  },
  {
    c: 'so_timestamping',
    name: 'SoTimestamping',
    since: '5.13',
    doc: 'The value of the option SO_TIMESTAMPING.',
    fields: {
      flags: 'The {@link TimestampingFlags}.',
      bind_phc: 'Index of the virtual clock, with BIND_PHC.',
    },
  },
  {
    c: 'sock_extended_err',
    name: 'SockExtendedErr',
    since: '',
    doc: 'What the error queue of a socket tells; received with MSG_ERRQUEUE.',
    fields: {
      ee_errno: 'The errno; ENOMSG for a timestamp.',
      ee_origin: 'Where it comes from: {@link ErrorOrigin}.',
      ee_type: 'Type of the ICMP message.',
      ee_code: 'Code of the ICMP message; SO_EE_CODE_ZEROCOPY_COPIED of a zero-copy notice.',
      ee_pad: 'Not used.',
      ee_info: 'More: {@link TimestampKind}, or the first send that a notice is about.',
      ee_data: 'More: the id of the send, or the last send that a notice is about.',
      ee_rfc4884: 'Where the extensions of an ICMP message lie.',
    },
  },
  {
    c: 'sock_ee_data_rfc4884',
    name: 'SockEeDataRfc4884',
    since: '5.9',
    doc: 'Where the extensions of an ICMP message lie in its data.',
    fields: { len: 'Their offset in bytes.', flags: 'SO_EE_RFC4884_FLAG_INVALID, or 0.' },
  },
]

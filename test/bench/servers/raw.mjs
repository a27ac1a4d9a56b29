// What programs on uring-sdk/raw share: sockets made by ring operations, one after the other.
import {
  AddressFamily,
  allocate,
  prep,
  SockaddrStorage,
  SocketFlags,
  SocketType,
  UringError,
  writeSockaddr,
} from 'uring-sdk/raw'

/** One operation, from the slot to the result; nothing else may be in flight. */
export function step(ring, name, fill) {
  fill(slot(ring))
  while (ring.cq.ready === 0) ring.submitAndWait(1)
  const result = ring.cq.res(ring.cq.head)
  ring.cq.release(ring.cq.acquire())
  if (result < 0) throw new UringError(result, `uring_${name}`)
  return result
}

/** A free slot; a full queue is submitted. */
export function slot(ring) {
  for (;;) {
    const sqe = ring.sq.next()
    if (sqe !== null) return sqe
    ring.submit()
  }
}

/** The address in memory that the kernel can read. */
export function addressOf({ port, unix }) {
  const { bytes, address } = allocate(SockaddrStorage.SIZE)
  const to = unix ? { path: unix } : { address: '127.0.0.1', port: Number(port) }
  return { address, length: writeSockaddr(bytes, to) }
}

export function openSocket(ring, { unix }, type = SocketType.STREAM) {
  const family = unix ? AddressFamily.UNIX : AddressFamily.INET
  return step(ring, 'socket', (sqe) => prep.socket(sqe, family, type | SocketFlags.CLOEXEC, 0, 0))
}

export function bindSocket(ring, fd, at) {
  const { address, length } = addressOf(at)
  step(ring, 'bind', (sqe) => prep.bind(sqe, fd, address, length))
}

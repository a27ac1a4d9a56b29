// A UDP echo server on uring-sdk/raw: one multishot recvmsg into a buffer ring, a send straight out
// of each received buffer to the address in front of it, one submit-and-wait a round: --port N.
import { parseArgs } from 'node:util'
import {
  allocate,
  CQE_BUFFER_SHIFT,
  CqeFlags,
  Msghdr,
  prep,
  RawRing,
  RecvmsgOut,
  SetupFlags,
  SockaddrIn,
  SocketType,
} from 'uring-sdk/raw'

import { bindSocket, openSocket, slot } from './raw.mjs'

const GROUP = 0
const BUFFERS = 1024
// User data: a buffer that is being sent, or this.
const RECEIVE = BUFFERS
const HEADER = RecvmsgOut.SIZE + SockaddrIn.SIZE

const { port } = parseArgs({ options: { port: { type: 'string' } } }).values
const { SINGLE_ISSUER, DEFER_TASKRUN, SUBMIT_ALL, NO_SQARRAY } = SetupFlags
const flags = SINGLE_ISSUER | DEFER_TASKRUN | SUBMIT_ALL | NO_SQARRAY
const ring = new RawRing({ entries: 1024, cqEntries: 8192, flags })
const { cq } = ring
const fd = openSocket(ring, {}, SocketType.DGRAM)
bindSocket(ring, fd, { port })
const buffers = ring.bufferRing({ group: GROUP, count: BUFFERS, size: 4096 })

// What the kernel is to leave room for in front of each datagram: the sender's address.
const shape = allocate(Msghdr.SIZE)
new Msghdr(shape.bytes.buffer).msgNamelen = SockaddrIn.SIZE
let receiving = false
let held = 0

function receive() {
  const sqe = slot(ring)
  prep.recvmsgMultishot(sqe, fd, shape.address, 0, GROUP)
  sqe.userDataLow = RECEIVE
  receiving = true
}

function answer(id, length) {
  const at = buffers.address(id)
  const to = at + RecvmsgOut.SIZE
  const sqe = slot(ring)
  prep.sendto(sqe, fd, at + HEADER, length - HEADER, 0, to, SockaddrIn.SIZE)
  sqe.userDataLow = id
  held++
}

function complete(id, res, flags) {
  if (id !== RECEIVE) {
    // What could not be sent is lost, as datagrams may be.
    held--
    return buffers.add(id)
  }
  if ((flags & CqeFlags.F_MORE) === 0) receiving = false
  if ((flags & CqeFlags.F_BUFFER) !== 0) answer(flags >>> CQE_BUFFER_SHIFT, res)
}

for (;;) {
  // With all buffers under way, the receive would only end again.
  if (!receiving && held < BUFFERS) receive()
  ring.submitAndWait(1)
  const tail = cq.acquire()
  for (let at = cq.head; at !== tail; at = cq.next(at)) {
    complete(cq.userDataLow(at), cq.res(at), cq.flags(at))
  }
  cq.release(tail)
  buffers.publish()
}

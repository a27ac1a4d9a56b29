// An echo server on uring-sdk/raw for Unix sockets, with what docs/examples/echo-server-raw.ts does
// for TCP in short: multishot accept and receive, sends straight out of the received buffers, one
// under way for each peer, one submit-and-wait a round: --unix PATH, or --port N.
import { parseArgs } from 'node:util'
import {
  CQE_BUFFER_SHIFT,
  CqeFlags,
  Errno,
  MsgFlags,
  prep,
  RawRing,
  SetupFlags,
  ShutdownHow,
  SocketFlags,
} from 'uring-sdk/raw'

import { bindSocket, openSocket, slot, step } from './raw.mjs'

const Kind = { ACCEPT: 0, RECEIVE: 1, SEND: 2, OTHER: 3 }
const GROUP = 0
const BUFFERS = 1024
const NONE = -1

const { values: at } = parseArgs({
  options: { port: { type: 'string' }, unix: { type: 'string' } },
})
const { SINGLE_ISSUER, DEFER_TASKRUN, SUBMIT_ALL, NO_SQARRAY } = SetupFlags
const flags = SINGLE_ISSUER | DEFER_TASKRUN | SUBMIT_ALL | NO_SQARRAY
const ring = new RawRing({ entries: 1024, cqEntries: 8192, flags })
const { cq } = ring
const listener = openSocket(ring, at)
bindSocket(ring, listener, at)
step(ring, 'listen', (sqe) => prep.listen(sqe, listener, 4096))
const buffers = ring.bufferRing({ group: GROUP, count: BUFFERS, size: 16_384 })

/** Received buffers are linked lists, in the order in which they go out. */
const following = new Int32Array(BUFFERS)
const lengths = new Int32Array(BUFFERS)
const peers = []
/** Whose receive found no buffer. */
const starved = new Set()
let held = 0

function accept() {
  const sqe = slot(ring)
  prep.acceptMultishot(sqe, listener, 0, 0, SocketFlags.CLOEXEC)
  sqe.userDataHigh = Kind.ACCEPT
}

function receive(fd, peer) {
  const sqe = slot(ring)
  prep.recvMultishot(sqe, fd, GROUP, 0)
  sqe.userDataLow = fd
  sqe.userDataHigh = Kind.RECEIVE
  peer.receiving = true
}

function send(fd, peer) {
  const { first, sent } = peer
  const sqe = slot(ring)
  const waitAll = MsgFlags.WAITALL | MsgFlags.NOSIGNAL
  prep.send(sqe, fd, buffers.address(first) + sent, lengths[first] - sent, waitAll)
  sqe.userDataLow = fd
  sqe.userDataHigh = Kind.SEND
  peer.sending = true
}

function opened(fd) {
  peers[fd] = { first: NONE, last: NONE, sent: 0, receiving: false, sending: false, ended: false }
  receive(fd, peers[fd])
}

function append(peer, id, length) {
  held++
  lengths[id] = length
  following[id] = NONE
  if (peer.first === NONE) peer.first = id
  else following[peer.last] = id
  peer.last = id
}

function dropFirst(peer) {
  buffers.add(peer.first)
  peer.first = following[peer.first]
  peer.sent = 0
  held--
}

function received(fd, peer, res, flags) {
  if ((flags & CqeFlags.F_BUFFER) !== 0) append(peer, flags >>> CQE_BUFFER_SHIFT, res)
  if ((flags & CqeFlags.F_MORE) === 0) {
    peer.receiving = false
    if (res === -Errno.ENOBUFS) starved.add(fd)
    else if (res <= 0) peer.ended = true
    else if (!peer.ended) receive(fd, peer)
  }
}

function sent(fd, peer, res) {
  peer.sending = false
  if (res >= 0) {
    peer.sent += res
    if (peer.sent === lengths[peer.first]) dropFirst(peer)
    return
  }
  // The peer is gone: ending both directions ends its receive, which ends it.
  while (peer.first !== NONE) dropFirst(peer)
  peer.ended = true
  const sqe = slot(ring)
  prep.shutdown(sqe, fd, ShutdownHow.RDWR)
  sqe.userDataHigh = Kind.OTHER
}

/** Sends what is there, or closes when nothing is under way and nothing is left. */
function goOn(fd, peer) {
  if (peer.sending) return
  if (peer.first !== NONE) return send(fd, peer)
  if (!peer.ended || peer.receiving || starved.has(fd)) return
  const sqe = slot(ring)
  prep.closeFd(sqe, fd)
  sqe.userDataHigh = Kind.OTHER
}

function complete(kind, fd, res, flags) {
  if (kind === Kind.OTHER) return
  if (kind === Kind.ACCEPT) {
    if (res >= 0) opened(res)
    if ((flags & CqeFlags.F_MORE) === 0) accept()
    return
  }
  const peer = peers[fd]
  if (kind === Kind.RECEIVE) received(fd, peer, res, flags)
  else sent(fd, peer, res)
  goOn(fd, peer)
}

function feedStarved() {
  for (const fd of starved) {
    if (held === BUFFERS) return
    starved.delete(fd)
    if (peers[fd].ended) goOn(fd, peers[fd])
    else receive(fd, peers[fd])
  }
}

accept()
for (;;) {
  ring.submitAndWait(1)
  const tail = cq.acquire()
  for (let at = cq.head; at !== tail; at = cq.next(at)) {
    complete(cq.userDataHigh(at), cq.userDataLow(at), cq.res(at), cq.flags(at))
  }
  cq.release(tail)
  buffers.publish()
  if (starved.size > 0) feedStarved()
}

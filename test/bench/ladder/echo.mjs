// An echo server on uring-sdk/raw with a switch for each technique. Without any it does what a
// simple program does: an enter for each operation, one accept, receive and send after the other.
// Every 100 ms it prints how often it has entered the kernel, and what has come of that.
//
//   node echo.mjs --port 7001 --with batching,defer-taskrun,provided,multishot
import { writeSync } from 'node:fs'
import { parseArgs } from 'node:util'
import {
  allocate,
  CqeFlags,
  CQE_BUFFER_SHIFT,
  Errno,
  FILE_INDEX_ALLOC,
  MsgFlags,
  prep,
  registers,
  RsrcRegister,
  RsrcRegisterFlags,
  ShutdownHow,
  SocketFlags,
  SqeFlags,
  throwing,
  Timespec,
} from 'uring-sdk/raw'

import { Gathers } from '../../../dist/docs/examples/raw-connections.js'
import { listen } from '../../../dist/docs/examples/raw-listener.js'
import { COUNT, EchoBuffers, GROUP, NONE, SIZE } from './echo-buffers.mjs'
import { LadderRing, switchesOf } from './ring.mjs'

const { values } = parseArgs({
  options: { port: { type: 'string' }, with: { type: 'string', default: '' } },
})
const on = switchesOf('echo', values.with)
const direct = on.has('direct')
const provided = on.has('provided')
const multishot = on.has('multishot')
const bundles = on.has('bundles')
const fixed = on.has('registered-buffers')
const links = on.has('links')

const Kind = { ACCEPT: 0, RECEIVE: 1, SEND: 2, TICK: 3, OTHER: 4 }
const TICK_NS = 100e6

const ring = new LadderRing(on, { entries: 1024, cqEntries: 8192 })
const listener = listen(ring.raw, {
  address: '127.0.0.1',
  port: Number(values.port),
  backlog: 4096,
})
if (direct) registerSlots()
const buffers = new EchoBuffers(ring.raw, { provided, fixed })
const gathers = new Gathers(64)
const peers = []
/** Whose receive found no buffer. */
const starved = new Set()
const interval = allocate(Timespec.SIZE)
new Timespec(interval.bytes.buffer).tvNsec = TICK_NS
let bytes = 0

function registerSlots() {
  const { bytes: table } = allocate(RsrcRegister.SIZE)
  const sparse = new RsrcRegister(table.buffer)
  sparse.nr = COUNT
  sparse.flags = RsrcRegisterFlags.SPARSE
  registers.registerFiles2(throwing(ring.raw), sparse)
}

function tag(sqe, kind, fd) {
  sqe.userDataLow = fd
  sqe.userDataHigh = kind
}

function accept() {
  const sqe = ring.slot()
  // A direct descriptor is inherited by nobody, so that it has no CLOEXEC.
  if (direct && multishot) prep.acceptMultishotDirect(sqe, listener, 0, 0, 0)
  else if (direct) prep.acceptDirect(sqe, listener, 0, 0, 0, FILE_INDEX_ALLOC)
  else if (multishot) prep.acceptMultishot(sqe, listener, 0, 0, SocketFlags.CLOEXEC)
  else prep.accept(sqe, listener, 0, 0, SocketFlags.CLOEXEC)
  tag(sqe, Kind.ACCEPT, 0)
  ring.filled()
}

function prepareReceive(sqe, fd) {
  if (fixed) prep.readFixed(sqe, fd, buffers.address(fd), SIZE, 0, 0, 0)
  else if (!provided) prep.recv(sqe, fd, buffers.address(fd), SIZE, 0)
  else if (multishot && bundles) prep.recvMultishotBundle(sqe, fd, GROUP, 0)
  else if (multishot) prep.recvMultishot(sqe, fd, GROUP, 0)
  else if (bundles) prep.recvBundle(sqe, fd, 0, GROUP, 0)
  else {
    prep.recv(sqe, fd, 0, 0, 0)
    sqe.bufGroup = GROUP
    sqe.flags = SqeFlags.BUFFER_SELECT
  }
}

function receive(fd, peer) {
  const sqe = ring.slot()
  prepareReceive(sqe, fd)
  if (direct) sqe.flags |= SqeFlags.FIXED_FILE
  tag(sqe, Kind.RECEIVE, fd)
  peer.receiving = true
}

function prepareSend(sqe, fd, peer) {
  const { first, sent } = peer
  const flags = MsgFlags.WAITALL | MsgFlags.NOSIGNAL
  const from = buffers.address(first) + sent
  const length = buffers.lengths[first] - sent
  if (fixed) prep.writeFixed(sqe, fd, from, length, 0, 0, 0)
  else if (buffers.following[first] === NONE || !bundles) prep.send(sqe, fd, from, length, flags)
  else prep.sendmsg(sqe, fd, gathers.fill(peer, buffers), flags)
}

function send(fd, peer) {
  // The kernel copies a gathered message when it is handed in.
  if (gathers.exhausted) {
    ring.submit()
    gathers.reset()
  }
  if (links) ring.room(2)
  const sqe = ring.slot()
  prepareSend(sqe, fd, peer)
  if (direct) sqe.flags |= SqeFlags.FIXED_FILE
  tag(sqe, Kind.SEND, fd)
  peer.sending = true
  // The kernel begins the receive, into the same buffer, when all of it is sent.
  if (links) {
    sqe.flags |= SqeFlags.IO_LINK
    receive(fd, peer)
  }
  ring.filled()
}

function opened(fd) {
  if (fd >= COUNT) throw new Error(`it takes ${COUNT} connections at most`)
  peers[fd] = { first: NONE, last: NONE, sent: 0, receiving: false, sending: false, ended: false }
  receive(fd, peers[fd])
  ring.filled()
}

function received(fd, peer, res, flags) {
  if ((flags & CqeFlags.F_MORE) === 0) peer.receiving = false
  if (res > 0) {
    bytes += res
    buffers.append(peer, provided ? flags >>> CQE_BUFFER_SHIFT : fd, res)
  } else if (res === -Errno.ENOBUFS) starved.add(fd)
  // A send that was cut short cancels the receive behind it, and the rest goes out first.
  else if (res !== -Errno.ECANCELED) peer.ended = true
}

function sent(fd, peer, res) {
  peer.sending = false
  if (res >= 0) return buffers.consume(peer, res)
  // The peer is gone: ending both directions ends its receive, which ends it.
  buffers.drop(peer)
  peer.ended = true
  const sqe = ring.slot()
  prep.shutdown(sqe, fd, ShutdownHow.RDWR)
  if (direct) sqe.flags |= SqeFlags.FIXED_FILE
  tag(sqe, Kind.OTHER, fd)
  ring.filled()
}

function close(fd) {
  const sqe = ring.slot()
  if (direct) prep.closeDirect(sqe, fd)
  else prep.closeFd(sqe, fd)
  tag(sqe, Kind.OTHER, fd)
  ring.filled()
}

/** Sends what is there, receives when there is a buffer for it, closes when all is over. */
function goOn(fd, peer) {
  const { first, ended } = peer
  const waiting = peer.receiving || starved.has(fd)
  const idle = first === NONE && !peer.sending
  if (!ended && !waiting && (provided || idle)) {
    receive(fd, peer)
    ring.filled()
  }
  if (first !== NONE && !peer.sending) return send(fd, peer)
  if (ended && idle && !waiting) close(fd)
}

function tick(flags) {
  const counts = { bytes, enters: ring.enters, completions: ring.completions }
  writeSync(1, `${JSON.stringify(counts)}\n`)
  if ((flags & CqeFlags.F_MORE) === 0) startClock()
}

function startClock() {
  const sqe = ring.slot()
  prep.timeoutMultishot(sqe, interval.address, 0, 0)
  tag(sqe, Kind.TICK, 0)
  ring.filled()
}

function complete(fd, res, flags, kind) {
  if (kind === Kind.OTHER) return
  if (kind === Kind.TICK) return tick(flags)
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
    if (buffers.held === COUNT) return
    starved.delete(fd)
    goOn(fd, peers[fd])
  }
}

accept()
startClock()
for (;;) {
  ring.round(complete)
  buffers.publish()
  if (starved.size > 0) feedStarved()
}

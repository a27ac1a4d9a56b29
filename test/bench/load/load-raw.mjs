// A second load client, on uring-sdk/raw, to prove the first: closed loop over TCP, one message in
// flight on each connection, every byte checked. If load.c held a server back, this one would get
// more out of it, or would find other latencies.
//
//   node load-raw.mjs --port N --connections N --size BYTES --warmup S --seconds S [--cpu N]
//     [--watch PID]
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { allocate, MsgFlags, prep, RawRing, SetupFlags, IpProtocol, TcpOption } from 'uring-sdk/raw'

import { addressOf, openSocket, slot, step } from '../servers/raw.mjs'

// As in load.c: no message size divides a prime, so a shifted stream never looks right.
const PERIOD = 65_521
const RECEIVE = 0
const SEND = 1
const MAX_US = 10_000_000

const number = { type: 'string' }
const { values } = parseArgs({
  options: {
    port: number,
    connections: number,
    size: number,
    warmup: number,
    seconds: number,
    watch: number,
  },
})
const [connections, size] = [Number(values.connections), Number(values.size)]
const { SINGLE_ISSUER, DEFER_TASKRUN, SUBMIT_ALL, NO_SQARRAY } = SetupFlags
const flags = SINGLE_ISSUER | DEFER_TASKRUN | SUBMIT_ALL | NO_SQARRAY
const ring = new RawRing({ entries: 4096, cqEntries: 16_384, flags })
const { cq } = ring

/** The pattern, and its beginning again: a message is one stretch of it, wherever it starts. */
const pattern = allocate(PERIOD + size)
let seed = 0x9e3779b9
for (let i = 0; i < PERIOD; i++) {
  seed ^= seed << 13
  seed ^= seed >>> 17
  seed ^= seed << 5
  pattern.bytes[i] = seed >>> 16
}
pattern.bytes.copyWithin(PERIOD, 0, size)
const expected = Buffer.from(pattern.bytes.buffer, pattern.bytes.byteOffset, PERIOD + size)

/** Where the answer of each connection arrives. */
const inbox = allocate(connections * size)
const got = Buffer.from(inbox.bytes.buffer, inbox.bytes.byteOffset, connections * size)
const fds = new Int32Array(connections)
const starts = new Int32Array(connections)
const sent = new Int32Array(connections)
const received = new Int32Array(connections)
const stamps = new Float64Array(connections)

/** Latencies by microsecond. */
const counts = new Uint32Array(MAX_US + 1)
let measuring = false
let messages = 0

function fail(sentence) {
  console.error(`load-raw: ${sentence}`)
  process.exit(1)
}

function open(index) {
  const fd = openSocket(ring, {})
  const to = addressOf(values)
  step(ring, 'connect', (sqe) => prep.connect(sqe, fd, to.address, to.length))
  const one = allocate(4)
  one.bytes[0] = 1
  const { TCP } = IpProtocol
  step(ring, 'setsockopt', (sqe) =>
    prep.setsockopt(sqe, fd, TCP, TcpOption.NODELAY, one.address, 4),
  )
  fds[index] = fd
  starts[index] = (index * 40_503) % PERIOD
}

function receive(index) {
  const sqe = slot(ring)
  const at = index * size + received[index]
  const all = MsgFlags.WAITALL
  prep.recv(sqe, fds[index], inbox.address + at, size - received[index], all)
  sqe.userDataLow = index
  sqe.userDataHigh = RECEIVE
}

function send(index) {
  const sqe = slot(ring)
  const from = pattern.address + starts[index] + sent[index]
  const all = MsgFlags.WAITALL | MsgFlags.NOSIGNAL
  prep.send(sqe, fds[index], from, size - sent[index], all)
  sqe.userDataLow = index
  sqe.userDataHigh = SEND
}

function start(index) {
  sent[index] = 0
  received[index] = 0
  stamps[index] = performance.now()
  // Behind each other and not linked: the answer cannot come before the message is sent.
  send(index)
  receive(index)
}

function verify(index) {
  const from = starts[index]
  const at = index * size
  if (expected.compare(got, at, at + size, from, from + size) === 0) return
  let place = 0
  while (expected[from + place] === got[at + place]) place++
  fail(`wrong byte on connection ${index} at offset ${place} of a message`)
}

function complete(index, kind, res) {
  if (res <= 0) fail(`connection ${index} is gone: ${res === 0 ? 'closed' : `errno ${-res}`}`)
  if (kind === SEND) {
    sent[index] += res
    if (sent[index] < size) send(index)
    return
  }
  received[index] += res
  if (received[index] < size) return receive(index)
  verify(index)
  const now = performance.now()
  if (measuring) {
    messages++
    counts[Math.min(Math.round((now - stamps[index]) * 1000), MAX_US)]++
  }
  starts[index] = (starts[index] + size) % PERIOD
  start(index)
}

function runUntil(end) {
  while (performance.now() < end) {
    ring.submitAndWait(1, 100_000_000)
    const tail = cq.acquire()
    for (let at = cq.head; at !== tail; at = cq.next(at)) {
      complete(cq.userDataLow(at), cq.userDataHigh(at), cq.res(at))
    }
    cq.release(tail)
  }
}

/** The server's CPU time in seconds; a hundredth is all that /proc tells. */
function serverSeconds() {
  if (values.watch === undefined) return 0
  const stat = readFileSync(`/proc/${values.watch}/stat`, 'utf8')
  const [user, system] = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 13)
  return (Number(user) + Number(system)) / 100
}

function quantile(fraction) {
  let left = Math.max(Math.ceil(messages * fraction), 1)
  for (let us = 0; us <= MAX_US; us++) if ((left -= counts[us]) <= 0) return us
  return MAX_US
}

for (let index = 0; index < connections; index++) open(index)
for (let index = 0; index < connections; index++) start(index)
runUntil(performance.now() + Number(values.warmup) * 1000)
const before = { at: performance.now(), cpu: process.cpuUsage(), server: serverSeconds() }
measuring = true
runUntil(before.at + Number(values.seconds) * 1000)
const seconds = (performance.now() - before.at) / 1000
const { user, system } = process.cpuUsage(before.cpu)
if (messages === 0) fail('no message came back in the measured window')
console.log(
  JSON.stringify({
    messages,
    seconds,
    messagesPerSecond: messages / seconds,
    latencyUs: { p50: quantile(0.5), p99: quantile(0.99), p999: quantile(0.999) },
    client: { cpuSeconds: (user + system) / 1e6 },
    server: { cpuSeconds: serverSeconds() - before.server },
  }),
)
process.exit(0)

// Small files, opened, read and closed: with the Ring as a chain over a slot, on the raw face as
// linked submissions. With --statx 1 the size is asked for first. As many files at once as lanes.
//
//   node small-files.mjs --mode ring --files 10000 --directory D --depth 64 --statx 0
import { AT_FDCWD, OpenFlags, Ring, Statx, StatxMask } from 'uring-sdk'
import { allocate, prep, registers, RsrcRegister, RsrcRegisterFlags } from 'uring-sdk/raw'
import { SqeFlags, throwing } from 'uring-sdk/raw'

import { measure, readOptions } from './program.mjs'
import { pathsOf, ROOM, SIZE, verify } from './small-files-names.mjs'
import { RawLoop, ringCounters } from './uring.mjs'

const options = readOptions({ mode: 'ring', directory: '', files: 10000, depth: 64, statx: 0 })
const { depth } = options
const statx = options.statx === 1
const paths = pathsOf(options)
// The kernel reads the names by their address: what only an address points at would be collected.
const kept = []

function withRing() {
  const ring = new Ring({ slots: depth, entries: 512 })
  const hard = { hard: true }
  const { RDONLY } = OpenFlags
  let file = 0

  async function lane(pace, buffer) {
    const words = new Uint32Array(buffer.buffer, buffer.byteOffset, ROOM / 4)
    while (pace.on) {
      const number = file++ % options.files
      const path = paths[number]
      const started = pace.start()
      const slot = ring.slot()
      const open = { slot }
      const work = () => [
        ring.openat(path, RDONLY, 0, open),
        ring.read(slot, buffer, 0),
        ring.closeFd(slot),
      ]
      if (statx) {
        const all = () => [ring.statx(path, { mask: StatxMask.SIZE }), ...work()]
        const [{ stxSize }, , count] = await ring.chain(all, hard)
        if (stxSize !== SIZE) throw new Error(`file ${number} has ${stxSize} bytes`)
        verify(words, number, count)
      } else {
        const [, count] = await ring.chain(work, hard)
        verify(words, number, count)
      }
      pace.end(started)
    }
  }

  const buffers = Array.from({ length: depth }, () => ring.alloc(ROOM))
  const work = (pace) => Promise.all(buffers.map((buffer) => lane(pace, buffer)))
  return { work, counters: ringCounters(ring) }
}

function onRaw() {
  const loop = new RawLoop(512)
  const table = allocate(RsrcRegister.SIZE)
  const sparse = new RsrcRegister(table.bytes.buffer)
  sparse.nr = depth
  sparse.flags = RsrcRegisterFlags.SPARSE
  registers.registerFiles2(throwing(loop.ring), sparse)
  const text = allocate(paths.reduce((sum, path) => sum + Buffer.byteLength(path) + 1, 0))
  kept.push(text)
  const names = new Float64Array(paths.length)
  let at = 0
  for (const [i, path] of paths.entries()) {
    names[i] = text.address + at
    at += Buffer.from(text.bytes.buffer).write(path, at) + 1
  }
  const memory = allocate(depth * ROOM)
  const answers = allocate(depth * Statx.SIZE)
  const stats = Array.from(
    { length: depth },
    (_, i) => new Statx(answers.bytes.buffer, i * Statx.SIZE),
  )
  const words = Array.from(
    { length: depth },
    (_, i) => new Uint32Array(memory.bytes.buffer, i * ROOM, ROOM / 4),
  )
  const wanted = new Uint32Array(depth)
  const counts = new Int32Array(depth)
  const started = new Float64Array(depth)
  const { IO_HARDLINK, FIXED_FILE } = SqeFlags
  let file = 0

  // The members of a chain go to the kernel in one enter, or they would be no chain.
  function start(pace, i) {
    if (loop.ring.sq.space < 4) {
      loop.ring.submit()
      loop.enters++
    }
    const number = file++ % options.files
    wanted[i] = number
    started[i] = pace.start()
    if (statx) {
      const sqe = loop.slot()
      prep.statx(sqe, AT_FDCWD, names[number], 0, StatxMask.SIZE, answers.address + i * Statx.SIZE)
      sqe.flags = IO_HARDLINK
      sqe.userDataLow = i * 4 + 3
    }
    const open = loop.slot()
    prep.openatDirect(open, AT_FDCWD, names[number], OpenFlags.RDONLY, 0, i)
    open.flags = IO_HARDLINK
    open.userDataLow = i * 4
    const read = loop.slot()
    prep.read(read, i, memory.address + i * ROOM, ROOM, 0, 0)
    read.flags = IO_HARDLINK | FIXED_FILE
    read.userDataLow = i * 4 + 1
    const close = loop.slot()
    prep.closeDirect(close, i)
    close.userDataLow = i * 4 + 2
  }

  function work(pace) {
    let inFlight = depth
    for (let i = 0; i < depth; i++) start(pace, i)
    const complete = (data, res) => {
      const i = data >>> 2
      const member = data & 3
      if (res < 0) throw new Error(`member ${member} for file ${wanted[i]} answered ${res}`)
      if (member === 1) counts[i] = res
      if (member !== 2) return
      if (statx && stats[i].stxSize !== SIZE) throw new Error(`file ${wanted[i]} is resized`)
      verify(words[i], wanted[i], counts[i])
      pace.end(started[i])
      if (pace.on) start(pace, i)
      else inFlight--
    }
    while (inFlight > 0) loop.turn(complete)
  }
  return { work, counters: loop.counters }
}

const { work, counters } = options.mode === 'ring' ? withRing() : onRaw()
await measure(options, work, { counters })

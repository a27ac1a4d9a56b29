// Appends that are on the disk: a write and an fdatasync, linked. With the Ring as a chain, on the
// raw face as two linked submissions; as many appends at once as the depth.
//
//   node appends.mjs --mode ring --target F --depth 16
import { openSync } from 'node:fs'

import { FsyncFlags, OpenFlags, Ring } from 'uring-sdk'
import { allocate, prep, SqeFlags } from 'uring-sdk/raw'

import { measure, readOptions } from './program.mjs'
import { fill, RECORD, recordsIn } from './records.mjs'
import { RawLoop, ringCounters } from './uring.mjs'

const options = readOptions({ mode: 'ring', target: '', depth: 1 })
const { depth } = options
const { WRONLY, CREAT, TRUNC } = OpenFlags
let record = 0

async function withRing() {
  const ring = new Ring()
  const file = await ring.openat(options.target, WRONLY | CREAT | TRUNC, 0o644)
  const sync = { flags: FsyncFlags.DATASYNC }
  const lane = async (pace, buffer) => {
    const words = recordsIn(buffer)
    while (pace.on) {
      const number = record++
      fill(words, number)
      const started = pace.start()
      await ring.chain(() => [ring.write(file, buffer, number * RECORD), ring.fsync(file, sync)])
      pace.end(started)
    }
  }
  const buffers = Array.from({ length: depth }, () => ring.alloc(RECORD))
  const work = (pace) => Promise.all(buffers.map((buffer) => lane(pace, buffer)))
  return { work, counters: ringCounters(ring) }
}

function onRaw() {
  const loop = new RawLoop(64)
  const fd = openSync(options.target, WRONLY | CREAT | TRUNC, 0o644)
  const memory = Array.from({ length: depth }, () => allocate(RECORD))
  const words = memory.map(({ bytes }) => recordsIn(bytes))
  const started = new Float64Array(depth)

  // Both go to the kernel in one enter, or they would be no chain; the queue has room for all.
  const append = (pace, i) => {
    const number = record++
    fill(words[i], number)
    started[i] = pace.start()
    const write = loop.slot()
    prep.write(write, fd, memory[i].address, RECORD, number * RECORD, 0)
    write.flags = SqeFlags.IO_LINK
    write.userDataLow = i * 2
    const sync = loop.slot()
    prep.fsync(sync, fd, FsyncFlags.DATASYNC)
    sync.userDataLow = i * 2 + 1
  }
  const work = (pace) => {
    let inFlight = depth
    for (let i = 0; i < depth; i++) append(pace, i)
    const complete = (data, res) => {
      const isSync = (data & 1) === 1
      if (res !== (isSync ? 0 : RECORD)) throw new Error(`an append answered ${res}`)
      if (!isSync) return
      pace.end(started[data >> 1])
      if (pace.on) append(pace, data >> 1)
      else inFlight--
    }
    while (inFlight > 0) loop.turn(complete)
  }
  return { work, counters: loop.counters }
}

const { work, counters } = await (options.mode === 'ring' ? withRing() : onRaw())
await measure(options, work, { every: 1, counters, bytes: false })

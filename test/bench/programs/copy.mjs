// Copies a file from its beginning to its end, again and again until the time is over. With the
// Ring and on the raw face: lanes with a registered block each, as the guide does it; or with the
// Ring through pipes, a chain of two splices a lane.
//
//   node copy.mjs --mode ring --source F --target F --bytes 1073741824
import { closeSync, openSync } from 'node:fs'

import { OpenFlags, Ring } from 'uring-sdk'
import { allocate, prep, registers, throwing } from 'uring-sdk/raw'

import { measure, readOptions } from './program.mjs'
import { RawLoop, ringCounters } from './uring.mjs'

const MIB = 1 << 20
/** What a pipe holds, unless fcntl(2) has made it larger. */
const PIPE = 65_536
const PIPES = 4
const options = readOptions({
  ...{ mode: 'ring', source: '', target: '', bytes: MIB },
  // Buffered writes of ext4 go to a thread of the kernel, which is worth it for large ones.
  ...{ block: 4 * MIB, lanes: 2 },
})
const { bytes, block, lanes } = options
const { RDONLY, WRONLY, CREAT, TRUNC } = OpenFlags

function withRing() {
  const ring = new Ring()
  const pool = ring.createPool({ kind: 'registered', count: lanes, size: block })

  async function copy() {
    const [source, target] = await Promise.all([
      ring.openat(options.source, RDONLY),
      ring.openat(options.target, WRONLY | CREAT | TRUNC, 0o644),
    ])
    let next = 0
    const lane = async () => {
      for (;;) {
        const position = next
        next += block
        const lease = pool.take()
        lease.length = await ring.readAll(source, lease, position)
        if (lease.length === 0) return lease.release()
        await ring.writeAll(target, lease, position)
      }
    }
    await Promise.all(Array.from({ length: lanes }, lane))
    await Promise.all([source.close(), target.close()])
  }
  return { copy, counters: ringCounters(ring) }
}

/** Pages go from file to file through pipes, and never into memory of ours. */
async function withPipes() {
  const ring = new Ring()
  const pipes = await Promise.all(Array.from({ length: PIPES }, () => ring.pipe()))

  async function copy() {
    const [source, target] = await Promise.all([
      ring.openat(options.source, RDONLY),
      ring.openat(options.target, WRONLY | CREAT | TRUNC, 0o644),
    ])
    let next = 0
    const lane = async ([read, write]) => {
      while (next < bytes) {
        const position = next
        const length = Math.min(PIPE, bytes - position)
        next += length
        const [, count] = await ring.chain(() => [
          ring.splice(source, position, write, -1, length),
          ring.splice(read, -1, target, position, length),
        ])
        if (count !== length) throw new Error(`${length} bytes at ${position}: ${count}`)
      }
    }
    await Promise.all(pipes.map(lane))
    await Promise.all([source.close(), target.close()])
  }
  return { copy, counters: ringCounters(ring) }
}

function onRaw() {
  const loop = new RawLoop(lanes)
  const memory = allocate(lanes * block)
  const range = { address: memory.address, length: lanes * block }
  registers.registerBuffers(throwing(loop.ring), [range])
  const positions = new Float64Array(lanes)
  const lengths = new Float64Array(lanes)

  function copy() {
    const source = openSync(options.source, RDONLY)
    const target = openSync(options.target, WRONLY | CREAT | TRUNC, 0o644)
    let next = 0
    let inFlight = 0
    const read = (i) => {
      if (next >= bytes) return
      positions[i] = next
      lengths[i] = Math.min(block, bytes - next)
      next += block
      const sqe = loop.slot()
      prep.readFixed(sqe, source, memory.address + i * block, lengths[i], positions[i], 0, 0)
      sqe.userDataLow = i * 2
      inFlight++
    }
    const write = (i) => {
      const sqe = loop.slot()
      prep.writeFixed(sqe, target, memory.address + i * block, lengths[i], positions[i], 0, 0)
      sqe.userDataLow = i * 2 + 1
      inFlight++
    }
    const complete = (data, res) => {
      const i = data >> 1
      inFlight--
      if (res !== lengths[i]) throw new Error(`${lengths[i]} bytes at ${positions[i]}: ${res}`)
      if ((data & 1) === 0) write(i)
      else read(i)
    }
    for (let i = 0; i < lanes; i++) read(i)
    while (inFlight > 0) loop.turn(complete)
    closeSync(source)
    closeSync(target)
  }
  return { copy, counters: loop.counters }
}

const ways = { ring: withRing, pipes: withPipes, raw: onRaw }
const { copy, counters } = await ways[options.mode]()
const work = async (pace) => {
  while (pace.on) {
    await copy()
    pace.operations += bytes / MIB
  }
}
await measure(options, work, { every: 1, counters, bytes: false })

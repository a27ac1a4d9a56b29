// Random reads with the Ring: read() into memory of its own, or readFixed() into a registered pool
// from a direct descriptor. As many lanes as the depth, each with one read in flight.
//
//   node reads-ring.mjs --file F --blocks 65536 --depth 64 --fixed 1 --direct 0
import { OpenFlags, Ring } from 'uring-sdk'

import { BLOCK, Blocks, verify, wordsOf } from './blocks.mjs'
import { measure, readOptions } from './program.mjs'
import { ringCounters } from './uring.mjs'

const options = readOptions({ file: '', blocks: 65536, depth: 64, fixed: 0, direct: 0 })
const { depth } = options
const fixed = options.fixed === 1

const ring = new Ring({ slots: fixed ? 1 : 0 })
const flags = OpenFlags.RDONLY | (options.direct === 1 ? OpenFlags.DIRECT : 0)
const file = await ring.openat(options.file, flags, 0, fixed ? { slot: -1 } : {})
const pool = fixed && ring.createPool({ kind: 'registered', count: depth, size: BLOCK })
const memory = ring.alloc(depth * BLOCK)
const blocks = new Blocks(options.blocks)

async function readLane(pace, buffer) {
  const words = wordsOf(buffer)
  while (pace.on) {
    const block = blocks.next()
    const started = pace.start()
    verify(words, block, await ring.read(file, buffer, block * BLOCK))
    pace.end(started)
  }
}

async function fixedLane(pace) {
  const lease = pool.take()
  const words = wordsOf(lease.bytes)
  while (pace.on) {
    const block = blocks.next()
    const started = pace.start()
    verify(words, block, await ring.readFixed(file, lease, block * BLOCK))
    pace.end(started)
  }
  lease.release()
}

const lane = (pace, i) =>
  fixed ? fixedLane(pace) : readLane(pace, memory.subarray(i * BLOCK, (i + 1) * BLOCK))
const work = (pace) => Promise.all(Array.from({ length: depth }, (_, i) => lane(pace, i)))

await measure(options, work, { counters: ringCounters(ring) })

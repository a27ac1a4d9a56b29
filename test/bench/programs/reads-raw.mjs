// Random reads on the raw face: one enter a turn, each block that has come makes room for the next.
//
//   node reads-raw.mjs --file F --blocks 65536 --depth 64 --fixed 1 --direct 0
import { openSync } from 'node:fs'

import { allocate, OpenFlags, prep, registers, SqeFlags, throwing } from 'uring-sdk/raw'

import { BLOCK, Blocks, verify, WORDS } from './blocks.mjs'
import { measure, readOptions } from './program.mjs'
import { RawLoop } from './uring.mjs'

const options = readOptions({ file: '', blocks: 65536, depth: 64, fixed: 0, direct: 0 })
const { depth } = options
const fixed = options.fixed === 1
// So many reads go to a disk at once, while the others of the turn are still looked at. The page
// cache answers within the enter, so that nothing would begin any sooner.
const early = options.direct === 1 ? 4 : Infinity

const fd = openSync(options.file, OpenFlags.RDONLY | (options.direct === 1 ? OpenFlags.DIRECT : 0))
const memory = allocate(depth * BLOCK)
const loop = new RawLoop(depth)
if (fixed) {
  registers.registerFiles(throwing(loop.ring), Int32Array.of(fd))
  registers.registerBuffers(throwing(loop.ring), [
    { address: memory.address, length: depth * BLOCK },
  ])
}
const blocks = new Blocks(options.blocks)
const words = Array.from(
  { length: depth },
  (_, i) => new Uint32Array(memory.bytes.buffer, i * BLOCK, WORDS),
)
const wanted = new Uint32Array(depth)
const started = new Float64Array(depth)

function read(pace, i) {
  const block = blocks.next()
  wanted[i] = block
  started[i] = pace.start()
  const sqe = loop.slot()
  const address = memory.address + i * BLOCK
  if (fixed) {
    prep.readFixed(sqe, 0, address, BLOCK, block * BLOCK, 0, 0)
    sqe.flags = SqeFlags.FIXED_FILE
  } else prep.read(sqe, fd, address, BLOCK, block * BLOCK, 0)
  sqe.userDataLow = i
}

function work(pace) {
  let inFlight = depth
  for (let i = 0; i < depth; i++) read(pace, i)
  const complete = (i, res) => {
    verify(words[i], wanted[i], res)
    pace.end(started[i])
    if (!pace.on) {
      inFlight--
      return
    }
    read(pace, i)
    if (loop.ring.sq.ready >= early) {
      loop.ring.submit()
      loop.enters++
    }
  }
  while (inFlight > 0) loop.turn(complete)
}

await measure(options, work, { counters: loop.counters })

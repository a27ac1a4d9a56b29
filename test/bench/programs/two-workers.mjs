// Cached reads in several Workers: each is pinned to a core of its own and has a ring of its own.
//
//   node two-workers.mjs --mode ring --workers 2 --file F --blocks 65536 --depth 64
import { isMainThread, workerData } from 'node:worker_threads'

import { allocate, OpenFlags, prep } from 'uring-sdk/raw'
import { Ring } from 'uring-sdk'
import { openSync } from 'node:fs'

import { BLOCK, Blocks, verify, wordsOf } from './blocks.mjs'
import { readOptions } from './program.mjs'
import { RawLoop } from './uring.mjs'
import { measureWorkers, serve } from './workers.mjs'

const defaults = { mode: 'ring', workers: 2, file: '', blocks: 65536, depth: 64 }

async function ringReader({ file, depth }, blocks) {
  const ring = new Ring()
  const fd = await ring.openat(file, OpenFlags.RDONLY)
  const lane = async (pace, buffer) => {
    const words = wordsOf(buffer)
    while (pace.on) {
      const block = blocks.next()
      verify(words, block, await ring.read(fd, buffer, block * BLOCK))
      pace.operations++
    }
  }
  const buffers = Array.from({ length: depth }, () => ring.alloc(BLOCK))
  return (pace) => Promise.all(buffers.map((buffer) => lane(pace, buffer)))
}

function rawReader({ file, depth }, blocks) {
  const loop = new RawLoop(depth)
  const fd = openSync(file, OpenFlags.RDONLY)
  const memory = Array.from({ length: depth }, () => allocate(BLOCK))
  const words = memory.map(({ bytes }) => wordsOf(bytes))
  const wanted = new Uint32Array(depth)
  const read = (i) => {
    wanted[i] = blocks.next()
    const sqe = loop.slot()
    prep.read(sqe, fd, memory[i].address, BLOCK, wanted[i] * BLOCK, 0)
    sqe.userDataLow = i
  }
  return (pace) => {
    let inFlight = depth
    for (let i = 0; i < depth; i++) read(i)
    const complete = (i, res) => {
      verify(words[i], wanted[i], res)
      pace.operations++
      if (pace.on) read(i)
      else inFlight--
    }
    while (inFlight > 0) loop.turn(complete)
  }
}

async function read({ options, cpu, seed }) {
  const make = options.mode === 'ring' ? ringReader : rawReader
  serve(cpu, await make(options, new Blocks(options.blocks, seed)))
}

function main() {
  const options = readOptions(defaults)
  return measureWorkers(new URL(import.meta.url), options, options.workers)
}

await (isMainThread ? main() : read(workerData))

// Cached reads in several Workers: each is pinned to a core of its own and has a ring of its own.
//
//   node two-workers.mjs --mode ring --workers 2 --file F --blocks 65536 --depth 64
import process from 'node:process'
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'

import { allocate, OpenFlags, prep } from 'uring-sdk/raw'
import { Ring, schedGetaffinity, schedSetaffinity } from 'uring-sdk'
import { openSync } from 'node:fs'

import { BLOCK, Blocks, verify, wordsOf } from './blocks.mjs'
import { Pace, print, readOptions } from './program.mjs'
import { RawLoop } from './uring.mjs'

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

/** A Worker reads for a time when it is told to, and tells how much it was. */
async function serve({ options, cpu, seed }) {
  schedSetaffinity([cpu])
  const make = options.mode === 'ring' ? ringReader : rawReader
  const work = await make(options, new Blocks(options.blocks, seed))
  parentPort.on('message', async (seconds) => {
    const start = performance.now()
    const pace = new Pace(start + seconds * 1000, 64)
    await work(pace)
    parentPort.postMessage({
      operations: pace.operations,
      seconds: (performance.now() - start) / 1000,
    })
  })
  parentPort.postMessage('ready')
}

async function main() {
  const options = readOptions(defaults)
  const cpus = schedGetaffinity().slice(0, options.workers)
  if (cpus.length < options.workers) throw new Error(`it may use ${cpus.length} cores only`)
  const workers = cpus.map(
    (cpu, i) =>
      new Worker(new URL(import.meta.url), { workerData: { options, cpu, seed: i + 1 }, argv: [] }),
  )
  const answers = () =>
    Promise.all(
      workers.map(
        (worker) =>
          new Promise((resolve, reject) => {
            worker.once('message', resolve)
            worker.once('error', reject)
          }),
      ),
    )
  const all = async (seconds) => {
    const done = answers()
    for (const worker of workers) worker.postMessage(seconds)
    return done
  }
  await answers()
  await all(options.warmup)
  const before = process.cpuUsage()
  const parts = await all(options.seconds)
  const { user, system } = process.cpuUsage(before)
  print({
    operations: parts.reduce((sum, { operations }) => sum + operations, 0),
    seconds: Math.max(...parts.map(({ seconds }) => seconds)),
    cpuSeconds: (user + system) / 1e6,
    rssBytes: process.memoryUsage().rss,
  })
}

await (isMainThread ? main() : serve(workerData))

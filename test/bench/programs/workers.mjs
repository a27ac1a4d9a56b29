// A program in several Workers: each is pinned to a core of its own, and works for a time when it
// is told to.
import process from 'node:process'
import { parentPort, Worker } from 'node:worker_threads'

import { schedGetaffinity, schedSetaffinity } from 'uring-sdk'

import { Pace, print } from './program.mjs'

/** In a Worker: does `work(pace)` when it is asked to, and tells how much it was. */
export function serve(cpu, work, counters = () => undefined) {
  schedSetaffinity([cpu])
  parentPort.on('message', async (seconds) => {
    const start = performance.now()
    const before = counters()
    const pace = new Pace(start + seconds * 1000, 64)
    await work(pace)
    const after = counters()
    parentPort.postMessage({
      operations: pace.operations,
      seconds: (performance.now() - start) / 1000,
      enters: after && after.enters - before.enters,
      completions: after && after.completions - before.completions,
    })
  })
  parentPort.postMessage('ready')
}

/** In the main thread: starts `count` Workers of that program, and prints what they have done. */
export async function measureWorkers(program, options, count) {
  const cpus = schedGetaffinity().slice(0, count)
  if (cpus.length < count) throw new Error(`it may use ${cpus.length} cores only`)
  const workers = cpus.map(
    (cpu, i) => new Worker(program, { workerData: { options, cpu, seed: i + 1 }, argv: [] }),
  )
  const answers = () => Promise.all(workers.map(answerOf))
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
  const sum = (name) => parts.reduce((total, part) => total + part[name], 0)
  const counted = parts.every(({ enters }) => enters !== undefined)
  print({
    operations: sum('operations'),
    seconds: Math.max(...parts.map(({ seconds }) => seconds)),
    cpuSeconds: (user + system) / 1e6,
    rssBytes: process.memoryUsage().rss,
    ...(counted && { enters: sum('enters'), completions: sum('completions') }),
  })
}

function answerOf(worker) {
  return new Promise((resolve, reject) => {
    worker.once('message', resolve)
    worker.once('error', reject)
  })
}

// Required before a program of Node (NODE_OPTIONS): counts what its main thread allocates and how
// long it collects, and writes both to URING_BENCH_HEAP when it ends. A server ends by a signal.
'use strict'
const { writeFileSync } = require('node:fs')
const { isMainThread } = require('node:worker_threads')
const { GCProfiler } = require('node:v8')

const file = process.env.URING_BENCH_HEAP
if (file !== undefined && isMainThread) {
  const profiler = new GCProfiler()
  let last = process.memoryUsage().heapUsed
  profiler.start()

  const finish = () => {
    const now = process.memoryUsage().heapUsed
    const { statistics } = profiler.stop() ?? { statistics: [] }
    let bytes = 0
    let gcSeconds = 0
    for (const { beforeGC, afterGC, cost } of statistics) {
      // Between two collections the heap only grows.
      bytes += Math.max(0, beforeGC.heapStatistics.usedHeapSize - last)
      last = afterGC.heapStatistics.usedHeapSize
      gcSeconds += cost / 1e6
    }
    bytes += Math.max(0, now - last)
    writeFileSync(file, JSON.stringify({ bytes, gcSeconds, collections: statistics.length }))
  }
  process.on('exit', finish)
  process.on('SIGTERM', () => {
    // A server with a handler of its own ends itself.
    if (process.listenerCount('SIGTERM') === 1) process.exit(0)
  })
}

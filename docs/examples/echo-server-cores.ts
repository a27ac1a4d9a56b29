// A TCP echo server with a ring a core. Each Worker is pinned to a processor and has a ring, a
// listener and connections of its own; they share nothing but the port. The kernel spreads the
// connections (SO_REUSEPORT).
//
// Shows: rings in Workers, messages between rings for statistics and for the end, pinning, an
// orderly end of all. What a Worker does with a connection is echo-server.ts again. Linux 6.1.
//
//   node --import tsx docs/examples/echo-server-cores.ts --port 7001 --cores 2
//   nc localhost 7001

import { once } from 'node:events'
import { isMainThread, parentPort, workerData } from 'node:worker_threads'
import {
  type Fd,
  Ring,
  type RingHandle,
  schedGetaffinity,
  schedSetaffinity,
  ShutdownHow,
  UringError,
} from 'uring-sdk'
import { type EchoOptions, endpoint, explainStart, readOptions, showStatistics } from './options.ts'
import { startWorker } from './start-worker.ts'

/** What a Worker is told when it starts. */
interface Work {
  /** With the port that is known by now, and this Worker's share of the buffers. */
  readonly options: EchoOptions
  readonly cpu: number
  /** The ring that counts for all. */
  readonly counter: RingHandle
}

/** What is counted. Their place in this list is in the low two bits of a report. */
const COUNTS = ['connections', 'chunks', 'bytes', 'buffersUsed'] as const
const COUNT_BITS = 2
/** The other 30 bits say how much more it is than before, or less. */
const MORE_MAX = 2 ** (31 - COUNT_BITS) - 1
const REPORT_MS = 200
/** To a Worker: no new connections, finish what there is. To the counter: nothing comes after. */
const END = 0

type Counts = Record<(typeof COUNTS)[number], number>

if (isMainThread) await lead()
else await serve(workerData as Work)

// The main thread counts and ends; no connection comes here.

async function lead(): Promise<void> {
  const all = readOptions('echo-server-cores', 'a TCP echo server with a ring a core', {
    cores: true,
  })
  const cpus = schedGetaffinity()
  const { cores = cpus.length } = all
  const { ring, port } = await start(all).catch((error) => explainStart(error, all))
  // A pool has a power of two of buffers.
  const buffers = Math.max(1, 2 ** Math.floor(Math.log2(all.buffers / cores)))
  const options = { ...all, port, buffers }
  const workers = Array.from({ length: cores }, (_, index) => {
    const work: Work = { options, cpu: cpus[index % cpus.length] ?? 0, counter: ring.handle }
    return startWorker(new URL(import.meta.url), work)
  })
  const handles = await Promise.all(workers.map((worker) => once(worker, 'message')))
    .then((messages) => messages.flat() as RingHandle[])
    .catch((error) => explainStart(error, options))

  const sum: Counts = { connections: 0, chunks: 0, bytes: 0, buffersUsed: 0 }
  const stopStatistics = showStatistics({ ...all, buffers: buffers * cores }, () => sum)
  const stop = (): void => {
    for (const handle of handles) ring.message(handle, END).catch(console.error)
  }
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, stop)
  console.log(`listening on ${endpoint(all.host, port)}`)
  void Promise.all(workers.map((worker) => once(worker, 'exit'))).then(() => {
    // It comes after the last report of every Worker.
    return ring.message(ring.handle, END)
  })
  for await (const report of ring.messages()) {
    if (report === END) break
    addReport(sum, report)
  }
  stopStatistics()
  await ring.close()
}

/**
 * A port that is free, and the counter's ring. Whoever has SO_REUSEPORT would share the port of
 * another server of this user without a word, so it is asked for without.
 */
async function start(options: EchoOptions): Promise<{ ring: Ring; port: number }> {
  const ring = new Ring()
  const listener = await ring.openListener(options)
  const { port } = listener.localAddress() as { port: number }
  await listener.close()
  return { ring, port }
}

// A Worker: a server like any other, which counts elsewhere.

async function serve({ options, cpu, counter }: Work): Promise<void> {
  schedSetaffinity([cpu])
  const { buffers } = options
  const timeout = options.idleTimeout > 0 ? options.idleTimeout : undefined
  const ring = new Ring({ pool: { count: Math.min(256, buffers), countMax: buffers } })
  const listener = await ring.openListener({ ...options, reusePort: true })
  const sockets = new Set<Fd>()
  const told: Counts = { connections: 0, chunks: 0, bytes: 0, buffersUsed: 0 }
  const now: Counts = { ...told }
  const tell = async (): Promise<void> => {
    now.connections = sockets.size
    now.buffersUsed = ring.pool.leased
    for (const report of reportsOf(now, told)) await ring.message(counter, report)
  }
  // One after the other, so that the last one is the last.
  let reported = Promise.resolve()
  const reporting = setInterval(() => {
    reported = reported.then(tell)
  }, REPORT_MS)
  parentPort?.postMessage(ring.handle)

  void ended(ring).then(() => listener.close())
  for await (const socket of ring.acceptMultishot(listener)) echo(socket).catch(complain)
  // All that were accepted are here. What has come goes back first, for three seconds at most.
  for (const socket of sockets) ring.shutdown(socket, ShutdownHow.RD).catch(complain)
  const end = Date.now() + 3000
  while (sockets.size > 0 && Date.now() < end) await ring.timeout(20)
  clearInterval(reporting)
  await reported.then(tell)
  await ring.close()

  async function echo(socket: Fd): Promise<void> {
    sockets.add(socket)
    try {
      for await (const chunk of ring.recvMultishot(socket, { timeout })) {
        now.chunks++
        now.bytes += chunk.length
        await ring.sendAll(socket, chunk, { timeout })
      }
    } finally {
      sockets.delete(socket)
      await socket.close()
    }
  }
}

/** Resolves when the main thread says so. Waiting for messages keeps a Worker alive. */
async function ended(ring: Ring): Promise<void> {
  for await (const message of ring.messages()) if (message === END) return
}

/** Peers that reset, vanish or fall silent are daily business; anything else is worth a line. */
function complain(error: unknown): void {
  const usual = ['ECONNRESET', 'EPIPE', 'ETIME', 'ECANCELED', 'ETIMEDOUT', 'ENOTCONN']
  if (!(error instanceof UringError && usual.includes(error.code))) console.error(error)
}

// Reports: 32 bits each, so that no object crosses threads.

/** What has changed since it was last told, as reports. It counts as told from then on. */
function reportsOf(now: Counts, told: Counts): number[] {
  return COUNTS.flatMap((name, place) => {
    const more = Math.min(now[name] - told[name], MORE_MAX)
    told[name] += more
    return more === 0 ? [] : [((more << COUNT_BITS) | place) >>> 0]
  })
}

function addReport(sum: Counts, report: number): void {
  const name = COUNTS[report & (COUNTS.length - 1)]
  if (name !== undefined) sum[name] += (report | 0) >> COUNT_BITS
}

// A TCP echo server on the Ring: whatever a client sends comes back, in order, until it has closed
// its side and got everything.
//
// Shows: a listener, accepting as an async iterable, receiving into leases of a pool, sending a
// lease (which gives its buffer back), timeouts, an orderly end. Linux 6.1 and later.
//
//   node --import tsx docs/examples/echo-server.ts --port 7001
//   nc localhost 7001

import { type Fd, Ring, ShutdownHow, UringError } from 'uring-sdk'
import { endpoint, explainStart, readOptions, showStatistics } from './options.ts'

const options = readOptions('echo-server', 'a TCP echo server on the Ring')
const timeout = options.idleTimeout > 0 ? options.idleTimeout : undefined
const sockets = new Set<Fd>()
let chunks = 0
let bytes = 0

// The pool grows to as many buffers as are needed at once.
const count = Math.min(256, options.buffers)
const ring = new Ring({ pool: { count, countMax: options.buffers } })
const listener = await ring.openListener(options).catch((error) => explainStart(error, options))
const { port } = listener.localAddress() as { port: number }
console.log(`listening on ${endpoint(options.host, port)}`)

const stopStatistics = showStatistics(options, () => ({
  connections: sockets.size,
  chunks,
  bytes,
  buffersUsed: ring.pool.leased,
}))
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void stop())

for await (const socket of ring.acceptMultishot(listener)) echo(socket).catch(report)

async function echo(socket: Fd): Promise<void> {
  sockets.add(socket)
  try {
    for await (const chunk of ring.recvMultishot(socket, { timeout })) {
      chunks++
      bytes += chunk.length
      await ring.sendAll(socket, chunk, { timeout })
    }
  } finally {
    sockets.delete(socket)
    await socket.close()
  }
}

/** Peers that reset, vanish or fall silent are daily business; anything else is worth a line. */
function report(error: unknown): void {
  const usual = ['ECONNRESET', 'EPIPE', 'ETIME', 'ECANCELED', 'ETIMEDOUT']
  if (!(error instanceof UringError && usual.includes(error.code))) console.error(error)
}

/**
 * No new connections and no new bytes; what has come goes back first, for three seconds at most.
 */
async function stop(): Promise<void> {
  await listener.close()
  for (const socket of sockets) ring.shutdown(socket, ShutdownHow.RD).catch(report)
  const end = Date.now() + 3000
  while (sockets.size > 0 && Date.now() < end) await ring.timeout(20)
  stopStatistics()
  await ring.close()
}

// An echo server on Bun's own sockets: --port N or --unix PATH. A write may be short: what is left
// waits for `drain`, and nothing more is read meanwhile.
import { parseArgs } from 'node:util'

const { port, unix } = parseArgs({
  options: { port: { type: 'string' }, unix: { type: 'string' } },
}).values

function send(socket, bytes) {
  const written = socket.write(bytes)
  if (written >= bytes.length) return
  // The chunk belongs to Bun again when the handler returns.
  socket.data.rest = Buffer.from(bytes.subarray(Math.max(written, 0)))
  socket.pause()
}

const socket = {
  open: (socket) => void (socket.data = { rest: undefined }),
  data(socket, bytes) {
    const { rest } = socket.data
    if (rest === undefined) send(socket, bytes)
    else socket.data.rest = Buffer.concat([rest, bytes])
  },
  drain(socket) {
    const { rest } = socket.data
    if (rest === undefined) return
    socket.data.rest = undefined
    send(socket, rest)
    if (socket.data.rest === undefined) socket.resume()
  },
  error: () => {},
}
Bun.listen(unix ? { unix, socket } : { hostname: '127.0.0.1', port: Number(port), socket })
process.on('SIGTERM', () => process.exit(0))

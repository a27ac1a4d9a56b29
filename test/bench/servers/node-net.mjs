// The yardstick: an echo server as one writes it on Node's `net`, with backpressure.
//
//   node node-net.mjs --port 7001 [--mode data|pipe]    (or --unix PATH)
//
// Both shapes cost the same within the noise (`pipe` from 1.09x less to 1.05x more CPU in five
// comparisons on a shared machine); the peer `node-net-pipe` repeats the question.
import { createServer } from 'node:net'
import { parseArgs } from 'node:util'

const { values } = parseArgs({
  options: {
    port: { type: 'string' },
    unix: { type: 'string' },
    mode: { type: 'string', default: 'data' },
  },
})

function echo(socket) {
  socket.on('error', () => socket.destroy())
  if (values.mode === 'pipe') return socket.pipe(socket)
  socket.on('data', (chunk) => {
    if (!socket.write(chunk)) socket.pause()
  })
  socket.on('drain', () => socket.resume())
}

const server = createServer({ noDelay: true }, echo)
server.listen(values.unix ? { path: values.unix } : { port: Number(values.port), backlog: 4096 })
process.on('SIGTERM', () => process.exit(0))

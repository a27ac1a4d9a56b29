// A UDP echo server on Bun's own sockets: --port N. What the socket does not take is lost, which
// the load client counts.
import { parseArgs } from 'node:util'

const { port } = parseArgs({ options: { port: { type: 'string' } } }).values
await Bun.udpSocket({
  hostname: '127.0.0.1',
  port: Number(port),
  socket: {
    data: (socket, message, port, address) => void socket.send(message, port, address),
    error: () => {},
  },
})
process.on('SIGTERM', () => process.exit(0))

// A UDP echo server on Deno's own sockets (--unstable-net): --port N.
import { parseArgs } from 'node:util'

const { port } = parseArgs({ args: Deno.args, options: { port: { type: 'string' } } }).values
const socket = Deno.listenDatagram({ transport: 'udp', hostname: '127.0.0.1', port: Number(port) })
Deno.addSignalListener('SIGTERM', () => Deno.exit(0))
const buffer = new Uint8Array(65536)
for (;;) {
  const [message, from] = await socket.receive(buffer)
  await socket.send(message, from)
}

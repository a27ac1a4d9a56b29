// An echo server on Deno's own sockets, read and written in a loop: --port N or --unix PATH.
import { parseArgs } from 'node:util'

const { port, unix } = parseArgs({
  args: Deno.args,
  options: { port: { type: 'string' }, unix: { type: 'string' } },
}).values
const listener = Deno.listen(
  unix ? { transport: 'unix', path: unix } : { hostname: '127.0.0.1', port: Number(port) },
)
Deno.addSignalListener('SIGTERM', () => Deno.exit(0))

async function echo(connection) {
  try {
    if (!unix) connection.setNoDelay()
    const buffer = new Uint8Array(65536)
    for (;;) {
      const length = await connection.read(buffer)
      if (length === null) return
      for (let sent = 0; sent < length; ) {
        sent += await connection.write(buffer.subarray(sent, length))
      }
    }
  } finally {
    connection.close()
  }
}

for await (const connection of listener) echo(connection).catch(() => {})

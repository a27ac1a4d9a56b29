// The echo of docs/examples/echo-server.ts with nothing but the echo, on a ring whose flags are
// chosen: --port N or --unix PATH, --mode default|none|coop|defer|sqpoll
import { parseArgs } from 'node:util'
import { Ring, SetupFlags } from 'uring-sdk'

const { SINGLE_ISSUER, COOP_TASKRUN, DEFER_TASKRUN, SQPOLL } = SetupFlags
const modes = {
  default: {},
  none: { flags: 0 },
  coop: { flags: SINGLE_ISSUER | COOP_TASKRUN },
  defer: { flags: SINGLE_ISSUER | DEFER_TASKRUN },
  sqpoll: { flags: SQPOLL, sqThreadIdle: 50 },
}

const { port, unix, mode } = parseArgs({
  options: {
    port: { type: 'string' },
    unix: { type: 'string' },
    mode: { type: 'string', default: 'default' },
  },
}).values
const ring = new Ring({ ...modes[mode] })
const listener = await ring.openListener(
  unix ? { path: unix } : { port: Number(port), host: '127.0.0.1' },
)
process.once('SIGTERM', () => process.exit(0))

async function echo(socket) {
  try {
    for await (const chunk of ring.recvMultishot(socket)) await ring.sendAll(socket, chunk)
  } finally {
    await socket.close()
  }
}

for await (const socket of ring.acceptMultishot(listener)) echo(socket).catch(() => {})

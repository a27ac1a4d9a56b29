// A UDP echo server on the Ring: a multishot receive, and a send to where each datagram came from.
// The sends of a round are not awaited one by one, so that one submission carries them all.
import { parseArgs } from 'node:util'
import { Ring } from 'uring-sdk'

const { port } = parseArgs({ options: { port: { type: 'string' } } }).values
const ring = new Ring()
const socket = await ring.openListener({ port: Number(port), host: '127.0.0.1', type: 'udp' })
process.once('SIGTERM', () => process.exit(0))

// A peer that has gone is none of our business.
const ignore = () => {}
for await (const message of ring.recvmsgMultishot(socket)) {
  ring.sendto(socket, message, message.from).catch(ignore)
}

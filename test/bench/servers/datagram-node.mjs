// The yardstick of UDP: an echo server on Node's `dgram`: --port N.
import { createSocket } from 'node:dgram'
import { parseArgs } from 'node:util'

const { port } = parseArgs({ options: { port: { type: 'string' } } }).values
const socket = createSocket('udp4')
socket.on('message', (message, from) => socket.send(message, from.port, from.address))
// A peer that has gone is none of our business.
socket.on('error', () => {})
socket.bind(Number(port), '127.0.0.1')
process.on('SIGTERM', () => process.exit(0))

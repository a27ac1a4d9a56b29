import { AddressFamily, PollEvents, ShutdownHow, SocketType } from '../../../generated/constants.ts'
import type { Bench } from './bench.ts'
import type { Trial } from './trials-files.ts'

const WORD = Buffer.from('word')

function unixSocket({ ring, call }: Bench): ReturnType<Bench['ring']['socket']> {
  return ring.socket(AddressFamily.UNIX, SocketType.STREAM, 0, call)
}

/** Operations on sockets: Unix-domain ones in a directory of their own, and UDP to itself. */
export const socketTrials = {
  SOCKET: unixSocket,
  BIND: async (bench) => {
    const path = bench.path()
    await bench.ring.bind(await unixSocket(bench), { path }, bench.call)
  },
  LISTEN: async (bench) => {
    const socket = await unixSocket(bench)
    const path = bench.path()
    await bench.ring.bind(socket, { path }, bench.call)
    await bench.ring.listen(socket, 1, bench.call)
  },
  CONNECT: async (bench) => {
    const path = bench.path()
    await bench.ring.openListener({ path })
    await bench.ring.connect(await unixSocket(bench), { path }, bench.call)
  },
  ACCEPT: (bench) => bench.pair(),
  SHUTDOWN: async (bench) => {
    const [one] = await bench.pair()
    await bench.ring.shutdown(one, ShutdownHow.WR, bench.call)
  },
  SEND: async (bench) => {
    const [one] = await bench.pair()
    await bench.ring.send(one, WORD, bench.call)
  },
  RECV: async (bench) => {
    const [, other] = await bench.pair()
    await bench.ring.recv(other, bench.buffer, bench.call)
  },
  SENDMSG: async (bench) => {
    const [one] = await bench.pair()
    await bench.ring.sendmsg(one, [WORD], bench.call)
  },
  RECVMSG: async (bench) => {
    const [, other] = await bench.pair()
    await bench.ring.recvmsg(other, [bench.buffer], bench.call)
  },
  SEND_ZC: async (bench) => {
    await bench.ring.sendZc(await bench.datagrams(), WORD, bench.call)
  },
  SENDMSG_ZC: async (bench) => {
    await bench.ring.sendmsgZc(await bench.datagrams(), [WORD], bench.call)
  },
  POLL_ADD: async (bench) => {
    const [, other] = await bench.pair()
    await bench.ring.pollAdd(other, PollEvents.IN, bench.call)
  },
} satisfies Readonly<Record<string, Trial>>

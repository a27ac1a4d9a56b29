import { type Fd, MsgFlags, type SocketAddress } from 'uring-sdk'
import { difference, fill, SHIFTS } from '../bytes.ts'
import { portOf } from '../connect.ts'
import { Failure } from '../failure.ts'
import type { Scene } from '../scene.ts'
import type { Kind } from './kind.ts'

/** A datagram says which bytes it has: its stream and its length. */
const HEAD = 8
const LENGTH_MAX = 3000

/** Datagrams between two sockets. Some are lost; those that arrive are whole, and say from whom. */
export const datagrams: Kind = {
  name: 'datagrams',
  weight: 4,
  async run(scene) {
    const { random } = scene
    const [near, far] = await scene.both(
      () => open(scene),
      () => open(scene),
    )
    scene.check()
    const from = far.localAddress()
    const to = near.localAddress()
    const receiving = random.percent(75) ? stream(scene, near, from) : receive(scene, near, from)
    await scene.all([
      receiving,
      send(scene, far, to, random.between(5, 60)).then(async () => {
        // What is on its way has arrived by then, or is lost.
        if (random.percent(50)) await scene.pause()
        await scene.close(near)
      }),
    ])
  },
}

async function open(scene: Scene): Promise<Fd> {
  const at = { host: '127.0.0.1', port: 0, type: 'udp' } as const
  return scene.own(await scene.must('openListener', () => scene.ring.openListener(at)))
}

async function send(scene: Scene, fd: Fd, to: SocketAddress, count: number): Promise<void> {
  const { random, ring } = scene
  for (let i = 0; i < count; i++) {
    const piece = scene.piece(random.between(HEAD, LENGTH_MAX))
    const data = write(piece.bytes, random.below(SHIFTS))
    const options = scene.options()
    const start = (): Promise<number> => {
      switch (random.below(4)) {
        case 0:
          return ring.sendmsg(fd, [data.subarray(0, HEAD), data.subarray(HEAD)], { ...options, to })
        case 1:
          return ring.sendZc(fd, data, { ...options, to })
        case 2:
          return ring.sendmsgZc(fd, [data], { ...options, to })
        default:
          return ring.sendto(fd, data, to, options)
      }
    }
    const may = (): string[] => ['ECONNREFUSED']
    const ended = await scene.may('sendto', start, { options, fds: [fd], may })
    scene.done(piece, data.length)
    if (ended.ok && ended.value !== data.length) throw new Failure('a datagram was sent in part')
    if (!ended.ok) scene.check()
  }
}

function write(bytes: Uint8Array, shift: number): Uint8Array {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, HEAD)
  head.writeUInt32LE(shift, 0)
  head.writeUInt32LE(bytes.length, 4)
  fill(bytes.subarray(HEAD), shift, 0)
  return bytes
}

function check(bytes: Uint8Array, truncated: boolean, from: SocketAddress, at: unknown): void {
  if (bytes.length >= HEAD) {
    const head = Buffer.from(bytes.buffer, bytes.byteOffset, HEAD)
    const length = head.readUInt32LE(4)
    const problem = difference(bytes.subarray(HEAD), head.readUInt32LE(0), 0)
    if (problem !== null) throw new Failure(`wrong bytes in a datagram: ${problem}`)
    const isWhole = length === bytes.length
    if (isWhole === truncated) {
      throw new Failure(`a datagram of ${length} bytes has ${bytes.length}, cut off: ${truncated}`)
    }
  }
  const sender = at as SocketAddress | undefined
  if (sender === undefined || portOf(sender) !== portOf(from)) {
    throw new Failure('a datagram has the wrong sender')
  }
}

async function stream(scene: Scene, fd: Fd, from: SocketAddress): Promise<void> {
  const { random, ring } = scene
  const messages = ring.recvmsgMultishot(fd)
  for (;;) {
    const ended = await scene.may('recvmsgMultishot', () => messages.next(), { fds: [fd] })
    if (!ended.ok || ended.value.done === true) break
    const lease = scene.keep(ended.value.value)
    check(lease.bytes, lease.truncated, from, lease.from)
    if (random.oneIn(30)) await scene.pause()
    scene.releaseLater(lease)
  }
}

async function receive(scene: Scene, fd: Fd, from: SocketAddress): Promise<void> {
  const { random, ring } = scene
  for (;;) {
    const piece = scene.piece(random.between(HEAD, LENGTH_MAX))
    const options = scene.options()
    const start = (): Promise<{ bytes: number; flags: number; from?: SocketAddress | undefined }> =>
      ring.recvmsg(fd, [piece.bytes], options)
    const ended = await scene.may('recvmsg', start, { options, fds: [fd] })
    if (ended.ok) {
      const { bytes, flags, from: sender } = ended.value
      check(piece.bytes.subarray(0, bytes), (flags & MsgFlags.TRUNC) !== 0, from, sender)
    }
    scene.done(piece, ended.ok ? ended.value.bytes : piece.bytes.length)
    if (ended.ok || ended.code === 'ABORT_ERR' || ended.code === 'ETIME') continue
    return
  }
}

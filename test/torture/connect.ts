import type { Fd, SocketAddress } from 'uring-sdk'
import type { Scene } from './scene.ts'

let names = 0

/** A new connection over TCP or a Unix-domain socket; both ends are the scene's own. */
export interface Connection {
  readonly near: Fd
  readonly far: Fd
  /** Whether it sends from where the bytes lie: a Unix-domain socket does not. */
  readonly zeroCopy: boolean
}

export async function connected(scene: Scene, isTcp = false): Promise<Connection> {
  const { ring, random } = scene
  const [listener, to] = await listening(scene, isTcp)
  const direct = random.percent(20) && scene.takeSlot()
  const slot = direct ? { slot: -1 } : {}
  const [near, far] = await scene.both(
    async () => scene.own(await scene.must('openConnection', () => ring.openConnection(to))),
    async () => scene.own(await scene.must('accept', () => ring.accept(listener, slot))),
  )
  await scene.close(listener)
  return { near, far, zeroCopy: 'port' in to }
}

type Endpoint = { host: string; port: number } | { path: string }

/** A listener, and where to connect to. */
export async function listening(scene: Scene, isTcp = false): Promise<[Fd, Endpoint]> {
  const { ring, random } = scene
  const isUnix = !isTcp && random.percent(40)
  const path = `\0uring-torture-${process.pid}-${scene.name}-${names++}`
  const at = isUnix ? { path } : { host: '127.0.0.1', port: 0 }
  const listener = scene.own(await scene.must('openListener', () => ring.openListener(at)))
  if (isUnix) return [listener, { path }]
  scene.check()
  return [listener, { host: '127.0.0.1', port: portOf(listener.localAddress()) }]
}

export function portOf(address: SocketAddress): number {
  if ('port' in address) return address.port
  throw new Error('the address has no port')
}

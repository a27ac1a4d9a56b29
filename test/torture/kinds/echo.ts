import type { Fd } from 'uring-sdk'
import { connected } from '../connect.ts'
import { Lane } from '../lane.ts'
import { Receiver } from '../receivers.ts'
import type { Scene } from '../scene.ts'
import { Sender } from '../senders.ts'
import type { Kind } from './kind.ts'

/** A server that sends the leases back which it has received: they return by themselves. */
export const echo: Kind = {
  name: 'echo',
  weight: 4,
  async run(scene) {
    const { random } = scene
    const { near, far, zeroCopy } = await connected(scene, true)
    const lane = new Lane(random)
    await scene.all([
      serve(scene, far),
      new Sender(scene, lane, near, zeroCopy).run(random.between(5, 80)),
      // Without a stream of its own: one that is stuck would keep buffers that the server needs.
      new Receiver(scene, lane, near, false).run(),
    ])
  },
}

async function serve(scene: Scene, fd: Fd): Promise<void> {
  const { ring } = scene
  scene.check()
  const stream = ring.recvMultishot(fd)
  const sends: Promise<unknown>[] = []
  for (;;) {
    const ended = await scene.may('recvMultishot', () => stream.next(), { fds: [fd] })
    if (!ended.ok || ended.value.done === true) break
    const lease = scene.keep(ended.value.value)
    const sending = scene.may('sendAll', () => ring.sendAll(fd, lease), { fds: [fd] })
    // One after the other as a rule; now and then the queue of the descriptor has to order them.
    if (scene.random.percent(20)) sends.push(sending)
    else await sending
  }
  await scene.all(sends)
  scene.check()
  await scene.close(fd)
}

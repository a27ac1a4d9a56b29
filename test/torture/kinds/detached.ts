import { connected } from '../connect.ts'
import { Lane } from '../lane.ts'
import type { Kind } from './kind.ts'

const SIZE = 4096

/**
 * Memory of `ring.alloc` is taken away from its view while the kernel has it: it stays where it is,
 * the operation ends as it would have, and the bytes are where the memory has gone.
 */
export const detached: Kind = {
  name: 'detached',
  weight: 1,
  async run(scene) {
    const { ring } = scene
    const { near, far } = await connected(scene)
    const lane = new Lane(scene.random)
    scene.check()
    const memory = ring.alloc(SIZE)
    const receiving = scene.may('recv', () => ring.recv(far, memory), { fds: [far] })
    const moved = take(memory.buffer as ArrayBuffer)
    const data = new Uint8Array(SIZE)
    lane.put(data)
    await scene.may('send', () => ring.send(near, data), { fds: [near] })
    const ended = await receiving
    if (ended.ok) lane.came(moved.subarray(0, ended.value))
  },
}

/**
 * Only `transfer()` moves memory that an addon has made: since Node 22 `structuredClone` refuses
 * it. Node 20 has neither: there `structuredClone` copies it, and the memory stays where it was.
 */
function take(buffer: ArrayBuffer): Uint8Array {
  if ('transfer' in buffer) {
    return new Uint8Array((buffer as unknown as { transfer(): ArrayBuffer }).transfer())
  }
  structuredClone(buffer, { transfer: [buffer] })
  return new Uint8Array(buffer)
}

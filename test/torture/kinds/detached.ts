import { connected } from '../connect.ts'
import { Failure } from '../failure.ts'
import { Lane } from '../lane.ts'
import type { Kind } from './kind.ts'

const SIZE = 4096

/**
 * Memory of `ring.alloc` is taken away from its view while the kernel has it: it stays where it is,
 * the kernel writes to it as it would have, and the program is told.
 */
export const detached: Kind = {
  name: 'detached',
  weight: 1,
  async run(scene) {
    const { ring, epoch } = scene
    const { near, far } = await connected(scene)
    const lane = new Lane(scene.random)
    scene.check()
    const memory = ring.alloc(SIZE)
    const may = (): string[] => ['ERR_URING_BUFFER_DETACHED']
    const receiving = scene.may('recv', () => ring.recv(far, memory), { fds: [far], may })
    epoch.stage.detached++
    const buffer = memory.buffer as ArrayBuffer
    const moved = new Uint8Array(structuredClone(buffer, { transfer: [buffer] }))
    const data = new Uint8Array(SIZE)
    lane.put(data)
    await scene.may('send', () => ring.send(near, data), { fds: [near] })
    const ended = await receiving
    if (ended.ok) {
      // Node 20 copies such memory and leaves it where it is.
      if (memory.length === 0) throw new Failure('nothing was said of memory that was detached')
      lane.came(memory.subarray(0, ended.value))
      return
    }
    if (ended.code !== 'ERR_URING_BUFFER_DETACHED') return
    const length = moved.findLastIndex((byte) => byte !== 0) + 1
    if (length === 0) throw new Failure('the bytes went somewhere else')
    lane.came(moved.subarray(0, length))
  },
}

import type { Pinned } from './types.ts'

/**
 * Goes on until all of the memory is read into or written, or the file ends. Position -1 moves with
 * the file; any other is counted up here.
 */
export async function transferAll(
  memory: Pinned,
  position: number,
  transfer: (piece: Pinned, position: number) => Promise<number>,
): Promise<number> {
  let done = 0
  do {
    const piece = {
      address: memory.address + done,
      length: memory.length - done,
      bufIndex: memory.bufIndex,
      // Keeps the whole reachable.
      memory,
    }
    const count = await transfer(piece, position < 0 ? position : position + done)
    if (count === 0) return done
    done += count
  } while (done < memory.length)
  return done
}

// A durable append: the write and the fsync are linked, one way to the kernel and one back.
import type { Fd, Ring } from 'uring-sdk'

export async function append(
  ring: Ring,
  log: Fd,
  record: Uint8Array,
  position: number,
): Promise<number> {
  const [written] = await ring.chain(() => [ring.write(log, record, position), ring.fsync(log)])
  return written
}

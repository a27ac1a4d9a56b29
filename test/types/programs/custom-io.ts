import { type Fd, Op, type Ring } from 'uring-sdk'

/** Any opcode, only its legal fields. */
export async function custom(ring: Ring, socket: Fd): Promise<number> {
  await ring.issue(Op.NOP)
  return ring.issue(Op.RECV, { fd: socket, buffer: ring.alloc(4096), timeout: 1000 })
}

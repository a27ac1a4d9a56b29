import type { Fd, Ring } from 'uring-sdk'

// What a user's own generation writes for an opcode that this version does not know.
declare module 'uring-sdk' {
  interface OpTable {
    /** An opcode of tomorrow. */
    200: { fields: { fd: Fd | number; where: string }; result: number }
  }
}

/** With a row: its own fields. */
export const teleport = (ring: Ring, fd: Fd): Promise<number> =>
  ring.issue(200, { fd, where: '/mnt' })

/** Without one: the sqe's. */
export const withoutRow = (ring: Ring, fd: Fd): Promise<number> =>
  ring.issue(201, { fd, off: 0, len: 1 })

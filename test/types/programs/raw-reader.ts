import { allocate, prep, RawRing } from 'uring-sdk/raw'

const Kind = { RECV: 1 } as const

/** Reads one socket until it ends; `user_data` carries what and who. Returns the bytes it saw. */
export function raw(fd: number): number {
  const ring = new RawRing({ entries: 8 })
  const memory = allocate(4096)
  let seen = 0
  const arm = (): void => {
    const sqe = ring.sq.next()
    if (sqe === null) throw new Error('the queue has 8 entries and one user')
    prep.recv(sqe, fd, memory.address, memory.bytes.length, 0)
    sqe.userDataLow = fd
    sqe.userDataHigh = Kind.RECV
  }
  for (arm(); ; arm()) {
    ring.submitAndWait(1)
    const { cq } = ring
    const tail = cq.acquire()
    let received = 0
    for (let at = cq.head; at !== tail; at = cq.next(at)) received = cq.res(at)
    cq.release(tail)
    if (received <= 0) break
    seen += received
  }
  ring.close()
  return seen
}

import { decodeCqe, prep, RawRing } from 'uring-sdk/raw'
import { expect } from 'vitest'
import { kernelTest } from '../support/kernel-test.ts'

kernelTest('a completion is told from a queue, at a position', {}, () => {
  const ring = new RawRing({ entries: 2 })
  try {
    const sqe = ring.sq.next()
    if (sqe === null) throw new Error('a fresh queue has room')
    prep.closeFd(sqe, -1)
    sqe.userDataLow = 17
    ring.submitAndWait(1)
    const tail = ring.cq.acquire()
    expect(decodeCqe(ring.cq, ring.cq.head)).toBe('#17 -> EBADF')
    ring.cq.release(tail)
  } finally {
    ring.close()
  }
})

/** What an overlay may add at run time, and what it may not replace. */
import { once } from 'node:events'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { applyOverlay, Op, Ring, RingOperations, Sqe } from 'uring-sdk'
import { kernelTest } from '../support/kernel-test.ts'

/** No kernel has so many opcodes. */
const NUMBER = 240

abstract class Operations extends RingOperations {
  /** A NOP under another name. */
  rest(): Promise<string> {
    const o = this.begin(Op.NOP, 'void', null, null, this.callOf(undefined))
    o.sqe.reset(Op.NOP, -1)
    return this.commit<void>(o).then(() => 'rested')
  }
}

abstract class OtherOperations extends RingOperations {
  rest(): Promise<string> {
    return Promise.resolve('replaced')
  }
}

abstract class StaleOperations extends RingOperations {
  override nop(): Promise<void> {
    return Promise.reject(new Error('an old method'))
  }
}

abstract class Fields extends Sqe {
  get again(): number {
    return this.rwFlags
  }
  set again(value: number) {
    this.rwFlags = value
  }
}

interface Extended {
  rest(): Promise<string>
}

describe('an overlay', () => {
  let ring: Ring

  beforeEach(() => {
    ring = new Ring()
  })

  afterEach(async () => {
    await ring.close()
  })

  kernelTest('gives every ring its methods, and issue a way to them', {}, async () => {
    applyOverlay({
      names: { [NUMBER]: 'REST' },
      operations: Operations,
      issuers: { [NUMBER]: (on) => on.rest() },
      issueFields: { [NUMBER]: ['how'] },
    })
    await expect((ring as unknown as Extended).rest()).resolves.toBe('rested')
    await expect(ring.issue(NUMBER)).resolves.toBe('rested')
    expect(() => ring.issue(NUMBER, { off: 1 })).toThrow(/no field of REST, which takes how/)
  })

  kernelTest('is replaced by another one', {}, async () => {
    applyOverlay({
      operations: OtherOperations,
      issuers: { [NUMBER]: () => Promise.resolve('another') },
    })
    await expect((ring as unknown as Extended).rest()).resolves.toBe('replaced')
    await expect(ring.issue(NUMBER)).resolves.toBe('another')
  })

  kernelTest('replaces nothing that the package has, and a warning says so', {}, async () => {
    const warned = once(process, 'warning')
    applyOverlay({
      names: { [Op.NOP]: 'OLD' },
      operations: StaleOperations,
      issuers: { [Op.NOP]: () => Promise.reject(new Error('an old issuer')) },
    })
    const [warning] = (await warned) as [Error & { code: string }]
    expect(warning.code).toBe('ERR_URING_OVERLAY')
    expect(warning.message).toContain('uring-sdk has nop itself now')
    await ring.nop()
    await ring.issue(Op.NOP)
  })
})

test('an overlay gives every submission slot its fields', () => {
  applyOverlay({ fields: Fields })
  const sqe = Sqe.alone() as Sqe & { again: number }
  sqe.again = 5
  expect(sqe.rwFlags).toBe(5)
  expect(sqe.again).toBe(5)
})

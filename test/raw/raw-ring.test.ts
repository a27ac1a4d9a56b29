import {
  allocate,
  EnterFlags,
  Errno,
  prep,
  RawRing,
  RegisterOp,
  registers,
  SetupFlags,
  SqRingFlags,
} from 'uring-sdk/raw'
import { describe, expect, test } from 'vitest'
import { Control, REGISTERED_ONLY } from '../../src/kernel/kernel.ts'
import { ScriptedKernel } from '../support/scripted-kernel.ts'
import { reap, scripted, slot } from './fixtures/queues.ts'

const { GETEVENTS, EXT_ARG, SQ_WAKEUP, SQ_WAIT, REGISTERED_RING } = EnterFlags
const { SQPOLL, IOPOLL, DEFER_TASKRUN, SINGLE_ISSUER, TASKRUN_FLAG } = SetupFlags

function made(flags = 0, entries = 4): { kernel: ScriptedKernel; ring: RawRing } {
  const kernel = new ScriptedKernel()
  return { kernel, ring: new RawRing({ entries, flags, kernel }) }
}

function nops(ring: RawRing, count: number): void {
  for (let i = 0; i < count; i++) prep.nop(slot(ring.sq.next()))
}

describe('submit', () => {
  test('hands over what is filled, once', () => {
    const { kernel, ring } = made()
    nops(ring, 3)
    expect(ring.submit()).toBe(3)
    expect(ring.submit()).toBe(0)
    expect(kernel.enters).toEqual([{ ring: ring.fd, toSubmit: 3, minComplete: 0, flags: 0 }])
  })

  test('answers how many were taken, and hands the rest over the next time', () => {
    const { kernel, ring } = made()
    nops(ring, 4)
    kernel.limit(1)
    expect([ring.submit(), ring.submit(), ring.submit()]).toEqual([1, 3, 0])
  })

  test.each(['EAGAIN', 'EBUSY', 'EINTR'] as const)('answers 0 for %s, which passes', (name) => {
    const { kernel, ring } = made()
    nops(ring, 1)
    kernel.fail('enter', Errno[name])
    expect([ring.submit(), ring.submit()]).toEqual([0, 1])
  })

  test.each([
    ['EEXIST', 'another thread made this ring'],
    ['EBADFD', 'is not enabled yet'],
    ['EOWNERDEAD', 'polling thread has died'],
    ['EBADF', 'io_uring_enter EBADF'],
  ] as const)('throws for %s, which trying again does not mend', (name, words) => {
    const { kernel, ring } = made()
    nops(ring, 1)
    kernel.fail('enter', Errno[name])
    expect(() => ring.submit()).toThrow(
      expect.objectContaining({
        code: name,
        errno: -Errno[name],
        syscall: 'io_uring_enter',
        message: expect.stringContaining(words),
      }),
    )
    expect(ring.submit()).toBe(1)
  })

  test('asks for completions when the kernel keeps some back, even with nothing to submit', () => {
    for (const bit of [SqRingFlags.CQ_OVERFLOW, SqRingFlags.TASKRUN]) {
      const { kernel, ring } = made()
      kernel.flag(bit, true)
      expect(ring.submit()).toBe(0)
      expect(kernel.enters.at(-1)?.flags).toBe(GETEVENTS)
    }
  })

  test('always asks on rings whose completions appear only then and say nothing', () => {
    for (const flags of [IOPOLL, DEFER_TASKRUN | SINGLE_ISSUER]) {
      const { kernel, ring } = made(flags)
      ring.submit()
      expect(kernel.enters.at(-1)?.flags).toBe(GETEVENTS)
    }
    const { kernel, ring } = made(DEFER_TASKRUN | SINGLE_ISSUER | TASKRUN_FLAG)
    ring.submit()
    expect(kernel.enters).toEqual([])
  })

  test('enters for a polling thread only when it sleeps', () => {
    const { kernel, ring } = made(SQPOLL)
    nops(ring, 2)
    expect(ring.submit()).toBe(2)
    expect(kernel.enters.at(-1)?.flags).toBe(SQ_WAKEUP)
    nops(ring, 1)
    expect(ring.submit()).toBe(1)
    expect(kernel.enters).toHaveLength(1)
    expect(kernel.submissions).toHaveLength(2)
    kernel.poll()
    expect(kernel.submissions).toHaveLength(3)
  })
})

describe('waitForSpace', () => {
  test('waits for the polling thread while the queue is full', () => {
    const { kernel, ring } = made(SQPOLL, 2)
    kernel.poll()
    nops(ring, 2)
    expect(ring.sq.next()).toBeNull()
    kernel.fail('enter', Errno.EINTR)
    ring.waitForSpace()
    expect(kernel.enters.map(({ flags }) => flags)).toEqual([
      SQ_WAIT | SQ_WAKEUP,
      SQ_WAIT | SQ_WAKEUP,
    ])
    expect(ring.sq.next()).not.toBeNull()
  })

  test('returns at once where there is room, and on a ring that nobody polls', () => {
    const { kernel, ring } = made(0, 2)
    nops(ring, 2)
    ring.waitForSpace()
    const polled = made(SQPOLL, 2)
    polled.ring.waitForSpace()
    expect([...kernel.enters, ...polled.kernel.enters]).toEqual([])
  })
})

describe('submitAndWait', () => {
  test('submits and waits in one enter', () => {
    const { kernel, ring } = made()
    nops(ring, 2)
    kernel.onSubmit = (submission) => kernel.complete(submission, 0)
    expect(ring.submitAndWait(2)).toEqual({ submitted: 2, timedOut: false, interrupted: false })
    const flags = GETEVENTS
    expect(kernel.enters).toEqual([{ ring: ring.fd, toSubmit: 2, minComplete: 2, flags }])
  })

  test('hands a time limit over where there is one', () => {
    const { kernel, ring } = made()
    kernel.onSubmit = (submission) => kernel.complete(submission, 0)
    for (const limits of [[1e9], [Infinity, 1e9]]) {
      nops(ring, 2)
      ring.submitAndWait(2, ...limits)
      expect(kernel.enters.at(-1)).toMatchObject({ toSubmit: 2, flags: GETEVENTS | EXT_ARG })
      reap(ring.cq)
    }
  })

  test('does not enter when enough is there and nothing is to be submitted', () => {
    const { kernel, ring } = made()
    kernel.post({ userDataLow: 1, userDataHigh: 0 }, 0)
    ring.submitAndWait(1)
    ring.submitAndWait(0)
    expect(kernel.enters).toEqual([])
  })

  test('submits without waiting when enough is there', () => {
    const { kernel, ring } = made()
    kernel.post({ userDataLow: 1, userDataHigh: 0 }, 0)
    nops(ring, 1)
    expect(ring.submitAndWait(1).submitted).toBe(1)
    expect(kernel.enters).toMatchObject([{ toSubmit: 1, minComplete: 0 }])
  })

  test('goes on in slices until enough is there', () => {
    const { kernel, ring } = made()
    nops(ring, 3)
    ring.submit()
    let waits = 0
    kernel.onWait = () => {
      if (++waits === 4) for (const one of kernel.inFlight) kernel.complete(one, 0)
    }
    expect(ring.submitAndWait(3)).toEqual({ submitted: 0, timedOut: false, interrupted: false })
    expect(kernel.enters.map(({ toSubmit }) => toSubmit)).toEqual([3, 0, 0, 0, 0])
  })

  test('submits the rest after an enter that took only a part', () => {
    const { kernel, ring } = made()
    nops(ring, 3)
    kernel.limit(1)
    kernel.onSubmit = (submission) => kernel.complete(submission, 0)
    expect(ring.submitAndWait(3)).toEqual({ submitted: 3, timedOut: false, interrupted: false })
    expect(kernel.enters.map(({ toSubmit }) => toSubmit)).toEqual([3, 2])
  })

  test('says that the time is over', () => {
    const { ring } = made()
    nops(ring, 1)
    expect(ring.submitAndWait(1, 0)).toEqual({ submitted: 1, timedOut: true, interrupted: false })
    expect(ring.submitAndWait(1, 0)).toEqual({ submitted: 0, timedOut: true, interrupted: false })
    expect(ring.submitAndWait(1, 2e6).timedOut).toBe(true)
  })

  test('says that a signal came', () => {
    const { kernel, ring } = made()
    kernel.fail('enter', Errno.EINTR)
    expect(ring.submitAndWait(1)).toEqual({ submitted: 0, timedOut: false, interrupted: true })
  })

  test('says so even when the count of submissions hides it', () => {
    // A kernel that returns at once, with nothing completed and all submitted, was interrupted.
    const { ring } = made()
    nops(ring, 2)
    expect(ring.submitAndWait(1)).toEqual({ submitted: 2, timedOut: false, interrupted: true })
  })

  test('waits through a shortage, and throws what does not pass', () => {
    const { kernel, ring } = made()
    nops(ring, 1)
    kernel.onSubmit = (submission) => kernel.complete(submission, 0)
    kernel.fail('enter', Errno.EAGAIN, 3)
    expect(ring.submitAndWait(1).submitted).toBe(1)
    reap(ring.cq)
    kernel.fail('enter', Errno.EBADR)
    expect(() => ring.submitAndWait(1)).toThrow(expect.objectContaining({ code: 'EBADR' }))
  })

  test('never waits for more than the queue holds', () => {
    const { kernel, ring } = made(0, 2)
    nops(ring, 2)
    ring.submit()
    for (let i = 0; i < 4; i++) kernel.post({ userDataLow: i, userDataHigh: 0 }, 0)
    const result = ring.submitAndWait(1000, 20e6)
    expect(result).toEqual({ submitted: 0, timedOut: false, interrupted: false })
  })

  test('counts what a polling thread was given once, however long it waits', () => {
    const { kernel, ring } = made(SQPOLL)
    nops(ring, 2)
    let waits = 0
    kernel.onWait = () => {
      if (++waits === 3) for (const one of kernel.inFlight) kernel.complete(one, 0)
    }
    expect(ring.submitAndWait(2)).toEqual({ submitted: 2, timedOut: false, interrupted: false })
    expect(kernel.enters.every(({ toSubmit }) => toSubmit === 0)).toBe(true)
  })

  test('gives the same object each time', () => {
    const { ring } = made()
    expect(ring.submitAndWait(0)).toBe(ring.submitAndWait(0))
  })
})

describe('register', () => {
  test('passes numbers, nothing, views and memory by their addresses', () => {
    const { kernel, ring } = made()
    const memory = allocate(64, {}, kernel)
    const view = new Uint32Array(new ArrayBuffer(64), 16, 4)
    for (const argument of [null, 5, memory, view]) {
      expect(ring.register(RegisterOp.REGISTER_NAPI, argument, 1)).toBe(0)
    }
    expect(kernel.registrations.map(({ argument }) => argument)).toEqual([
      0,
      5,
      memory.address,
      kernel.addressOf(view.buffer) + 16,
    ])
  })

  test('answers the errno of the kernel', () => {
    const { kernel, ring } = made()
    kernel.fail('register', Errno.EBUSY, 1, RegisterOp.REGISTER_EVENTFD)
    expect(registers.registerPersonality(ring)).toBe(0)
    expect(registers.registerEventfd(ring, 3)).toBe(-Errno.EBUSY)
  })
})

describe('a ring that is closed', () => {
  test('is closed once, and says so', () => {
    const { kernel, ring } = made()
    expect(ring.closed).toBe(false)
    ring.close()
    ring.close()
    expect(ring.closed).toBe(true)
    expect(kernel.closed).toHaveLength(1)
  })

  test('submits and waits for nothing any more', () => {
    const { ring } = made()
    ring.close()
    for (const call of [
      () => ring.submit(),
      () => ring.submitAndWait(1),
      () => ring.waitForSpace(),
    ]) {
      expect(call).toThrow(expect.objectContaining({ code: 'ERR_URING_CLOSED' }))
    }
  })

  test('registers nothing, because its number may be that of another ring by then', () => {
    const { kernel, ring } = made()
    const buffers = ring.bufferRing({ group: 1, count: 4, size: 64 })
    ring.close()
    const before = kernel.registrations.length
    expect(registers.registerPersonality(ring)).toBe(-Errno.EBADF)
    buffers.close()
    expect(kernel.registrations).toHaveLength(before)
  })

  test('stays open when the kernel cannot let go of it', () => {
    const { kernel, ring } = made()
    const { close } = kernel
    kernel.close = () => {
      throw new Error('takes no witness')
    }
    expect(() => ring.close()).toThrow('takes no witness')
    expect(ring.closed).toBe(false)
    kernel.close = close
    ring.close()
    expect(kernel.closed).toHaveLength(1)
  })

  test('tells its backend that something may be in flight, from the first submission on', () => {
    const idle = made()
    idle.ring.close()
    const busy = made()
    nops(busy.ring, 1)
    busy.ring.submit()
    busy.ring.close()
    expect(idle.kernel.closed[0]?.inFlight).toBe(0)
    expect(busy.kernel.closed[0]?.inFlight).toBe(1)
  })
})

test('a ring with a registered index only is named by it', () => {
  const flags = SetupFlags.NO_MMAP | SetupFlags.REGISTERED_FD_ONLY
  const { kernel, ring } = made(flags)
  expect(ring.fd).toBe(0)
  nops(ring, 1)
  ring.submit()
  expect(kernel.enters).toMatchObject([{ ring: REGISTERED_ONLY, flags: REGISTERED_RING }])
  kernel.complete(kernel.submissions[0], 0)
  expect(reap(ring.cq)).toHaveLength(1)
  registers.registerPersonality(ring)
  expect(kernel.registrations).toMatchObject([{ opcode: RegisterOp.REGISTER_PERSONALITY }])
})

test('the loop enters with all flags that its ring needs', () => {
  const flagsOf = (flags: number): number =>
    scripted({ entries: 2, flags }).control[Control.ENTER_FLAGS]
  expect(flagsOf(0)).toBe(GETEVENTS)
  expect(flagsOf(DEFER_TASKRUN | SINGLE_ISSUER)).toBe(GETEVENTS)
  expect(flagsOf(SQPOLL)).toBe(GETEVENTS | SQ_WAKEUP)
  expect(flagsOf(SetupFlags.NO_MMAP | SetupFlags.REGISTERED_FD_ONLY)).toBe(
    GETEVENTS | REGISTERED_RING,
  )
})

test('what did not fit into the queue is brought by the loop', async () => {
  const ring = scripted({ entries: 1 })
  const drained: number[] = []
  ring.kernel.attach(ring.fd, ring.fd, () => {
    drained.push(...reap(ring.cq).map(({ low }) => low))
  })
  for (let i = 0; i < 7; i++) ring.kernel.post({ userDataLow: i, userDataHigh: 0 }, 0)
  await ring.kernel.turn()
  expect(drained).toEqual([0, 1, 2, 3, 4, 5, 6])
})

import { CancelFlags, type Fd, MsgFlags, Op, type Ring } from 'uring-sdk'
import { beforeEach, describe, expect } from 'vitest'
import { kernelTest } from '../support/kernel-test.ts'
import { connected, hushed, openRing, rejection, state } from './fixtures/rings.ts'

describe('ending a chain', () => {
  let ring: Ring
  let read: Fd
  let write: Fd

  beforeEach(async () => {
    ring = openRing()
    ;[read, write] = await ring.pipe()
    return async () => {
      if (!ring.closed) await Promise.all([read.close(), write.close()])
    }
  })

  const memory = (): Buffer => Buffer.alloc(8)
  const stuck = (options?: object): Promise<number> => ring.read(read, memory(), -1, options)

  kernelTest('by its signal rejects it and its members with AbortError', {}, async () => {
    const controller = new AbortController()
    const members: Promise<unknown>[] = []
    const chain = ring.chain(
      () => {
        members.push(ring.nop(), stuck(), ring.nop())
        return members
      },
      { signal: controller.signal },
    )
    await new Promise((resolve) => setTimeout(resolve, 10))
    controller.abort('enough')
    const error = await rejection(chain)
    expect(error).toMatchObject({ name: 'AbortError', code: 'ABORT_ERR', cause: 'enough' })
    await members[0]
    expect(await rejection(members[1])).toBe(error)
    expect(await rejection(members[2])).toBe(error)
  })

  kernelTest('by its signal goes through all members of hard links', {}, async () => {
    const controller = new AbortController()
    const chain = ring.chain(() => [stuck(), stuck(), stuck()], {
      hard: true,
      signal: controller.signal,
    })
    await new Promise(setImmediate)
    controller.abort()
    expect(await rejection(chain)).toMatchObject({ name: 'AbortError' })
  })

  kernelTest('by a signal that comes too late leaves it its results', {}, async () => {
    const controller = new AbortController()
    const chain = ring.chain(() => [ring.nop(), ring.nop()], { signal: controller.signal })
    expect(await chain).toEqual([undefined, undefined])
    controller.abort()
    expect(await ring.chain(() => [ring.nop()])).toEqual([undefined])
  })

  kernelTest('by a signal of the past starts nothing', {}, async () => {
    const signal = AbortSignal.abort('before')
    const seen: string[] = []
    const never = ring.chain(
      () => {
        seen.push('built')
        return [ring.nop()]
      },
      { signal },
    )
    expect(await rejection(never)).toMatchObject({ name: 'AbortError', cause: 'before' })
    expect(seen).toEqual([])
    const { submitted } = ring.stats()
    const members: Promise<unknown>[] = []
    const one = ring.chain(() => {
      members.push(ring.nop(), ring.nop({ signal }), ring.nop())
      return members
    })
    expect(await rejection(one)).toMatchObject({ name: 'AbortError', cause: 'before' })
    for (const member of members) await rejection(member)
    expect(ring.stats()).toMatchObject({ submitted, inFlight: 0 })
  })

  kernelTest('by the timeout of a member makes ETIME the error of all', {}, async () => {
    const members: Promise<unknown>[] = []
    const chain = ring.chain(() => {
      members.push(ring.nop(), stuck({ timeout: 20 }), ring.nop())
      return members
    })
    const error = await rejection(chain)
    expect(error).toMatchObject({ code: 'ETIME', op: 'READ', member: 1 })
    expect(error.message).toContain('its timeout of 20 ms')
    expect(await rejection(members[1])).toBe(error)
    expect(await rejection(members[2])).toMatchObject({ code: 'ECANCELED', cause: error })
  })

  kernelTest('by the timeout of a member ends those it waits for', {}, async () => {
    for (const hard of [false, true]) {
      const members: Promise<unknown>[] = []
      const chain = ring.chain(
        () => {
          members.push(stuck(), stuck({ timeout: 20 }), ring.nop())
          return members
        },
        { hard },
      )
      const error = await rejection(chain)
      expect(error).toMatchObject({ code: 'ETIME', member: 1 })
      expect(await rejection(members[0])).toMatchObject({ code: 'ECANCELED', cause: error })
      // A hard link goes on behind the one that was meant.
      if (hard) expect(await members[2]).toBeUndefined()
      else expect(await rejection(members[2])).toMatchObject({ cause: error })
    }
  })

  kernelTest('by the signal of a member says which one', {}, async () => {
    const controller = new AbortController()
    const members: Promise<unknown>[] = []
    const chain = ring.chain(() => {
      members.push(stuck(), ring.nop({ signal: controller.signal }))
      return members
    })
    await new Promise(setImmediate)
    controller.abort('why')
    const error = await rejection(chain)
    expect(error).toMatchObject({ name: 'AbortError', cause: 'why', member: 1 })
    expect(await rejection(members[0])).toMatchObject({ code: 'ECANCELED', cause: error })
    expect(await rejection(members[1])).toBe(error)
  })

  kernelTest('by a stranger is ECANCELED of the member that it met', {}, async () => {
    const members: Promise<unknown>[] = []
    const chain = hushed(
      ring.chain(() => {
        members.push(stuck(), ring.nop())
        return members
      }),
    )
    await new Promise(setImmediate)
    await ring.issue(Op.ASYNC_CANCEL, { opFlags: CancelFlags.ANY | CancelFlags.ALL })
    const error = await rejection(chain)
    expect(error).toMatchObject({ code: 'ECANCELED', op: 'READ', member: 0 })
    expect(await rejection(members[0])).toBe(error)
    expect(await rejection(members[1])).toMatchObject({ code: 'ECANCELED', cause: error })
  })

  kernelTest('by the close of its ring rejects all that is left', {}, async () => {
    for (const hard of [false, true]) {
      const own = openRing()
      const members: Promise<unknown>[] = []
      const chain = hushed(
        own.chain(
          () => {
            members.push(own.read(read.value, memory()), own.read(read.value, memory()), own.nop())
            return members
          },
          { hard },
        ),
      )
      await new Promise(setImmediate)
      await own.close()
      expect(await rejection(chain)).toMatchObject({ code: 'ECANCELED', member: 0 })
      for (const member of members) expect(await state(member)).not.toBe('pending')
    }
  })

  kernelTest('by a link timeout that fires is ETIME, of the member it is for', {}, async () => {
    const members: Promise<unknown>[] = []
    const since = performance.now()
    const chain = ring.chain(() => {
      members.push(ring.nop(), stuck(), ring.linkTimeout(30), ring.nop())
      return members
    })
    const error = await rejection(chain)
    expect(performance.now() - since).toBeGreaterThan(28)
    expect(error).toMatchObject({ code: 'ETIME', op: 'READ', member: 1 })
    expect(error.message).toContain('member 1 of the chain took longer than its link timeout: 30')
    expect(await rejection(members[1])).toBe(error)
    expect(await members[2]).toBe(true)
    expect(await rejection(members[3])).toMatchObject({ code: 'ECANCELED', cause: error })
  })

  kernelTest('is not what a link timeout does that does not fire', {}, async () => {
    const results = await ring.chain(() => [
      ring.nop(),
      ring.linkTimeout(30_000),
      ring.write(write, memory()),
      ring.linkTimeout(30_000),
      stuck(),
      ring.linkTimeout(30_000),
    ])
    expect(results).toEqual([undefined, false, 8, false, 8, false])
  })

  kernelTest('by a link timeout does not end hard links', {}, async () => {
    const members: Promise<unknown>[] = []
    const chain = ring.chain(
      () => {
        members.push(stuck(), ring.linkTimeout(20), ring.nop())
        return members
      },
      { hard: true },
    )
    expect(await rejection(chain)).toMatchObject({ code: 'ETIME', member: 0 })
    expect(await members[1]).toBe(true)
    expect(await members[2]).toBeUndefined()
  })

  kernelTest('by an earlier failure leaves a link timeout that did not fire', {}, async () => {
    const members: Promise<unknown>[] = []
    const chain = ring.chain(() => {
      members.push(ring.read(9999, memory()), ring.nop(), ring.linkTimeout(10))
      return members
    })
    expect(await rejection(chain)).toMatchObject({ code: 'EBADF', member: 0 })
    expect(await members[2]).toBe(false)
  })

  kernelTest('by a link timeout in the middle of the bytes keeps their count', {}, async () => {
    const [near, far] = await connected(ring)
    const members: Promise<unknown>[] = []
    await ring.send(far, Buffer.from('abc'))
    const chain = ring.chain(() => {
      members.push(
        ring.recv(near, memory(), { flags: MsgFlags.WAITALL }),
        ring.linkTimeout(30),
        ring.nop(),
      )
      return members
    })
    expect(await rejection(chain)).toMatchObject({ code: 'ETIME', op: 'RECV', member: 0 })
    expect(await members[0]).toBe(3)
    expect(await members[1]).toBe(true)
  })
})

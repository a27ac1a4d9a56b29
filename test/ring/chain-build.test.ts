import { type Lease, Op, SqeFlags } from 'uring-sdk'
import { afterEach, describe, expect, test } from 'vitest'
import {
  closeScripted,
  hushed,
  last,
  rejection,
  scripted,
  state,
  submitted,
  thrown,
} from './fixtures/rings.ts'

const { IO_LINK, IO_HARDLINK } = SqeFlags
const memory = (): Buffer => Buffer.alloc(8)

describe('what cannot be a chain is refused at the call', () => {
  const { ring, kernel } = scripted()
  const kept: Promise<unknown>[] = []

  afterEach(async () => {
    // Nothing reached the kernel, nothing is held, and what was started before works on.
    expect(ring.inFlight).toBe(0)
    await kernel.turn()
    expect(kernel.submissions).toEqual([])
    for (const promise of kept.splice(0)) expect(await rejection(promise)).toBeInstanceOf(Error)
  })

  /** What `chain` throws; `nop` is a member that the kernel must never see. */
  function refusal(build: (nop: () => Promise<void>) => unknown): Error & { code?: string } {
    const nop = (): Promise<void> => {
      const promise = ring.nop()
      kept.push(promise)
      return promise
    }
    return thrown(() => ring.chain(() => build(nop) as Promise<unknown>[]))
  }

  test('a build that throws', () => {
    const mine = new Error('mine')
    const error = refusal((nop) => {
      void nop()
      throw mine
    })
    expect(error).toBe(mine)
  })

  test('a member with a wrong argument', () => {
    expect(refusal((nop) => [nop(), ring.read(-1, memory())])).toMatchObject({
      code: 'ERR_OUT_OF_RANGE',
    })
    const detached = new Uint8Array(8)
    structuredClone(detached.buffer, { transfer: [detached.buffer] })
    const error = refusal((nop) => [nop(), ring.read(7, detached)])
    expect(error).toMatchObject({ code: 'ERR_INVALID_ARG_VALUE' })
  })

  test('memory that goes away before the chain is whole', () => {
    const buffer = new ArrayBuffer(8)
    const error = refusal((nop) => {
      const read = ring.read(7, new Uint8Array(buffer))
      kept.push(read)
      structuredClone(buffer, { transfer: [buffer] })
      return [read, nop()]
    })
    expect(error).toMatchObject({ code: 'ERR_URING_BUFFER_DETACHED' })
  })

  test('a build that is asynchronous, also when it fails later', () => {
    const error = refusal(async (nop) => {
      const first = nop()
      await Promise.reject(new Error('later'))
      return [first]
    })
    expect(error).toMatchObject({ code: 'ERR_URING_CHAIN' })
    expect(error.message).toContain('must be synchronous')
  })

  test('a build that returns no array', () => {
    expect(refusal((nop) => void nop())).toMatchObject({ code: 'ERR_URING_CHAIN' })
    expect(refusal((nop) => nop()).message).toContain('must be synchronous')
    expect(refusal(() => 5).message).toContain('must return an array')
  })

  test('a promise that was started elsewhere', () => {
    const stranger = refusal((nop) => [nop(), Promise.resolve(1)])
    expect(stranger.message).toContain('Element 1 of the array')
    const derived = refusal((nop) => [nop().then(() => 1)])
    expect(derived).toMatchObject({ code: 'ERR_URING_CHAIN' })
    expect(derived.message).toContain('then(), catch() and async functions make new ones')
    expect(refusal((nop) => [5 as never, nop()]).message).toContain('Element 0')
  })

  test('an operation that is twice in the array, or not at all', () => {
    const twice = refusal((nop) => {
      const promise = nop()
      return [promise, promise]
    })
    expect(twice.message).toContain('Element 1')
    const left = refusal((nop) => {
      void nop()
      return [nop()]
    })
    expect(left.message).toContain('lacks the promise of member 0')
  })

  test('streams, other chains, and what is more than one operation', () => {
    const fd = 7
    const wrong: readonly (() => unknown)[] = [
      () => ring.recvMultishot(fd),
      () => ring.multishot(Op.ACCEPT, { fd }),
      () => ring.recvmsgMultishot(fd),
      () => ring.sendAll(fd, memory()),
      () => ring.readAll(fd, memory()),
      () => ring.writeAll(fd, memory()),
      () => ring.openListener({ port: 0 }),
      () => ring.openConnection({ port: 1 }),
      () => ring.message(ring.handle, 1),
      () => ring.messages(),
      () => ring.chain(() => []),
    ]
    for (const start of wrong) {
      const error = refusal((nop) => [nop(), start()])
      expect(error).toMatchObject({ code: 'ERR_URING_CHAIN' })
      expect(error.message).toContain('cannot be part of a chain')
    }
  })

  test('a link timeout with nothing before it, behind another, or outside of a chain', () => {
    expect(refusal(() => [ring.linkTimeout(5)]).message).toContain('must directly follow')
    const double = refusal((nop) => {
      kept.push(nop(), ring.linkTimeout(5))
      return [ring.linkTimeout(5)]
    })
    expect(double).toMatchObject({ code: 'ERR_URING_CHAIN' })
    const alone = thrown(() => ring.linkTimeout(5))
    expect(alone).toMatchObject({ code: 'ERR_URING_CHAIN' })
    expect(alone.message).toContain('inside ring.chain()')
    expect(thrown(() => ring.linkTimeout(-1))).toMatchObject({ code: 'ERR_OUT_OF_RANGE' })
  })

  test('more members than the queue has entries', () => {
    const error = refusal((nop) => Array.from({ length: 9 }, nop))
    expect(error).toMatchObject({ code: 'ERR_OUT_OF_RANGE' })
    expect(error.message).toContain('as many as the submission queue has entries, 8, at most')
  })

  test('arguments of other types', () => {
    expect(thrown(() => ring.chain(5 as never)).message).toContain('"build" argument')
    const build = (): [] => []
    expect(thrown(() => ring.chain(build, 5 as never))).toMatchObject({
      code: 'ERR_INVALID_ARG_TYPE',
    })
    const slip = { hrad: true } as object
    expect(thrown(() => ring.chain(build, slip)).message).toContain('did you mean "hard"')
    expect(thrown(() => ring.chain(build, { hard: 1 as never })).message).toContain('options.hard')
    expect(thrown(() => ring.chain(build, { signal: {} as never })).message).toContain(
      'options.signal',
    )
  })
})

test('a ring that is closed, or closes in the middle, takes no chain', async () => {
  const { ring, kernel } = scripted()
  let member: Promise<unknown> | undefined
  const error = thrown(() =>
    ring.chain(() => {
      member = ring.nop()
      void ring.close()
      return [member]
    }),
  )
  expect(error).toMatchObject({ code: 'ERR_URING_CLOSED' })
  expect(await rejection(member as Promise<unknown>)).toBe(error)
  expect(thrown(() => ring.chain(() => []))).toMatchObject({ code: 'ERR_URING_CLOSED' })
  await closeScripted(ring, kernel)
})

test('a lease stays with its owner when nothing was started, and is given away when it was', async () => {
  const { ring, kernel } = scripted()
  const stream = ring.recvMultishot(7)
  const receiver = await last(kernel, Op.RECV)
  for (const text of ['one', 'two']) kernel.deliver(receiver, text)
  await kernel.turn()
  const [one, two] = [await stream.next(), await stream.next()].map(({ value }) => value as Lease)
  const failed = (): unknown => ring.chain(() => [ring.send(8, one), ring.send(-1, two)])
  expect(thrown(failed)).toMatchObject({ code: 'ERR_OUT_OF_RANGE' })
  expect(Buffer.from(one.bytes).toString()).toBe('one')
  const { leased } = ring.pool
  const chain = ring.chain(() => [ring.send(8, one), ring.send(8, two)])
  expect(() => one.bytes).toThrow('released')
  for (const send of await submitted(kernel, Op.SEND)) kernel.complete(send, 3)
  await kernel.turn()
  expect(await chain).toEqual([3, 3])
  expect(ring.pool.leased).toBe(leased - 2)
  await closeScripted(ring, kernel)
})

test('a lease of a chain that a signal has ended before its start goes back', async () => {
  const { ring, kernel } = scripted()
  const stream = ring.recvMultishot(7)
  kernel.deliver(await last(kernel, Op.RECV), 'one')
  await kernel.turn()
  const lease = (await stream.next()).value as Lease
  const signal = AbortSignal.abort()
  const chain = ring.chain(() => [ring.send(8, lease), ring.nop({ signal })])
  expect(await rejection(chain)).toMatchObject({ name: 'AbortError' })
  expect(ring.pool.leased).toBe(0)
  await closeScripted(ring, kernel)
})

test('all members but the last are linked, and go out with one enter', async () => {
  for (const [hard, link] of [
    [false, IO_LINK],
    [true, IO_HARDLINK],
  ] as const) {
    const { ring, kernel } = scripted()
    const chain = ring.chain(() => [ring.nop(), ring.nop({ async: true }), ring.nop()], { hard })
    const taken = await submitted(kernel, Op.NOP)
    expect(taken.map(({ flags }) => flags)).toEqual([link, link | SqeFlags.ASYNC, 0])
    expect(kernel.enters.map(({ toSubmit }) => toSubmit)).toEqual([3])
    for (const one of taken) kernel.complete(one, 0)
    await kernel.turn()
    expect(await chain).toHaveLength(3)
    await closeScripted(ring, kernel)
  }
})

test('what others start while a chain is being built is not linked to it', async () => {
  const { ring, kernel } = scripted()
  const controller = new AbortController()
  const read = hushed(ring.read(7, memory(), 0, { signal: controller.signal }))
  await kernel.turn()
  const chain = ring.chain(() => {
    const first = ring.nop()
    // It cancels its operation at once, by a submission of its own.
    controller.abort()
    return [first, ring.nop()]
  })
  const [cancel] = await submitted(kernel, Op.ASYNC_CANCEL)
  expect(cancel.flags).toBe(0)
  const flags = kernel.submissions.filter(({ opcode }) => opcode === Op.NOP)
  expect(flags.map((one) => one.flags)).toEqual([IO_LINK, 0])
  for (const one of kernel.inFlight) kernel.complete(one, one.opcode === Op.READ ? -125 : 0)
  await kernel.turn()
  expect(await chain).toHaveLength(2)
  expect(await rejection(read)).toMatchObject({ name: 'AbortError' })
  await closeScripted(ring, kernel)
})

test('a chain that finds no room waits as a whole, in its place', async () => {
  const { ring, kernel } = scripted({ entries: 4 })
  // The kernel takes nothing now, so that the queue stays full.
  kernel.fail('enter', 11, 3)
  const singles = Array.from({ length: 3 }, () => ring.nop())
  const chain = ring.chain(() => [ring.nop({ async: true }), ring.nop({ async: true })])
  const after = ring.nop()
  expect(ring.stats()).toMatchObject({ backlogged: 3, inFlight: 6 })
  for (let i = 0; i < 8; i++) {
    for (const one of await submitted(kernel, Op.NOP)) kernel.complete(one, 0)
    await kernel.turn()
  }
  expect(await chain).toHaveLength(2)
  await Promise.all([...singles, after])
  const flags = kernel.submissions.map((one) => one.flags)
  const async = SqeFlags.ASYNC
  expect(flags).toEqual([0, 0, 0, async | IO_LINK, async, 0])
  await closeScripted(ring, kernel)
})

test('a polling thread sees all of a chain at once', async () => {
  const { ring, kernel } = scripted({ entries: 4, flags: 2 })
  // Awake, so that it looks at any time, and sees whatever is published.
  kernel.poll()
  const chain = ring.chain(() => {
    const first = ring.nop()
    kernel.poll()
    const second = ring.nop()
    kernel.poll()
    return [first, second]
  })
  expect(kernel.submissions).toEqual([])
  kernel.poll()
  expect(kernel.submissions.map(({ flags }) => flags)).toEqual([IO_LINK, 0])
  for (const one of kernel.inFlight) kernel.complete(one, 0)
  await kernel.turn()
  expect(await chain).toHaveLength(2)
  await closeScripted(ring, kernel)
})

test('a chain is not over before its last member is', async () => {
  const { ring, kernel } = scripted()
  const members: Promise<unknown>[] = []
  const chain = hushed(
    ring.chain(
      () => {
        members.push(ring.nop(), ring.nop())
        return members
      },
      { hard: true },
    ),
  )
  const [one, two] = await submitted(kernel, Op.NOP)
  kernel.complete(one, -5)
  await kernel.turn()
  expect(await state(members[0])).toBe('rejected')
  expect(await state(chain)).toBe('pending')
  kernel.complete(two, 0)
  await kernel.turn()
  expect(await rejection(chain)).toMatchObject({ code: 'EIO', member: 0 })
  await closeScripted(ring, kernel)
})

test('members of a failed chain that nobody looks at are no unhandled rejections', async () => {
  const { ring, kernel } = scripted()
  const unhandled: unknown[] = []
  const note = (reason: unknown): void => void unhandled.push(reason)
  process.on('unhandledRejection', note)
  const chain = ring.chain(() => [ring.nop(), ring.read(7, memory()), ring.nop()])
  const handled = rejection(chain)
  const [first, last_] = await submitted(kernel, Op.NOP)
  kernel.complete(first, 0)
  kernel.complete((await submitted(kernel, Op.READ))[0], -9)
  kernel.complete(last_, -125)
  await kernel.turn()
  expect(await handled).toMatchObject({ code: 'EBADF' })
  expect(() => ring.chain(() => [ring.nop(), 5 as never])).toThrow('Element 1')
  await new Promise((resolve) => setTimeout(resolve, 5))
  process.off('unhandledRejection', note)
  expect(unhandled).toEqual([])
  await closeScripted(ring, kernel)
})

test('a ring that breaks while a chain looks for room starts nothing of it', async () => {
  const { ring, kernel } = scripted({ entries: 4 })
  const singles = Array.from({ length: 4 }, () => hushed(ring.nop()))
  kernel.fail('enter', 22)
  const error = thrown(() => ring.chain(() => [ring.nop(), ring.nop()]))
  expect(error).toMatchObject({ code: 'EINVAL' })
  for (const single of singles) expect(await rejection(single)).toBeInstanceOf(Error)
  expect(kernel.submissions).toEqual([])
  await ring.close()
})

import { CqeFlags, Errno, Op, type Ring } from 'uring-sdk'
import { describe, expect, test } from 'vitest'
import { Sqe } from '../../generated/structs.ts'
import type { Engine } from '../../src/ring/engine.ts'
import { RingFd } from '../../src/ring/fd.ts'
import { generationOf, Kind, type Operation, userDataHigh } from '../../src/ring/operation.ts'
import type { ScriptedKernel, Submission } from '../support/scripted-kernel.ts'
import { engineOf, expectExact } from './fixtures/engine.ts'
import { cancels, closeScripted, hushed, last, scripted, submitted } from './fixtures/rings.ts'

const { F_BUFFER, F_MORE, F_NOTIF } = CqeFlags
const { EAGAIN, ECANCELED, ECONNRESET, EINTR, ENOBUFS, ENOENT, EALREADY, EOPNOTSUPP } = Errno
const GENERATIONS = 2 ** 28
const SIZE = 64
const FD = 100_007

/** One operation, and all that its end must touch once. */
interface Watched {
  readonly ring: Ring
  readonly kernel: ScriptedKernel
  readonly engine: Engine
  readonly file: RingFd
  readonly controller: AbortController
  /** What has happened, in order. */
  readonly log: string[]
  /** Completions that belonged to nothing. */
  strays: number
}

/** A ring on which every step of an end leaves a word. */
function watched(): Watched {
  const { ring, kernel } = scripted()
  const engine = engineOf(ring)
  const file = new RingFd(engine, FD, false)
  const log: string[] = []
  const ended = file.ended.bind(file)
  file.ended = (o) => {
    log.push('file ended')
    ended(o)
  }
  const release = engine.ledger.release.bind(engine.ledger)
  engine.ledger.release = (o) => {
    if (o.op !== Op.ASYNC_CANCEL) log.push('slot')
    release(o)
  }
  return { ring, kernel, engine, file, controller: new AbortController(), log, strays: 0 }
}

type Start = (w: Watched) => Promise<unknown>

/** Starts it with memory that says when it is let go, and writes down how it settles. */
function started(w: Watched, start: Start): Promise<unknown> {
  const { engine, log } = w
  const commit = engine.commit.bind(engine)
  engine.commit = (o: Operation) => {
    if (o.op !== Op.ASYNC_CANCEL && o.pinned !== null) {
      const pins = Array.isArray(o.pinned) ? o.pinned : [o.pinned]
      const told = { address: 0, length: 0, bufIndex: 0, taken: () => log.push('memory') }
      o.pinned = [...pins, told]
    }
    const { resolve, reject } = o
    o.resolve = (value: never) => {
      log.push(`resolved ${String(value)}`)
      resolve(value)
    }
    o.reject = (error) => {
      log.push(`rejected ${(error as { code?: string }).code}`)
      reject(error)
    }
    commit(o)
  }
  return hushed(start(w))
}

const data = (): Uint8Array => new Uint8Array(SIZE)
const recv: Start = ({ ring, file, controller }) =>
  ring.recv(file, data(), { signal: controller.signal })
const sendZc: Start = ({ ring, file, controller }) =>
  ring.sendZc(file, data(), { signal: controller.signal })

/** What the kernel does with it, in turns; between them the loop drains. */
type Step = (w: Watched, one: Submission) => void | Promise<void>
const says =
  (res: number, flags = 0): Step =>
  ({ kernel }, one) =>
    kernel.complete(one, res, flags)
const again =
  (res: number, flags = 0): Step =>
  (w, one) => {
    w.strays++
    w.kernel.post(one, res, flags)
  }
const abort: Step = ({ controller }) => controller.abort()
/** The answer to the cancel alone; what it names has ended, or will. */
const answers =
  (res: number): Step =>
  async ({ kernel }) => {
    for (const cancel of await submitted(kernel, Op.ASYNC_CANCEL)) kernel.complete(cancel, res)
  }

const done = (value: number): readonly string[] => [
  'memory',
  `resolved ${value}`,
  'file ended',
  'slot',
]
const failed = (code: string): readonly string[] => [
  'memory',
  `rejected ${code}`,
  'file ended',
  'slot',
]
/** A zero-copy send that was sent runs on nothing any more: only its memory is in use. */
const sent = (end: string): readonly string[] => ['file ended', 'memory', end, 'slot']

type Row = readonly [how: string, start: Start, steps: readonly Step[], log: readonly string[]]
const rows: readonly Row[] = [
  ['success', recv, [says(5)], done(5)],
  ['nothing', recv, [says(0)], done(0)],
  ['an error', recv, [says(-ECONNRESET)], failed('ECONNRESET')],
  ['an error that is nobody’s cancel', recv, [says(-ECANCELED)], failed('ECANCELED')],
  ['cancelled, the cancel first', recv, [abort, answers(0), says(-ECANCELED)], failed('ABORT_ERR')],
  ['cancelled, the cancel last', recv, [abort, says(-ECANCELED), answers(0)], failed('ABORT_ERR')],
  ['interrupted by a cancel', recv, [abort, answers(-EALREADY), says(-EINTR)], failed('ABORT_ERR')],
  ['success before a cancel', recv, [says(5), abort], done(5)],
  ['success while a cancel is under way', recv, [abort, says(5), answers(-ENOENT)], done(5)],
  ['success after a cancel that missed', recv, [abort, answers(-ENOENT), says(5)], done(5)],
  [
    'an error of its own under a cancel',
    recv,
    [abort, says(-EAGAIN), answers(0)],
    failed('EAGAIN'),
  ],
  ['a final completion that comes twice', recv, [says(5), again(6)], done(5)],
  ['one with MORE after the final one', recv, [says(5), again(6, F_MORE)], done(5)],
  [
    'sent, and then let go',
    sendZc,
    [says(SIZE, F_MORE), says(0, F_NOTIF)],
    sent(`resolved ${SIZE}`),
  ],
  [
    'sent in part, copied, and then let go',
    sendZc,
    [says(9, F_MORE), says(-(2 ** 31), F_NOTIF)],
    sent('resolved 9'),
  ],
  [
    'sent and cancelled while the network has it',
    sendZc,
    [says(SIZE, F_MORE), abort, answers(-ENOENT), says(0, F_NOTIF)],
    sent(`resolved ${SIZE}`),
  ],
  [
    'not sent, with a notification',
    sendZc,
    [says(-ECONNRESET, F_MORE), says(0, F_NOTIF)],
    sent('rejected ECONNRESET'),
  ],
  ['not sent, without a notification', sendZc, [says(-EOPNOTSUPP)], failed('EOPNOTSUPP')],
  [
    'cancelled, with a notification',
    sendZc,
    [abort, says(-ECANCELED, F_MORE), answers(0), says(0, F_NOTIF)],
    sent('rejected ABORT_ERR'),
  ],
  [
    'cancelled, without a notification',
    sendZc,
    [abort, answers(0), says(-ECANCELED)],
    failed('ABORT_ERR'),
  ],
  [
    'a notification that comes twice',
    sendZc,
    [says(SIZE, F_MORE), says(0, F_NOTIF), again(0, F_NOTIF)],
    sent(`resolved ${SIZE}`),
  ],
]

describe('an operation ends once:', () => {
  test.each(rows)('%s', async (_, start, steps, log) => {
    const w = watched()
    const { ring, kernel, engine } = w
    const promise = started(w, start)
    await kernel.turn()
    const one = kernel.inFlight.find(({ opcode }) => opcode !== Op.ASYNC_CANCEL)
    if (one === undefined) throw new Error('it was not submitted')
    const { generation } = engine.ledger.running()[0]
    for (const step of steps) {
      await step(w, one)
      await kernel.turn()
    }
    await cancels(kernel)
    await Promise.allSettled([promise])
    expect(w.log).toEqual(log)
    const slot = engine.ledger.find(one.userDataLow, one.userDataHigh)
    expect([slot, generationOf(one.userDataHigh), ring.inFlight]).toEqual([null, generation, 0])
    expect(ring.stats()).toMatchObject({ inFlight: 0, submitted: engine.counters.completed })
    expect(ring.stats()['stray']).toBe(w.strays)
    // Nothing is left that a close would have to wait for.
    kernel.onSubmit = (close) => kernel.complete(close, 0)
    const closing = w.file.close()
    await kernel.turn()
    await kernel.turn()
    await closing
    await closeScripted(ring, kernel)
  })
})

describe('a multishot operation ends once:', () => {
  type End = readonly [how: string, res: number, flags: number, armed: boolean, over: boolean]
  const ends: readonly End[] = [
    ['the end of the connection', 0, 0, false, true],
    ['an error', -ECONNRESET, 0, false, true],
    ['an interruption with a message', 1, F_BUFFER, true, false],
    ['a pool that is dry', -ENOBUFS, 0, true, false],
  ]
  test.each(ends)('%s', async (_, res, flags, armed, over) => {
    const { ring, kernel } = scripted()
    const file = new RingFd(engineOf(ring), FD, false)
    const stream = ring.recvMultishot(file)
    const taken = hushed(stream.next())
    const first = await last(kernel, Op.RECV)
    kernel.deliver(first, 'one')
    await kernel.turn()
    expectExact(ring, 1)
    ;(await taken)?.value?.release()
    if (flags === F_BUFFER) kernel.deliver(first, 'x', false)
    else kernel.complete(first, res, flags)
    // The name of what has ended is nobody's from here on.
    kernel.post(first, 0, F_MORE)
    kernel.post(first, 0)
    await kernel.turn()
    const running = await submitted(kernel, Op.RECV)
    expect(running).toHaveLength(armed ? 1 : 0)
    expect(running).not.toContain(first)
    expectExact(ring, running.length)
    expect(ring.stats()).toMatchObject({ stray: 2, streams: over ? 0 : 1 })
    await closeScripted(ring, kernel)
    expect(ring.pool.leased).toBe(over ? 0 : stream.queued)
  })
})

describe('members of a chain end once each:', () => {
  const short = SIZE - 1
  type End = readonly [how: string, results: readonly number[], codes: readonly (string | null)[]]
  const ends: readonly End[] = [
    ['all well', [SIZE, 0, SIZE], [null, null, null]],
    [
      'the first failed',
      [-ECONNRESET, -ECANCELED, -ECANCELED],
      ['ECONNRESET', 'ECANCELED', 'ECANCELED'],
    ],
    ['the first was short', [short, -ECANCELED, -ECANCELED], [null, 'ECANCELED', 'ECANCELED']],
    ['the last failed', [SIZE, 0, -ECONNRESET], [null, null, 'ECONNRESET']],
  ]
  for (const order of [
    [0, 1, 2],
    [2, 1, 0],
  ]) {
    test.each(ends)(`%s, in the order ${order.join()}`, async (_, results, codes) => {
      const { ring, kernel } = scripted()
      const engine = engineOf(ring)
      const file = new RingFd(engine, FD, false)
      const members: Promise<unknown>[] = []
      const chain = hushed(
        ring.chain(() => {
          members.push(ring.write(file, data(), 0), ring.fsync(file), ring.write(file, data(), 64))
          return members
        }),
      )
      await kernel.turn()
      const submissions = [...kernel.inFlight]
      expectExact(ring, 3)
      for (const [at, index] of order.entries()) {
        kernel.complete(submissions[index], results[index])
        await kernel.turn()
        expectExact(ring, 2 - at)
      }
      const settled = await Promise.allSettled(members)
      const reasons = settled.map((one) => (one.status === 'rejected' ? one.reason.code : null))
      expect(reasons).toEqual(codes)
      expect((await Promise.allSettled([chain]))[0].status).toBe(
        results.every((res) => res === SIZE || res === 0) ? 'fulfilled' : 'rejected',
      )
      for (const one of submissions) kernel.post(one, 0)
      await kernel.turn()
      expect(ring.stats()).toMatchObject({ stray: 3, inFlight: 0, submitted: 3, completed: 3 })
      await closeScripted(ring, kernel)
    })
  }

  test('a zero-copy send in a chain waits for its notification', async () => {
    const { ring, kernel } = scripted()
    const chain = hushed(ring.chain(() => [ring.sendZc(7, data()), ring.nop()]))
    await kernel.turn()
    const [send, nop] = kernel.inFlight
    kernel.complete(send, SIZE, F_MORE)
    kernel.complete(nop, 0)
    await kernel.turn()
    expectExact(ring, 1)
    kernel.complete(send, -(2 ** 31), F_NOTIF)
    await kernel.turn()
    expectExact(ring, 0)
    expect(await chain).toEqual([SIZE, undefined])
    await closeScripted(ring, kernel)
  })
})

describe('the name of an operation', () => {
  /** The next operation has this generation, in the slot that is free. */
  function advance(engine: Engine, generation: number): void {
    const o = engine.ledger.take(Sqe.alone())
    o.userDataHigh = userDataHigh(generation - 1, Kind.OPERATION)
    engine.ledger.release(o)
  }

  test('is a fresh one also where generations begin again', async () => {
    const { ring, kernel } = scripted()
    const engine = engineOf(ring)
    advance(engine, GENERATIONS - 2)
    const names: Submission[] = []
    for (const expected of [GENERATIONS - 2, GENERATIONS - 1, 0, 1]) {
      const promise = hushed(ring.recv(7, data()))
      const one = await last(kernel, Op.RECV)
      expect([one.userDataLow, generationOf(one.userDataHigh)]).toEqual([0, expected])
      for (const old of names) kernel.post(old, 1)
      await kernel.turn()
      expectExact(ring, 1)
      kernel.complete(one, 5)
      await kernel.turn()
      expect(await promise).toBe(5)
      expectExact(ring, 0)
      names.push(one)
    }
    expect(new Set(names.map(({ userDataHigh }) => userDataHigh)).size).toBe(4)
    expect(ring.stats()['stray']).toBe(0 + 1 + 2 + 3)
    await closeScripted(ring, kernel)
  })

  test.each([GENERATIONS - 1, GENERATIONS / 2, 0])(
    'is what a cancel asks for, in generation %i',
    async (generation) => {
      const { ring, kernel } = scripted()
      advance(engineOf(ring), generation)
      const controller = new AbortController()
      const promise = hushed(ring.recv(7, data(), { signal: controller.signal }))
      await kernel.turn()
      controller.abort()
      await kernel.turn()
      const cancel = kernel.inFlight.find(({ opcode }) => opcode === Op.ASYNC_CANCEL)
      const recv = kernel.inFlight.find(({ opcode }) => opcode === Op.RECV)
      expect(cancel?.sqe.addrHigh).toBe(recv?.sqe.userDataHigh)
      expect(await cancels(kernel)).toBe(1)
      await expect(promise).rejects.toMatchObject({ name: 'AbortError' })
      await closeScripted(ring, kernel)
    },
  )

  test('is told from messages, tags and strangers with the same words', async () => {
    const { ring, kernel } = scripted()
    const promise = hushed(ring.recv(7, data()))
    const { userDataLow, userDataHigh } = await last(kernel, Op.RECV)
    let strays = 0
    for (let kind = 0; kind < 16; kind++) {
      if (kind === Kind.OPERATION) continue
      for (const flags of [0, F_MORE, F_NOTIF]) {
        kernel.post({ userDataLow, userDataHigh: (userDataHigh & ~0xf) | kind }, 1, flags)
        strays++
      }
      await kernel.turn()
    }
    expectExact(ring, 1)
    expect(ring.stats()).toMatchObject({ stray: strays, messages: 0 })
    kernel.complete(await last(kernel, Op.RECV), 5)
    await kernel.turn()
    expect(await promise).toBe(5)
    await closeScripted(ring, kernel)
  })
})

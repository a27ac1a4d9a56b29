import fc from 'fast-check'
import { Errno, Op, type Ring, SetupFlags, SqeFlags } from 'uring-sdk'
import { expect, test, vi } from 'vitest'
import { SubmissionQueue } from '../../src/raw/submission-queue.ts'
import { ScriptedKernel, type Submission } from '../support/scripted-kernel.ts'
import { slowness } from '../support/slowness.ts'
import { closeScripted, scripted } from './fixtures/rings.ts'

const ENTRIES = 4
const RUNS = Number(process.env['URING_RUNS'] ?? Math.ceil(150 / slowness))
const { IO_LINK, IO_HARDLINK } = SqeFlags

/** What was started together: a chain, or a single operation, by the descriptors it names. */
interface Unit {
  readonly fds: readonly number[]
  readonly hard: boolean
  /** How often its promise has settled, and how it should: the member that fails, or -1. */
  settled: number
  fails: number
  outcome: unknown
}

/** A program that starts chains and single operations on a ring whose queue is always too small. */
class World {
  readonly kernel = new ScriptedKernel({ start: -3 })
  readonly ring: Ring
  readonly units: Unit[] = []
  readonly #polled: boolean
  #nextFd = 1000
  /** By descriptor, the look of the kernel at the queue that has taken it. */
  readonly #takenBy = new Map<number, number>()
  #looks = 0

  constructor(polled: boolean) {
    this.#polled = polled
    const flags = polled ? SetupFlags.SQPOLL : 0
    this.ring = scripted({ entries: ENTRIES, cqEntries: 64, flags }, this.kernel).ring
    this.kernel.onSubmit = ({ fd }) => this.#takenBy.set(fd, this.#look)
  }

  get #look(): number {
    return this.#looks + this.kernel.enters.length
  }

  look(): void {
    this.#looks++
  }

  /** The polling thread looks whenever it likes. */
  poll(): void {
    this.look()
    if (this.#polled) this.kernel.poll()
  }

  #fd(): number {
    return this.#nextFd++
  }

  #watch(fds: readonly number[], hard: boolean, promise: Promise<unknown>): void {
    const unit: Unit = { fds, hard, settled: 0, fails: -1, outcome: undefined }
    this.units.push(unit)
    const count = (outcome: unknown): void => {
      unit.settled++
      unit.outcome = outcome
    }
    promise.then(count, count)
  }

  single(): void {
    const fd = this.#fd()
    this.#watch([fd], false, this.ring.fsync(fd))
  }

  chain(length: number, hard: boolean): void {
    const fds: number[] = []
    const build = (): Promise<void>[] =>
      Array.from({ length }, () => {
        const fd = this.#fd()
        fds.push(fd)
        const member = this.ring.fsync(fd)
        this.poll()
        return member
      })
    this.#watch(fds, hard, this.ring.chain(build, { hard }))
  }

  /** Nothing of it may ever be seen. */
  broken(length: number): void {
    expect(() =>
      this.ring.chain(() => {
        const members = Array.from({ length }, () => this.ring.fsync(1))
        return members.length === ENTRIES ? [...members, this.ring.nop()] : members.slice(1)
      }),
    ).toThrow(/chain|build/)
  }

  /** The kernel ends one unit: well, or with an error somewhere, told in any order. */
  complete(which: number, fails: number, backwards: boolean): void {
    const unit = this.units[which % Math.max(this.units.length, 1)]
    if (unit === undefined || unit.settled > 0) return
    const taken = unit.fds.map((fd) => this.kernel.inFlight.find((one) => one.fd === fd))
    if (taken.some((one) => one === undefined)) return
    unit.fails = fails < unit.fds.length ? fails : -1
    const answers = (taken as Submission[]).map((one, index) => ({ one, res: answer(unit, index) }))
    for (const { one, res } of backwards ? answers.toReversed() : answers) {
      this.kernel.complete(one, res)
    }
  }

  async end(): Promise<void> {
    for (let round = 0; round < 200 && this.units.some(({ settled }) => settled === 0); round++) {
      this.poll()
      await this.kernel.turn()
      for (const index of this.units.keys()) this.complete(index, Infinity, false)
      await this.kernel.turn()
      // What waits for room is tried again by the clock.
      await new Promise((resolve) => setTimeout(resolve, 1))
    }
  }

  /** What must hold in the end. */
  check(): void {
    const { submissions } = this.kernel
    const order = submissions.filter(({ opcode }) => opcode === Op.FSYNC).map(({ fd }) => fd)
    expect(order).toEqual(this.units.flatMap(({ fds }) => fds))
    for (const unit of this.units) {
      const own = submissions.filter(({ fd }) => unit.fds.includes(fd))
      const link = unit.hard ? IO_HARDLINK : IO_LINK
      expect(own.map(({ flags }) => flags)).toEqual(
        unit.fds.map((_, index) => (index + 1 < unit.fds.length ? link : 0)),
      )
      expect(new Set(unit.fds.map((fd) => this.#takenBy.get(fd))).size).toBe(1)
      expect(unit.settled).toBe(1)
      if (unit.fails >= 0) expect(unit.outcome).toMatchObject({ code: 'EIO' })
      else expect(unit.outcome).not.toBeInstanceOf(Error)
      if (unit.fails >= 0 && unit.fds.length > 1) {
        expect(unit.outcome).toMatchObject({ member: unit.fails })
      }
    }
    expect(this.ring.inFlight).toBe(0)
  }
}

function answer({ fails, hard }: Unit, index: number): number {
  if (fails < 0 || index === fails) return fails < 0 ? 0 : -Errno.EIO
  return hard || index < fails ? 0 : -Errno.ECANCELED
}

const step = fc.oneof(
  fc.record({ do: fc.constant('single' as const) }),
  fc.record({
    do: fc.constant('chain' as const),
    length: fc.integer({ min: 2, max: ENTRIES }),
    hard: fc.boolean(),
  }),
  fc.record({ do: fc.constant('broken' as const), length: fc.integer({ min: 1, max: ENTRIES }) }),
  fc.record({ do: fc.constant('refuse' as const), times: fc.integer({ min: 1, max: 3 }) }),
  fc.record({ do: fc.constant('poll' as const) }),
  fc.record({ do: fc.constant('turn' as const) }),
  fc.record({
    do: fc.constant('complete' as const),
    which: fc.nat(30),
    fails: fc.nat(6),
    backwards: fc.boolean(),
  }),
)

/** The polling thread looks right after each store of the tail, which is the worst moment. */
function pollAfterPublish(kernel: ScriptedKernel, look: () => void): () => void {
  const { publish } = SubmissionQueue.prototype
  const spy = vi.spyOn(SubmissionQueue.prototype, 'publish').mockImplementation(function (
    this: SubmissionQueue,
  ) {
    const left = publish.call(this)
    look()
    kernel.poll()
    return left
  })
  return () => spy.mockRestore()
}

test('a chain is never split, and nothing overtakes it, whatever the queue and the kernel do', async () => {
  const seen = { chains: 0, waited: 0, failed: 0 }
  const program = fc.tuple(fc.boolean(), fc.array(step, { minLength: 5, maxLength: 40 }))
  await fc.assert(
    fc.asyncProperty(program, async ([polled, steps]) => {
      const world = new World(polled)
      const restore = polled ? pollAfterPublish(world.kernel, () => world.look()) : () => {}
      for (const one of steps) {
        if (one.do === 'single') world.single()
        else if (one.do === 'chain') world.chain(one.length, one.hard)
        else if (one.do === 'broken') world.broken(one.length)
        else if (one.do === 'refuse') world.kernel.fail('enter', Errno.EAGAIN, one.times)
        else if (one.do === 'poll') world.poll()
        else if (one.do === 'turn') await world.kernel.turn()
        else world.complete(one.which, one.fails, one.backwards)
      }
      await world.end()
      world.check()
      seen.chains += world.units.filter(({ fds }) => fds.length > 1).length
      seen.failed += world.units.filter(({ fails }) => fails >= 0).length
      seen.waited += world.ring.stats()['backlogged'] ?? 0
      restore()
      await closeScripted(world.ring, world.kernel)
    }),
    { numRuns: RUNS },
  )
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(0)
})

import { readdirSync } from 'node:fs'
import { type BufferPool, Ring } from 'uring-sdk'
import { Failure, Over } from './failure.ts'
import { Files } from './files.ts'
import { type Kind, KINDS } from './kinds/index.ts'
import type { Memory } from './memory.ts'
import { type Options, ringOptions } from './options.ts'
import { Random } from './random.ts'
import { Scene } from './scene.ts'
import type { Tally } from './tally.ts'

/** Operations in flight that a closing ring may take this long for. */
const CLOSE_MS = 30_000
/** Where the numbers of an epoch's scenes begin: no two scenes of a run have the same. */
const SCENES_MAX = 1 << 20
const SLOTS = 32

/** What all epochs of a run share. */
export interface Stage {
  readonly options: Options
  readonly tally: Tally
  readonly memory: Memory
  /** A folder of the run's own. */
  readonly folder: string
  /** Ends the run at once: what hangs for the same reason would hide it. */
  fail(error: unknown): never
}

/** The life of one ring: scenes are played on it, many at a time, and then it is closed. */
export class Epoch {
  readonly stage: Stage
  readonly options: Options
  readonly tally: Tally
  readonly memory: Memory
  readonly folder: string
  readonly ring: Ring
  readonly registered: BufferPool
  readonly files: Files
  /** Places that are left in the table of direct descriptors. */
  slots = SLOTS
  readonly #random: Random
  readonly #kinds: readonly Kind[]
  readonly #first: number
  #scenes = 0
  readonly #playing = new Set<Scene>()

  constructor(stage: Stage, number: number) {
    this.stage = stage
    this.options = stage.options
    this.tally = stage.tally
    this.memory = stage.memory
    this.folder = stage.folder
    this.#first = (number + 1) * SCENES_MAX
    this.#random = Random.for(stage.options.seed, this.#first)
    this.#kinds = deck(stage.options.kinds)
    this.ring = this.#open()
    this.registered = this.ring.createPool({ kind: 'registered', count: 64, size: 16_384 })
    this.files = new Files(this.folder, number)
  }

  /** Small queues overflow, large ones batch; small pools run dry. */
  #open(): Ring {
    const random = this.#random
    const entries = random.one([8, 32, 256, 1024])
    const count = random.one([16, 32, 128])
    const pool = {
      count,
      size: random.one([512, 2048, 4096]),
      countMax: count * random.one([1, 4]),
    }
    return new Ring({ ...ringOptions(this.options), entries, pool, slots: SLOTS })
  }

  /** Plays scenes until so many operations have been started in all; then the ring is closed. */
  async run(until: number): Promise<void> {
    await this.#guard(() => this.files.open(new Scene(this, 'files', this.#first)))
    const actors = Array.from({ length: this.options.scenes }, () => this.#act(until))
    const hard = this.#random.percent(50)
    if (hard) {
      while (this.tally.started < until) {
        await new Promise((resolve) => setTimeout(resolve, 2))
      }
      await this.#close()
    }
    await Promise.all(actors)
    this.#looksClean()
    await this.#guard(() => this.files.close())
    await this.#close()
    this.#isOver()
  }

  async #act(until: number): Promise<void> {
    while (this.tally.started < until && !this.ring.closed) {
      const kind = this.#random.one(this.#kinds)
      if (kind.canRun?.(this) === false) {
        await new Promise((resolve) => setImmediate(resolve))
        continue
      }
      await this.#play(kind)
    }
  }

  async #play(kind: Kind): Promise<void> {
    const scene = new Scene(this, kind.name, this.#first + ++this.#scenes)
    this.#playing.add(scene)
    await this.#guard(() => kind.run(scene), scene)
    await this.#guard(() => scene.end(), scene)
    this.#playing.delete(scene)
  }

  async #guard(work: () => Promise<void>, scene?: Scene): Promise<void> {
    try {
      await work()
    } catch (error) {
      if (error instanceof Over && this.ring.closed) return
      this.stage.fail(new Failure(`in ${scene?.name ?? 'the epoch'}`, { cause: error }))
    }
  }

  async #close(): Promise<void> {
    try {
      const closed = this.ring.close({ timeout: CLOSE_MS })
      // A zero-copy send ends when its peer has read it, and here the peers have gone home.
      for (const scene of this.#playing) await this.#guard(() => scene.closeAll(), scene)
      await closed
    } catch (error) {
      this.stage.fail(new Failure('the ring did not close', { cause: error }))
    }
  }

  /** All scenes are over: nothing of theirs is left. */
  #looksClean(): void {
    const { ring, registered } = this
    const held = ring.closed ? 0 : ring.pool.leased
    this.#zero('leases of the pool', held)
    this.#zero('leases of the registered pool', registered.leased)
    this.#zero('streams', ring.stats()['streams'] ?? 0)
    this.#zero('scenes', this.#playing.size)
    this.#zero('unsettled operations', this.tally.started - this.tally.settled)
  }

  /** The ring is closed: the kernel and the books have nothing more. */
  #isOver(): void {
    const stats = this.ring.stats()
    this.#zero('operations in flight', this.ring.inFlight)
    this.#zero('stray completions', stats['stray'] ?? -1)
    this.#zero(
      'submissions without a completion',
      (stats['submitted'] ?? 0) - (stats['completed'] ?? 0),
    )
  }

  #zero(what: string, count: number): void {
    if (count !== 0) throw new Failure(`${count} ${what} when the epoch was over`)
  }
}

/** Every kind as often as it weighs. */
function deck(names: readonly string[]): Kind[] {
  const kinds = KINDS.filter(({ name }) => names.length === 0 || names.includes(name))
  if (kinds.length === 0) throw new Error(`there is no kind of these names: ${names.join(', ')}`)
  return kinds.flatMap((kind) => Array.from({ length: kind.weight }, () => kind))
}

/** Descriptors that are open in this process. */
export function openDescriptors(): number[] {
  return readdirSync('/proc/self/fd').map(Number)
}

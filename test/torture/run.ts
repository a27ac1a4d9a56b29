import { closeSync, readlinkSync } from 'node:fs'
import { inspect } from 'node:util'
import { Epoch, openDescriptors, type Stage } from './epoch.ts'
import { Failure } from './failure.ts'
import { Memory } from './memory.ts'
import type { Options } from './options.ts'
import { Tally } from './tally.ts'
import { Victims } from './victims.ts'
import { collect, type Growth, MemoryWatch } from './watch.ts'

/** Operations of one ring. */
const EPOCH_OPERATIONS = 20_000
/** Without a single operation settling for so long, something hangs. */
const SILENCE_MS = 20_000
const WATCH_MS = 100
const RING_LINES = 60

/** What a run has to say at its end. */
export interface Report {
  readonly seed: number
  readonly operations: number
  readonly seconds: number
  readonly perSecond: number
  readonly rings: number
  /** Workers that were killed in the middle. */
  readonly killed: number
  readonly quarantined: number
  readonly growth: Growth
  readonly kinds: Readonly<Record<string, number>>
  readonly ends: Readonly<Record<string, number>>
}

/** A whole run: ring after ring, watched from outside. */
export class Run {
  readonly #options: Options
  readonly #stage: Stage
  readonly #tally = new Tally()
  readonly #memory = new Memory()
  readonly #watch = new MemoryWatch()
  readonly #warnings: string[] = []
  readonly #victims: Victims
  #epoch: Epoch | null = null
  #collectAt = 0
  #collections = 0

  constructor(options: Options, folder: string) {
    this.#options = options
    const fail = (error: unknown): never => this.#fail(error)
    this.#stage = { options, tally: this.#tally, memory: this.#memory, folder, fail }
    this.#victims = new Victims(options)
    process.on('warning', (warning) => this.#warnings.push(String(warning.stack)))
  }

  async all(): Promise<Report> {
    const start = performance.now()
    const guard = setInterval(() => this.#look(), WATCH_MS)
    try {
      const before = openDescriptors().length
      // Where its memory was, a late write of a killed Worker would hit something else.
      const killing = this.#victims.run(() => this.#memory.spreadCanaries(null))
      const rings = await this.#epochs()
      await this.#victims.stop()
      await killing
      await this.#settle()
      this.#looksClean(before)
      return this.#report(rings, (performance.now() - start) / 1000)
    } catch (error) {
      this.#fail(error)
    } finally {
      clearInterval(guard)
    }
  }

  async #epochs(): Promise<number> {
    const { operations } = this.#options
    let rings = 0
    while (this.#tally.started < operations) {
      const until = Math.min(this.#tally.started + EPOCH_OPERATIONS, operations)
      this.#epoch = new Epoch(this.#stage, rings++)
      await this.#epoch.run(until)
      this.#memory.spreadCanaries(null)
      collect()
      this.#watch.sample(this.#tally.started)
    }
    return rings
  }

  /** Late writes, finalizers and warnings of what was forgotten come now or never. */
  async #settle(): Promise<void> {
    this.#epoch = null
    for (let i = 0; i < 5; i++) {
      collect()
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    this.#memory.empty()
  }

  #looksClean(descriptorsBefore: number): void {
    const { growth } = this.#options
    const after = openDescriptors().length
    // A Worker that is killed leaves its plain descriptors open: the process has them.
    // Some loaders have files open for a while that they close later.
    if (after > descriptorsBefore && this.#victims.killed === 0) {
      throw new Failure(`${descriptorsBefore} descriptors were open before, ${after} are now`)
    }
    const [warning] = this.#warnings
    if (warning !== undefined) throw new Failure(`a warning: ${warning}`)
    const { firstMiB, lastMiB } = this.#watch.growth(this.#options.operations)
    if (growth > 0 && lastMiB - firstMiB > growth) {
      throw new Failure(`memory grew from ${firstMiB} to ${lastMiB} MiB after the warm-up`)
    }
  }

  /** From outside of all scenes: collections, and whether anything moves. */
  #look(): void {
    const { started, silence } = this.#tally
    if (started >= this.#collectAt) {
      this.#collectAt = started + this.#options.collect
      collect({ type: this.#collections++ % 2 === 0 ? 'minor' : 'major' })
    }
    if (silence > SILENCE_MS) this.#fail(new Failure(`nothing has settled for ${SILENCE_MS} ms`))
  }

  #report(rings: number, seconds: number): Report {
    const { settled, kinds, ends } = this.#tally
    return {
      seed: this.#options.seed,
      operations: settled,
      seconds: Math.round(seconds * 10) / 10,
      perSecond: Math.round(settled / seconds),
      rings,
      killed: this.#victims.killed,
      quarantined: this.#memory.checked,
      growth: this.#watch.growth(this.#options.operations),
      kinds: Object.fromEntries(kinds),
      ends: Object.fromEntries(ends),
    }
  }

  #fail(error: unknown): never {
    const ring = inspect(this.#epoch?.ring).split('\n').slice(0, RING_LINES)
    const lines = [
      inspect(error, { depth: 5 }),
      'The latest operations:',
      ...this.#tally.tail(),
      'Not settled:',
      ...this.#tally.open(),
      'The ring:',
      ...ring,
      inspect(this.#epoch?.ring.stats()),
      `Again: ${process.argv.slice(2).join(' ')} (seed ${this.#options.seed})`,
    ]
    console.error(lines.join('\n'))
    // The thread of a polled ring does not end before its zero-copy sends have, and holds the
    // sockets open that they wait for: such a process could not even be killed.
    for (const fd of openDescriptors()) if (fd > 2) closeQuietly(fd)
    process.exit(1)
  }
}

/** Sockets only: what else is open is not ours. */
function closeQuietly(fd: number): void {
  try {
    if (readlinkSync(`/proc/self/fd/${fd}`).startsWith('socket:')) closeSync(fd)
  } catch {
    // The descriptor of the listing itself is closed already.
  }
}

import { Errno } from '../../generated/constants.ts'
import { rangeError, typeError, UringError } from '../errors.ts'
import type { Engine } from './engine.ts'
import type { Closable } from './fd.ts'
import { type CloseReport, countOperations, operationsText } from './report.ts'

const AGAIN_MS = 20

/** What a closing ring consists of. */
export interface ClosingRing {
  readonly engine: Engine
  readonly streams: ReadonlySet<Closable>
  /** Whether it has ended meanwhile: the kernel would not go on with it. */
  isEnded(): boolean
  /** The last step: nothing is in flight any more. */
  end(): Promise<void>
}

/**
 * The orderly end of a ring: everything is cancelled, and the kernel lets go of all memory first.
 */
export class Closing {
  readonly #ring: ClosingRing
  #idle: (() => void) | null = null

  constructor(ring: ClosingRing) {
    this.#ring = ring
  }

  /** Nothing is in flight any more, or the ring has ended. */
  idle(): void {
    this.#idle?.()
  }

  /** Resolves with what was in flight when it began. */
  async run(): Promise<CloseReport> {
    const ring = this.#ring
    const started = performance.now()
    // A ring that has ended has let go of all it had, whatever it was.
    const running = ring.isEnded() ? [] : ring.engine.ledger.running()
    const begun = { waitedFor: countOperations(running), streams: ring.streams.size }
    // Continuations of what ends here may still close their descriptors through the ring.
    while (!ring.isEnded() && (ring.engine.inFlight > 0 || ring.streams.size > 0)) {
      this.#ask()
      await this.#quiet()
      await new Promise(setImmediate)
    }
    if (!ring.isEnded()) await ring.end()
    return { waitedMs: performance.now() - started, ...begun }
  }

  #ask(): void {
    for (const stream of [...this.#ring.streams]) stream.close()
    this.#ring.engine.stopAll()
  }

  /** Resolves when nothing is in flight; until then it asks again, for what was found at work. */
  async #quiet(): Promise<void> {
    if (this.#ring.engine.inFlight === 0) return
    const timer = setInterval(() => this.#ask(), AGAIN_MS)
    await new Promise<void>((resolve) => {
      this.#idle = resolve
    })
    clearInterval(timer)
  }
}

/** Waits for a close so long; the close itself goes on. */
export async function withTimeout(
  closing: Promise<CloseReport>,
  timeout: number,
  engine: Engine,
): Promise<CloseReport> {
  if (typeof timeout !== 'number') throw typeError('options.timeout', 'of type number', timeout)
  if (!(timeout >= 0)) throw rangeError('options.timeout', 'milliseconds >= 0', timeout)
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const left = countOperations(engine.ledger.running())
      const what = left.length === 0 ? '' : `: ${operationsText(left)}`
      const still = `${engine.inFlight} operations are still in flight`
      const explanation = `${still} after ${timeout} ms${what}`
      reject(new UringError(Errno.ETIME, 'uring_close', { explanation }))
    }, timeout)
  })
  try {
    return await Promise.race([closing, late])
  } finally {
    clearTimeout(timer)
  }
}

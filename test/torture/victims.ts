import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { Options } from './options.ts'

/** A Worker of Node 20 has no loader of its own for TypeScript. */
const entry = new URL('../kernel/fixtures/worker-entry.mjs', import.meta.url)
const PLAYS_MS = 300
/**
 * Without zero-copy sends: they end when the peer has read or the socket is closed, and nobody is
 * left to do either.
 */
const KINDS = 'files,pipes,accepts,paths,rings,chains,timers,beats,bursts'

/**
 * Workers that play scenes on rings of their own, and are killed in the middle, one after the
 * other, while the main thread goes on.
 */
export class Victims {
  readonly #options: Options
  killed = 0
  #worker: Worker | null = null
  #over = false

  constructor(options: Options) {
    this.#options = options
  }

  /** Starts and kills until so many are dead or the run is over; calls back after each. */
  async run(afterwards: () => void): Promise<void> {
    while (this.killed < this.#options.workers && !this.#over) {
      await this.#one()
      this.killed++
      afterwards()
    }
  }

  async #one(): Promise<void> {
    const { seed, mode, backend } = this.#options
    const argv = [
      ...['--operations', '100000000', '--seed', `${seed + this.killed + 1}`, '--mode', mode],
      ...['--backend', backend, '--scenes', '24', '--workers', '0', '--growth', '0'],
      ...['--kinds', KINDS],
    ]
    const workerData = { entry: new URL('main.ts', import.meta.url).href }
    const worker = new Worker(entry, { argv, workerData })
    this.#worker = worker
    await Promise.race([once(worker, 'message'), once(worker, 'exit')])
    await new Promise((resolve) => setTimeout(resolve, PLAYS_MS))
    await worker.terminate()
    this.#worker = null
  }

  /** No more of them. */
  async stop(): Promise<void> {
    this.#over = true
    await this.#worker?.terminate()
  }
}

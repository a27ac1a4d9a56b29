import { abortError, typeError } from '../errors.ts'
import { ChainBuild, Drafts } from './chain-build.ts'
import { chainError, notInChain } from './chain-errors.ts'
import { checkNames } from './option-names.ts'
import { checkSignal, isAborted } from './signal.ts'
import type { ChainOptions } from './types.ts'
import { RingWhole } from './whole.ts'

/** Operations that are linked: the kernel runs them one after the other, as one submission. */
export abstract class RingChains extends RingWhole {
  readonly #drafts = new Drafts()

  /**
   * Links the operations that `build` starts: each begins when the one before it is done, without
   * a way back through JavaScript. They go to the kernel together or not at all, in the order in
   * which they were started.
   *
   * It resolves with all results, in the order of the array. When a member fails, what was linked
   * behind it is not done, and it rejects with the error of that member, whose index is the error's
   * `member`; a read or write that was short counts as failed (`ERR_URING_SHORT`), unless it is the
   * last. It settles when all members are over. Their own promises settle too, and nobody needs to
   * look at them.
   *
   * Whatever is wrong at the call is thrown, and then nothing has been started: `build` must be
   * synchronous and return an array with the promise of every operation that it started. Streams,
   * `sendAll`, `readAll`, `writeAll` and other chains cannot be members. There can be as many as
   * the submission queue has entries. A chain of none resolves with none.
   *
   * A `timeout` or `signal` of a member counts from the start of the chain, and ends those before
   * it too. A `send` in a chain has MSG_WAITALL, so that it is whole.
   *
   * @param build Starts the operations, and returns their promises.
   * @param options See {@link ChainOptions}.
   * @since Linux 5.3
   */
  chain<const T extends readonly Promise<unknown>[]>(
    build: () => T,
    options: ChainOptions = {},
  ): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
    const { hard, signal } = readOptions(build, options)
    this.check()
    const { engine } = this
    notInChain(engine, 'chain()', 'Links are one row: start all members in one build')
    if (signal !== undefined && isAborted(signal)) return Promise.reject(abortError(signal))
    const building = new ChainBuild(engine, this.#drafts)
    try {
      const returned = this.#run(building, build)
      const results = building.launch(returned, hard, signal)
      return results as Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }>
    } catch (error) {
      building.discard(error)
      throw error
    }
  }

  #run(building: ChainBuild, build: () => unknown): unknown {
    this.engine.building = building
    try {
      return build()
    } finally {
      this.engine.building = null
    }
  }

  /**
   * Inside `ring.chain` only: the kernel ends the operation started just before when it
   * takes longer. That member and the chain then reject with ETIME. Finer than `timeout`, which
   * counts from the start of the chain; this one counts from when that operation begins.
   *
   * Its submission: `prep.linkTimeout`.
   *
   * @param timeout Milliseconds.
   * @param options `flags`: `TimeoutFlags`, the clock.
   * @returns Whether it fired, and ended the operation.
   * @category Timers
   * @since Linux 5.5
   */
  linkTimeout(
    timeout: number,
    options: { readonly flags?: number | undefined } = {},
  ): Promise<boolean> {
    const timespec = this.timespecOf(timeout, 'timeout')
    const flags = this.numberOf(options.flags, 'options.flags', 'u32', 0)
    const { building } = this.engine
    if (building === null) {
      throw chainError(
        'linkTimeout() is for the operation before it in a chain: call it inside ring.chain(), ' +
          'or give the operation a `timeout`',
      )
    }
    return building.linkTimeout(timespec, timeout, flags)
  }
}

function readOptions(
  build: unknown,
  options: ChainOptions,
): { readonly hard: boolean; readonly signal: AbortSignal | undefined } {
  if (typeof build !== 'function') throw typeError('build', 'of type function', build)
  if (typeof options !== 'object' || options === null) {
    throw typeError('options', 'of type object', options)
  }
  checkNames(options, ['hard', 'signal'])
  const { hard = false, signal } = options
  if (typeof hard !== 'boolean') throw typeError('options.hard', 'of type boolean', hard)
  if (signal !== undefined) checkSignal(signal, 'options.signal')
  return { hard, signal }
}

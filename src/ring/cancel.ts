import { CancelFlags, Op, RegisterOp } from '../../generated/constants.ts'
import * as prep from '../../generated/prep.ts'
import { SyncCancelReg } from '../../generated/structs.ts'
import type { Engine } from './engine.ts'
import { Kind, type Listener, type Operation, userDataHigh } from './operation.ts'
import { isPolled } from './polling.ts'

/** How long a cancel that missed its target waits before it tries again. */
const AGAIN_MS = 20

/**
 * Asks the kernel to end one operation, until it has ended. A cancel misses a target that is at
 * work (EALREADY), or that is between two places where the kernel looks for it (ENOENT).
 */
export class Cancellation implements Listener {
  readonly #engine: Engine
  readonly #target: Operation
  /** The slot of the target may be another operation's by the time of the next try. */
  readonly #generation: number

  constructor(engine: Engine, target: Operation) {
    this.#engine = engine
    this.#target = target
    this.#generation = target.generation
  }

  start(): void {
    const { index, running, generation } = this.#target
    if (!running || generation !== this.#generation) return
    if (goesAtOnce(this.#engine)) {
      this.final(cancelAtOnce(this.#engine, index, userDataHigh(generation, Kind.OPERATION), 0))
      return
    }
    submit(this.#engine, this, index, userDataHigh(generation, Kind.OPERATION), 0)
  }

  more(): void {}

  final(res: number): void {
    // It is the operation that keeps the process alive, not the question whether it is over.
    if (res < 0) setTimeout(() => this.start(), AGAIN_MS).unref()
  }
}

const nobody: Listener = { more: () => {}, final: () => {} }

/** Asks the kernel once to end everything that runs on the ring. */
export function cancelEverything(engine: Engine): void {
  if (goesAtOnce(engine)) cancelAtOnce(engine, 0, 0, CancelFlags.ANY | CancelFlags.ALL)
  else submit(engine, nobody, 0, 0, CancelFlags.ANY | CancelFlags.ALL)
}

/**
 * A drain holds up every submission that follows, and a cancel among them would wait for what it is
 * to end; a ring with IOPOLL refuses one. So it goes by a system call of its own.
 */
function goesAtOnce(engine: Engine): boolean {
  return engine.drained || isPolled(engine.setupFlags)
}

/** It does not wait. */
function cancelAtOnce(engine: Engine, low: number, high: number, flags: number): number {
  // A ring that cannot go on ends everything by itself.
  if (engine.broken !== null) return 0
  const { kernel, fd } = engine
  const cancel = new SyncCancelReg()
  cancel.addr = (BigInt(high >>> 0) << 32n) | BigInt(low)
  cancel.fd = -1
  cancel.flags = flags
  const { view } = cancel
  const address = kernel.addressOf(view.buffer) + view.byteOffset
  const answer = kernel.register(fd, RegisterOp.REGISTER_SYNC_CANCEL, address, 1)
  // Read after the call, so that it is reachable while the kernel reads it.
  return view.byteLength > 0 ? answer : 0
}

function submit(
  engine: Engine,
  listener: Listener,
  low: number,
  high: number,
  flags: number,
): void {
  // A ring that cannot go on ends everything by itself.
  if (engine.broken !== null) return
  const o = engine.tryBegin(Op.ASYNC_CANCEL, 'number')
  if (o === null) return
  prep.asyncCancel(o.sqe, low, high, flags)
  o.listen(listener)
  engine.commit(o)
}

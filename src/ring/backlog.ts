import { SqeFlags } from '../../generated/constants.ts'
import { Sqe } from '../../generated/structs.ts'
import type { SubmissionQueue } from '../raw/submission-queue.ts'

const LINKED = SqeFlags.IO_LINK | SqeFlags.IO_HARDLINK

/** Submissions that found no room in the queue, oldest first. */
export class Backlog {
  readonly #sqes: Sqe[] = []

  get length(): number {
    return this.#sqes.length
  }

  push(sqe: Sqe): void {
    this.#sqes.push(sqe)
  }

  clear(): void {
    this.#sqes.length = 0
  }

  /**
   * Fills the queue as far as there is room, but not with a part of a chain: the kernel ends a
   * chain with what it takes at once, and the rest would run on its own. Nothing is published.
   * @returns How many slots.
   */
  moveTo(queue: SubmissionQueue): number {
    let moved = 0
    while (moved < this.#sqes.length) {
      const count = this.#unitAt(moved)
      if (!queue.reserve(count)) break
      for (const sqe of this.#sqes.slice(moved, moved + count)) copySlot(sqe, queue.next()!)
      moved += count
    }
    this.#sqes.splice(0, moved)
    return moved
  }

  /** How many go together: one, or a whole chain. */
  #unitAt(first: number): number {
    let last = first
    while ((this.#sqes[last].flags & LINKED) !== 0) last++
    return last - first + 1
  }
}

/** Copies a submission. @returns The slot that has it now. */
export function copySlot(from: Sqe, to: Sqe): Sqe {
  for (let i = 0; i < Sqe.SIZE / 4; i++) to.words[to.at + i] = from.words[from.at + i]
  return to
}

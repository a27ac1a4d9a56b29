import fc from 'fast-check'
import { Buf, BufReg } from 'uring-sdk/raw'
import { describe, expect, test } from 'vitest'
import { OrderedBufferRing } from '../../src/ring/buffer-order.ts'
import { Bundle } from '../../src/ring/bundle.ts'
import { Pieces } from '../../src/ring/incremental.ts'
import { ScriptedKernel } from '../support/scripted-kernel.ts'
import { slowness } from '../support/slowness.ts'

const RUNS = Number(process.env['URING_RUNS'] ?? Math.ceil(200 / slowness))
const SIZE = 10

/** Part of a buffer, as the kernel filled it or as the package found it. */
interface Part {
  readonly id: number
  readonly at: number
  readonly length: number
}

/** A completion: its first buffer, and what the kernel knows that the completion does not say. */
interface Told {
  readonly id: number
  readonly bytes: number
  readonly isKept: boolean
  readonly isShorter: boolean
  readonly parts: readonly Part[]
}

/** A ring of buffers, and a kernel that uses them in the order in which they were added. */
class Play {
  readonly ring: OrderedBufferRing
  /** What the kernel has, in order: buffer, place of the ring, and bytes of it that are used. */
  readonly queue: { id: number; place: number; used: number }[] = []
  #entries: Uint8Array = new Uint8Array(0)

  constructor(count: number) {
    const kernel = new ScriptedKernel()
    const register = (_op: number, argument: unknown): number => {
      const { buffer, byteOffset } = argument as DataView<ArrayBuffer>
      const reg = new BufReg(buffer, byteOffset)
      this.#entries = kernel.memory(reg.ringAddr, count * Buf.SIZE)
      return 0
    }
    const options = { group: 0, count, size: SIZE }
    this.ring = new OrderedBufferRing(kernel, { register }, options)
  }

  add(id: number): void {
    expect(this.queue.some((one) => one.id === id)).toBe(false)
    this.queue.push({ id, place: this.ring.tail, used: 0 })
    this.ring.add(id)
    this.ring.publish()
  }

  /** The kernel makes a buffer shorter, as it does with the last one of a bundle. */
  shorten(place: number, length: number): void {
    const entry = (place & (this.ring.count - 1)) * Buf.SIZE
    new Buf(this.#entries.buffer, this.#entries.byteOffset + entry).len = length
  }
}

/** Any numbers, in turn; 0 when they are used up. */
function choices(numbers: readonly number[]): (below: number) => number {
  let at = 0
  return (below) => (below < 1 ? 0 : (numbers[at++ % Math.max(1, numbers.length)] ?? 0) % below)
}

const program = fc.record({
  countLog: fc.integer({ min: 0, max: 4 }),
  numbers: fc.array(fc.nat(1_000_000), { minLength: 20, maxLength: 300 }),
})

describe('the order of buffers', () => {
  test('finds the buffers of bundles, whoever is told first and in whatever order they return', () => {
    fc.assert(
      fc.property(program, ({ countLog, numbers }) => {
        const choose = choices(numbers)
        const play = new Play(2 ** countLog)
        const bundle = new Bundle(play.ring)
        const told: Told[] = []
        const held: number[] = []
        for (let id = 0; id < play.ring.count; id++) play.add(id)
        for (let step = 0; step < numbers.length; step++) {
          const what = choose(3)
          if (what === 0 && play.queue.length > 0) told.push(filled(play, choose))
          if (what === 1 && told.length > 0) {
            const [one] = told.splice(choose(told.length), 1)
            const parts: Part[] = []
            bundle.begin(one.id, one.bytes)
            while (bundle.next()) parts.push({ id: bundle.id, at: 0, length: bundle.length })
            expect(parts).toEqual(one.parts)
            held.push(...parts.map(({ id }) => id))
          }
          if (what === 2 && held.length > 0) {
            const [id = 0] = held.splice(choose(held.length), 1)
            // How long a shorter one was, the ring forgets when others go round in the meantime.
            if (told.some(({ isShorter }) => isShorter)) held.push(id)
            else play.add(id)
          }
        }
      }),
      { numRuns: RUNS },
    )
  })

  test('a place that was filled anew says nothing about the buffer before', () => {
    const play = new Play(2)
    play.add(0)
    play.shorten(0, 3)
    expect(play.ring.room(0)).toBe(3)
    // The completion of buffer 0 has not been read, and the other one goes round and round.
    for (let round = 0; round < 3; round++) {
      play.ring.add(1)
      play.shorten(play.ring.tail - 1, 4)
      expect(play.ring.room(1)).toBe(4)
    }
    expect(play.ring.room(0)).toBe(SIZE)
    expect([play.ring.after(0), play.ring.after(1)]).toEqual([1, -1])
  })
})

/** The kernel fills some buffers, the last one in part, and may make one of them shorter before. */
function filled(play: Play, choose: (below: number) => number): Told {
  const parts: Part[] = []
  const span = 1 + choose(play.queue.length)
  const shorter = choose(4) === 0 ? choose(span) : -1
  for (const [index, { id, place }] of play.queue.splice(0, span).entries()) {
    const isLast = index === span - 1
    const room = index === shorter ? 1 + choose(SIZE) : SIZE
    if (room < SIZE) play.shorten(place, room)
    parts.push({ id, at: 0, length: isLast ? 1 + choose(room) : room })
  }
  const bytes = parts.reduce((sum, { length }) => sum + length, 0)
  return { id: parts[0]?.id ?? -1, bytes, isKept: false, isShorter: shorter >= 0, parts }
}

describe('the pieces of incremental buffers', () => {
  test('lie where the kernel put them, and each buffer returns once, when it is over', () => {
    fc.assert(
      fc.property(program, fc.boolean(), ({ countLog, numbers }, bundles) => {
        const choose = choices(numbers)
        const play = new Play(2 ** countLog)
        const finished = new Set<number>()
        const out: number[] = []
        const owner = {
          finished: (id: number): void => {
            expect(finished.has(id)).toBe(false)
            finished.add(id)
          },
          returned: (id: number): void => {
            expect(finished.delete(id)).toBe(true)
            expect(out).not.toContain(id)
            play.add(id)
          },
        }
        const pieces = new Pieces(play.ring, owner, play.ring.count, SIZE)
        for (let id = 0; id < play.ring.count; id++) play.add(id)
        for (let step = 0; step < numbers.length; step++) {
          if (choose(2) === 0 && play.queue.length > 0) {
            const one = pieced(play, choose, bundles)
            pieces.begin(one.id, one.bytes, one.isKept)
            for (const part of one.parts) {
              // Pushed before it is found: what is out cannot return.
              out.push(part.id)
              expect(pieces.next()).toBe(true)
              expect({ id: pieces.id, at: pieces.at, length: pieces.length }).toEqual(part)
            }
            expect(pieces.next()).toBe(false)
          } else if (out.length > 0) {
            const [id = 0] = out.splice(choose(out.length), 1)
            pieces.released(id)
          }
          const partly = new Set(out.filter((id) => !finished.has(id)))
          expect(pieces.held).toBe(partly.size)
        }
        for (const id of out.splice(0)) pieces.released(id)
        expect(pieces.held).toBe(0)
        expect(finished.size).toBe(0)
        expect(play.queue).toHaveLength(play.ring.count)
      }),
      { numRuns: RUNS },
    )
  })
})

/**
 * The kernel fills so many bytes from where it has stopped: of one buffer, or of as many as it
 * takes. Now and then it leaves the rest of a buffer, with a word or without.
 */
function pieced(play: Play, choose: (below: number) => number, bundles: boolean): Told {
  const { queue } = play
  if (choose(8) === 1 && queue.length > 1 && (queue[0]?.used ?? 0) > 0) queue.shift()
  const parts: Part[] = []
  const room = (bundles ? queue : queue.slice(0, 1)).reduce((sum, one) => sum + SIZE - one.used, 0)
  const bytes = 1 + choose(room)
  let isKept = false
  for (let left = bytes; left > 0; ) {
    const head = queue[0]
    const length = Math.min(left, SIZE - head.used)
    parts.push({ id: head.id, at: head.used, length })
    head.used += length
    left -= length
    isKept = head.used < SIZE
    if (isKept && left === 0 && choose(6) === 1) isKept = false
    if (!isKept) queue.shift()
  }
  return { id: parts[0]?.id ?? -1, bytes, isKept, isShorter: false, parts }
}

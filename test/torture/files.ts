import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { type Fd, OpenFlags } from 'uring-sdk'
import { difference, fill, SHIFTS } from './bytes.ts'
import { Failure } from './failure.ts'
import type { Random } from './random.ts'
import type { Scene } from './scene.ts'

const FILES = 4
const REGIONS = 32
export const REGION_BYTES = 32_768
/** Numbers of writes fit 16 bits, and one scene makes far fewer than are left. */
const WRITES_MAX = 32_768

/**
 * A part of a file that one scene has to itself. It is known what is in it: from each of some
 * places on, the bytes of a stream. What a cancelled write may have changed is not known.
 */
export class Region {
  readonly file: WorkFile
  readonly start: number
  /** By byte: which write was the last. 0: nobody knows. */
  readonly #writes = new Uint16Array(REGION_BYTES)
  readonly #shifts: number[] = [0]

  constructor(file: WorkFile, start: number) {
    this.file = file
    this.start = start
  }

  /** Fills memory that is to be written at a place, with bytes that were never there before. */
  prepare(bytes: Uint8Array, at: number, random: Random): number {
    const shift = random.below(SHIFTS)
    fill(bytes, shift, at)
    return this.#shifts.push(shift) - 1
  }

  /** Nobody uses it: its numbers may begin anew. */
  rest(): void {
    if (this.#shifts.length < WRITES_MAX) return
    this.#shifts.length = 1
    this.#writes.fill(0)
  }

  /** So many bytes of a write have arrived; of the others up to `most` it is not known. */
  wrote(write: number, at: number, count: number, most = count): void {
    this.#writes.fill(write, at, at + count)
    this.#writes.fill(0, at + count, at + most)
  }

  /** Looks at what was read. */
  read(bytes: Uint8Array, at: number): void {
    let from = 0
    while (from < bytes.length) {
      const write = this.#writes[at + from] ?? 0
      let to = from + 1
      while (to < bytes.length && this.#writes[at + to] === write) to++
      if (write !== 0) {
        const shift = this.#shifts[write] ?? 0
        const problem = difference(bytes.subarray(from, to), shift, at + from)
        if (problem !== null) {
          throw new Failure(`wrong bytes in ${this.file.name} at ${this.start + at}: ${problem}`)
        }
      }
      from = to
    }
  }
}

export interface WorkFile {
  readonly name: string
  readonly path: string
  fd: Fd
}

/** The files of an epoch, cut into regions. */
export class Files {
  readonly #folder: string
  readonly #number: number
  readonly #free: Region[] = []
  readonly #files: WorkFile[] = []

  constructor(folder: string, number: number) {
    this.#folder = folder
    this.#number = number
  }

  async open(scene: Scene): Promise<void> {
    const flags = OpenFlags.RDWR | OpenFlags.CREAT | OpenFlags.TRUNC
    for (let i = 0; i < FILES; i++) {
      const name = `file-${this.#number}-${i}`
      const path = join(this.#folder, name)
      const fd = await scene.must('openat', () => scene.ring.openat(path, flags, 0o600))
      await scene.must('fallocate', () => scene.ring.fallocate(fd, 0, 0, REGIONS * REGION_BYTES))
      const file: WorkFile = { name, path, fd }
      this.#files.push(file)
      for (let at = 0; at < REGIONS; at++) this.#free.push(new Region(file, at * REGION_BYTES))
    }
  }

  get hasFree(): boolean {
    return this.#free.length > 0
  }

  take(): Region {
    const region = this.#free.pop()
    if (region === undefined) throw new Error('all regions are taken')
    return region
  }

  give(region: Region): void {
    region.rest()
    this.#free.unshift(region)
  }

  async close(): Promise<void> {
    for (const file of this.#files) {
      await file.fd.close()
      rmSync(file.path)
    }
  }
}

import { closeSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Errno, OpenFlags } from '../../../generated/constants.ts'
import { Syscall } from '../../../generated/internal.ts'
import { UringError } from '../../errors.ts'
import { defaultKernel } from '../../kernel/default.ts'
import { allocate } from '../../raw/allocate.ts'
import { Ring } from '../../ring/ring.ts'
import type { CallOptions, Fd } from '../../ring/types.ts'
import { caught, patiently } from './patience.ts'

/** Nothing that is tried here takes longer than a moment. */
const PATIENCE = 2000
const BYTES = 4096

/** What opcodes are tried with: files and sockets that nobody else knows. */
export class Bench {
  readonly ring: Ring
  /** A directory of its own. */
  readonly directory: string
  /** A file of 4096 zeros, open for reading and writing. */
  readonly file: Fd
  /** 64 bytes that anybody may fill. */
  readonly buffer: Uint8Array
  /** For operations: none of them may take long. */
  readonly call: CallOptions = { timeout: PATIENCE }
  readonly #plain: number[] = []
  #names = 0

  private constructor(ring: Ring, directory: string, file: Fd) {
    this.ring = ring
    this.directory = directory
    this.file = file
    this.buffer = ring.alloc(64)
  }

  static async open(): Promise<Bench> {
    const ring = await patiently(() => caught(() => new Ring({ entries: 64, slots: 4 })))
    if (ring instanceof Error) throw ring
    const directory = caught(() => mkdtempSync(join(tmpdir(), 'uring-sdk-doctor-')))
    if (directory instanceof Error) {
      await ring.close()
      throw directory
    }
    try {
      const flags = OpenFlags.CREAT | OpenFlags.RDWR
      const file = await ring.openat(join(directory, 'file'), flags, 0o600)
      await ring.write(file, Buffer.alloc(BYTES), 0)
      return new Bench(ring, directory, file)
    } catch (error) {
      await ring.close()
      rmSync(directory, { recursive: true, force: true })
      throw error
    }
  }

  async close(): Promise<void> {
    await this.ring.close({ timeout: PATIENCE })
    for (const fd of this.#plain) closeSync(fd)
    rmSync(this.directory, { recursive: true, force: true })
  }

  /** A path that nothing is at. */
  path(): string {
    return join(this.directory, `n${this.#names++}`)
  }

  /** Two connected sockets, and bytes that wait in the second one. */
  async pair(): Promise<readonly [one: Fd, other: Fd]> {
    const path = this.path()
    const listener = await this.ring.openListener({ path })
    const one = await this.ring.openConnection({ path }, this.call)
    const other = await this.ring.accept(listener, this.call)
    await this.ring.send(one, Buffer.from('waits'), this.call)
    return [one, other]
  }

  /** A UDP socket that sends to itself; sending without a copy is for such. */
  async datagrams(): Promise<Fd> {
    const receiver = await this.ring.openListener({ port: 0, host: '127.0.0.1', type: 'udp' })
    const address = receiver.localAddress()
    const port = 'port' in address ? address.port : 0
    return this.ring.openConnection({ port, host: '127.0.0.1', type: 'udp' }, this.call)
  }

  /** Both ends of a pipe, with bytes in it. */
  async pipe(): Promise<readonly [read: number, write: number]> {
    const { address, bytes } = allocate(8)
    const answer = defaultKernel().syscall(Syscall.pipe2, address, OpenFlags.CLOEXEC)
    if (answer < 0) throw new UringError(answer, 'pipe2')
    const [read = -1, write = -1] = new Int32Array(bytes.buffer, bytes.byteOffset, 2)
    this.#plain.push(read, write)
    await this.ring.write(write, Buffer.from('waits'), -1, this.call)
    return [read, write]
  }
}

/** Waits for an operation whose refusal is as good an answer as its success. */
export async function answers(
  operation: Promise<unknown>,
  ...names: readonly (keyof typeof Errno)[]
): Promise<void> {
  try {
    await operation
  } catch (error) {
    const known = error instanceof UringError && names.some((name) => Errno[name] === -error.errno)
    if (!known) throw error
  }
}

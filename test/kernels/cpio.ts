import { closeSync, lstatSync, openSync, readdirSync, readFileSync, writeSync } from 'node:fs'
import { dirname, join } from 'node:path'

const FILE = 0o100000
const DIRECTORY = 0o040000
const ALIGNMENT = 4

/**
 * Writes the archive that a kernel unpacks into memory before it starts its first process: the
 * `newc` format of cpio. Directories come by themselves.
 */
export class Archive {
  readonly #fd: number
  readonly #directories = new Set(['.', '/'])
  #count = 0
  #at = 0

  constructor(path: string) {
    this.#fd = openSync(path, 'w')
  }

  /** A file with that content. */
  file(path: string, content: Uint8Array | string, mode = 0o644): void {
    this.directory(dirname(path))
    this.#entry(path, FILE | mode, typeof content === 'string' ? Buffer.from(content) : content)
  }

  /** A file of this machine. */
  copy(path: string, source: string, mode = 0o644): void {
    this.file(path, readFileSync(source), mode)
  }

  /** Everything below a directory of this machine that `wanted` does not refuse. */
  copyAll(path: string, source: string, wanted: (path: string) => boolean = () => true): void {
    for (const name of readdirSync(source)) {
      const [to, from] = [join(path, name), join(source, name)]
      if (!wanted(from)) continue
      const entry = lstatSync(from)
      if (entry.isDirectory()) this.copyAll(to, from, wanted)
      else if (entry.isFile()) this.copy(to, from, entry.mode & 0o777)
    }
  }

  directory(path: string): void {
    if (this.#directories.has(path)) return
    this.directory(dirname(path))
    this.#directories.add(path)
    this.#entry(path, DIRECTORY | 0o755, Buffer.alloc(0))
  }

  close(): void {
    this.#entry('TRAILER!!!', 0, Buffer.alloc(0))
    closeSync(this.#fd)
  }

  #entry(path: string, mode: number, content: Uint8Array): void {
    const name = Buffer.from(`${path}\0`)
    const links = mode & DIRECTORY ? 2 : 1
    const fields = [++this.#count, mode, 0, 0, links, 0, content.length, 0, 0, 0, 0, name.length, 0]
    const head = `070701${fields.map((field) => field.toString(16).padStart(8, '0')).join('')}`
    this.#write(Buffer.concat([Buffer.from(head), name]))
    this.#write(content)
  }

  #write(bytes: Uint8Array): void {
    writeSync(this.#fd, bytes)
    this.#at += bytes.length
    const padding = -this.#at & (ALIGNMENT - 1)
    if (padding > 0) writeSync(this.#fd, Buffer.alloc(padding))
    this.#at += padding
  }
}

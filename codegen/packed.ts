/**
 * In the package, headers/ and the tables of codegen are one compressed file, dist/generator.br,
 * which .ci/tables.mjs writes: as text and as JavaScript they would be a seventh of the package.
 */
import { existsSync, readFileSync } from 'node:fs'
import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliDecompressSync } from 'node:zlib'

/** Where headers/ is, in a checkout. */
export const HEADERS = fileURLToPath(new URL('../headers/', import.meta.url))

interface Packed {
  /** The text of a file of headers/, by its name there. */
  readonly files: Readonly<Record<string, string>>
  /** What a module of tables exports, by the module. */
  readonly tables: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

let packed: Packed | undefined

/** What the package has in their place. */
export function readPacked(): Packed {
  if (packed === undefined) {
    const bytes = readFileSync(new URL('../generator.br', import.meta.url))
    packed = JSON.parse(brotliDecompressSync(bytes).toString()) as Packed
  }
  return packed
}

/** The text of a file; one of `headers/` is found wherever it is kept. */
export function readKept(path: string): string {
  if (existsSync(path) || !path.startsWith(HEADERS)) return readFileSync(path, 'utf8')
  const text = readPacked().files[relative(HEADERS, path)]
  if (text === undefined) throw new Error(`uring-sdk is damaged: it has no ${path}`)
  return text
}

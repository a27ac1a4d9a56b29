/** Headers of kernels that do not exist: the newest that we have, edited. */
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { CACHE, knownKernels } from '../../codegen/kernels.ts'

/** The include directory of the newest kernel, or null where nobody has fetched it. */
export function newestHeaders(): string | null {
  const series = knownKernels().at(-1)?.series ?? ''
  return includeOf(series)
}

/** The include directory of a kernel that the cache has, or null. */
export function includeOf(series: string): string | null {
  const directory = join(CACHE, series, 'usr/include')
  return existsSync(join(directory, 'linux/io_uring.h')) ? directory : null
}

export type Edit = (text: string) => string

/** A copy of an include directory with some files edited; all else is the original, linked. */
export function editHeaders(
  original: string,
  copy: string,
  edits: Readonly<Record<string, Edit>>,
): string {
  const edited = new Set(Object.keys(edits))
  const link = (folder: string): void => {
    mkdirSync(join(copy, folder), { recursive: true })
    for (const entry of readdirSync(join(original, folder))) {
      const path = join(folder, entry)
      if ([...edited].some((one) => one.startsWith(`${path}/`))) link(path)
      else if (!edited.has(path)) symlinkSync(join(original, path), join(copy, path))
    }
  }
  link('.')
  for (const [path, edit] of Object.entries(edits)) {
    const source = join(original, path)
    mkdirSync(dirname(join(copy, path)), { recursive: true })
    const text = existsSync(source) ? readFileSync(source, 'utf8') : ''
    writeFileSync(join(copy, path), edit(text))
  }
  return copy
}

/** Replaces a piece that must be there: else a test would prove nothing. */
export function change(text: string, piece: RegExp, by: string): string {
  if (!piece.test(text)) throw new Error(`the header has no ${piece}`)
  return text.replace(piece, by)
}

/** `linux/version.h` of a kernel. */
export function versionHeader(major: number, minor: number): Edit {
  return () => `#define LINUX_VERSION_CODE ${major * 65_536 + minor * 256}\n`
}

const LAST = /(?=\n[^\n]*\n\tIORING_OP_LAST,)/

/**
 * A kernel of the day after tomorrow: an opcode of its own and a second name for READ, a setup
 * flag, a register operation, a struct, a field in a struct and one in the submission, a name of no
 * family.
 */
export const TOMORROW: Readonly<Record<string, Edit>> = {
  'linux/version.h': versionHeader(8, 1),
  'linux/io_uring.h': (original) => {
    const ops = '\tIORING_OP_TELEPORT,\t/* moves a file through space */\n\tIORING_OP_FETCH = 22,\n'
    let text = change(original, LAST, `\n${ops}`)
    text = change(text, /#define IORING_SETUP_SQPOLL\b/, `${SETUP}$&`)
    text = change(text, /\tIORING_REGISTER_LAST,?/, '\tIORING_REGISTER_WARP = 60,\n\n$&')
    text = change(text, /\t\t__u32\t\topen_flags;/, '$&\n\t\t__u32\t\twarp_flags;')
    text = change(text, /struct io_uring_sync_cancel_reg \{[^}]*/, '$&\t__u32\tnew_field;\n')
    return change(text, /#define IORING_FEAT_SINGLE_MMAP\b/, `${GALAXY}$&`)
  },
}

const SETUP = '#define IORING_SETUP_WARP\t(1U << 29)\t/* faster than light */\n'
const GALAXY = `
struct io_uring_new_thing {
	__u64	new_size;	/* bytes of it */
};

#define URING_GALAXY	5

`

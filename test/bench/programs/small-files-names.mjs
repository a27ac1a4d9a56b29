// The small files: a hundred in a directory, each with its number in its first and its last word.
import path from 'node:path'

/** Bytes of a file. */
export const SIZE = 2048
/** Bytes of a buffer: whoever reads a small file does not know its size. */
export const ROOM = 4096

export function pathsOf({ directory, files }) {
  return Array.from({ length: files }, (_, i) =>
    path.join(directory, String(Math.floor(i / 100)), String(i % 100)),
  )
}

export function verify(words, number, count) {
  const last = SIZE / 4 - 1
  if (count === SIZE && words[0] === number && words[last] === number) return
  throw new Error(`file ${number} is wrong: ${count} bytes, ${words[0]}, ${words[last]}`)
}

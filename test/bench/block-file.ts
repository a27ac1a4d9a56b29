import { closeSync, fdatasyncSync, openSync, readSync, writeSync } from 'node:fs'
import { constants } from 'node:fs'

export const BLOCK = 4096
const CHUNK = 1 << 20

/** A megabyte of a file whose blocks have their number in their first and in their last word. */
function chunkAt(position: number): Buffer {
  const chunk = Buffer.alloc(CHUNK)
  for (let at = 0; at < CHUNK; at += BLOCK) {
    const block = (position + at) / BLOCK
    chunk.writeUInt32LE(block, at)
    chunk.writeUInt32LE(block, at + BLOCK - 4)
  }
  return chunk
}

/** A file of so many whole megabytes, on the disk when this returns, and in the page cache too. */
export function writeBlocks(file: string, bytes: number): void {
  const fd = openSync(file, 'w')
  try {
    for (let at = 0; at < bytes; at += CHUNK) writeSync(fd, chunkAt(at), 0, CHUNK, at)
    fdatasyncSync(fd)
  } finally {
    closeSync(fd)
  }
}

/** Reads it into the page cache: some kernels take out what has rested there for seconds. */
export function cacheBlocks(file: string): void {
  const fd = openSync(file, 'r')
  try {
    const chunk = Buffer.alloc(CHUNK)
    while (readSync(fd, chunk) > 0);
  } finally {
    closeSync(fd)
  }
}

/** Throws unless the file is, byte for byte, what {@link writeBlocks} has written. */
export function checkBlocks(file: string, bytes: number): void {
  const fd = openSync(file, 'r')
  try {
    const found = Buffer.alloc(CHUNK)
    for (let at = 0; at < bytes; at += CHUNK) {
      const count = readSync(fd, found, 0, CHUNK, at)
      if (count === CHUNK && found.equals(chunkAt(at))) continue
      throw new Error(`its copy is wrong in the megabyte at ${at}`)
    }
    if (readSync(fd, found, 0, 1, bytes) > 0) throw new Error('its copy is too long')
  } finally {
    closeSync(fd)
  }
}

/** Why the file system refuses O_DIRECT, or undefined. */
export function directRefusal(file: string): string | undefined {
  try {
    closeSync(openSync(file, constants.O_RDONLY | constants.O_DIRECT))
    return undefined
  } catch (error) {
    return (error as NodeJS.ErrnoException).code
  }
}

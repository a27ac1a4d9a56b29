// Random reads with fs of Node, Bun or Deno: promises, or callbacks.
//
//   node reads-node.mjs --mode promises --file F --blocks 65536 --depth 64 --direct 0
import { Buffer } from 'node:buffer'
import { constants, openSync, read, readSync } from 'node:fs'
import { open } from 'node:fs/promises'

import { BLOCK, Blocks, verify, wordsOf } from './blocks.mjs'
import { measure, readOptions } from './program.mjs'

const defaults = { mode: 'promises', file: '', blocks: 65536, depth: 64, direct: 0 }
const options = readOptions(defaults)
const { depth } = options

const flags = constants.O_RDONLY | (options.direct === 1 ? constants.O_DIRECT : 0)
const memory = alignedMemory()
const blocks = new Blocks(options.blocks)

/** O_DIRECT wants memory that is aligned, and only the kernel can say how ours is. */
function alignedMemory() {
  const whole = Buffer.alloc((depth + 1) * BLOCK)
  const fd = openSync(options.file, flags)
  for (let offset = 0; offset < BLOCK; offset += 4) {
    try {
      if (readSync(fd, whole, offset, BLOCK, 0) === BLOCK) return whole.subarray(offset)
    } catch (error) {
      if (error.code !== 'EINVAL') throw error
    }
  }
  throw new Error('no memory here is aligned well enough for O_DIRECT')
}

const bufferOf = (i) => memory.subarray(i * BLOCK, (i + 1) * BLOCK)

async function promisesWork() {
  const file = await open(options.file, flags)
  const lane = async (pace, buffer) => {
    const words = wordsOf(buffer)
    while (pace.on) {
      const block = blocks.next()
      const started = pace.start()
      const { bytesRead } = await file.read(buffer, 0, BLOCK, block * BLOCK)
      verify(words, block, bytesRead)
      pace.end(started)
    }
  }
  return (pace) => Promise.all(Array.from({ length: depth }, (_, i) => lane(pace, bufferOf(i))))
}

function callbacksWork() {
  const fd = openSync(options.file, flags)
  const lane = (pace, buffer, done) => {
    const words = wordsOf(buffer)
    const next = () => {
      if (!pace.on) return done()
      const block = blocks.next()
      const started = pace.start()
      read(fd, buffer, 0, BLOCK, block * BLOCK, (error, bytesRead) => {
        if (error) throw error
        verify(words, block, bytesRead)
        pace.end(started)
        next()
      })
    }
    next()
  }
  return (pace) =>
    new Promise((resolve) => {
      let left = depth
      for (let i = 0; i < depth; i++) lane(pace, bufferOf(i), () => --left === 0 && resolve())
    })
}

await measure(options, await (options.mode === 'promises' ? promisesWork() : callbacksWork()))

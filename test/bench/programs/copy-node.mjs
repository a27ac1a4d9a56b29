// Copies a file with fs of Node, Bun or Deno: copyFile (which must not share blocks), or streams.
//
//   node copy-node.mjs --mode copy-file --source F --target F --bytes 1073741824
import { createReadStream, createWriteStream } from 'node:fs'
import { copyFile } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'

import { measure, readOptions } from './program.mjs'

const MIB = 1 << 20
const options = readOptions({ mode: 'copy-file', source: '', target: '', bytes: MIB })
const { source, target } = options

const copies = {
  'copy-file': () => copyFile(source, target),
  streams: () => pipeline(createReadStream(source), createWriteStream(target)),
}
const copy = copies[options.mode]

const work = async (pace) => {
  while (pace.on) {
    await copy()
    pace.operations += options.bytes / MIB
  }
}
await measure(options, work, { every: 1, bytes: false })

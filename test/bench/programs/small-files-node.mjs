// Small files, read whole with fs of Node, Bun or Deno: promises, callbacks, or synchronously.
//
//   node small-files-node.mjs --mode promises --files 10000 --directory D --depth 64
import { readFile, readFileSync } from 'node:fs'
import { readFile as readFilePromise } from 'node:fs/promises'

import { measure, readOptions } from './program.mjs'
import { pathsOf, SIZE, verify } from './small-files-names.mjs'

const defaults = { mode: 'promises', directory: '', files: 10000, depth: 64, statx: 0 }
const options = readOptions(defaults)
const paths = pathsOf(options)
let file = 0

/** A small Buffer may be a part of a larger one that begins at no whole word. */
function check(buffer, number) {
  const { length } = buffer
  const last = SIZE / 4 - 1
  const words = { 0: buffer.readUInt32LE(0), [last]: buffer.readUInt32LE(length - 4) }
  verify(words, number, length)
}

async function promiseLane(pace) {
  while (pace.on) {
    const number = file++ % options.files
    const started = pace.start()
    check(await readFilePromise(paths[number]), number)
    pace.end(started)
  }
}

function callbackLane(pace, done) {
  const next = () => {
    if (!pace.on) return done()
    const number = file++ % options.files
    const started = pace.start()
    readFile(paths[number], (error, buffer) => {
      if (error) throw error
      check(buffer, number)
      pace.end(started)
      next()
    })
  }
  next()
}

const lanes = (start) => Array.from({ length: options.depth }, (_, i) => start(i))

const works = {
  promises: (pace) => Promise.all(lanes(() => promiseLane(pace))),
  callbacks: (pace) =>
    Promise.all(lanes(() => new Promise((resolve) => callbackLane(pace, resolve)))),
  sync(pace) {
    while (pace.on) {
      const number = file++ % options.files
      const started = pace.start()
      check(readFileSync(paths[number]), number)
      pace.end(started)
    }
  },
}

await measure(options, works[options.mode])

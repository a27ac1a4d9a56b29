// Appends that are on the disk with fs of Node, Bun or Deno: a write, then an fdatasync.
//
//   node appends-node.mjs --mode promises --target F --depth 16
import { fdatasync, openSync, write } from 'node:fs'
import { open } from 'node:fs/promises'

import { measure, readOptions } from './program.mjs'
import { fill, RECORD, recordsIn } from './records.mjs'

const options = readOptions({ mode: 'promises', target: '', depth: 1 })
let record = 0

async function promiseWork() {
  const file = await open(options.target, 'w')
  const lane = async (pace) => {
    const buffer = new Uint8Array(RECORD)
    const words = recordsIn(buffer)
    while (pace.on) {
      const number = record++
      fill(words, number)
      const started = pace.start()
      const { bytesWritten } = await file.write(buffer, 0, RECORD, number * RECORD)
      if (bytesWritten !== RECORD) throw new Error(`a write wrote ${bytesWritten} bytes`)
      await file.datasync()
      pace.end(started)
    }
  }
  return (pace) => Promise.all(Array.from({ length: options.depth }, () => lane(pace)))
}

function callbackWork() {
  const fd = openSync(options.target, 'w')
  const lane = (pace, done) => {
    const buffer = new Uint8Array(RECORD)
    const words = recordsIn(buffer)
    const next = () => {
      if (!pace.on) return done()
      const number = record++
      fill(words, number)
      const started = pace.start()
      write(fd, buffer, 0, RECORD, number * RECORD, (error, bytesWritten) => {
        if (error) throw error
        if (bytesWritten !== RECORD) throw new Error(`a write wrote ${bytesWritten} bytes`)
        fdatasync(fd, (failure) => {
          if (failure) throw failure
          pace.end(started)
          next()
        })
      })
    }
    next()
  }
  return (pace) => {
    const lanes = Array.from({ length: options.depth })
    return Promise.all(lanes.map(() => new Promise((resolve) => lane(pace, resolve))))
  }
}

const work = await (options.mode === 'promises' ? promiseWork() : callbackWork())
await measure(options, work, { every: 1, bytes: false })

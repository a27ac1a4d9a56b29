// NOPs in batches: on the raw face, as promises of the Ring, or promises alone without a ring,
// which is what a batch of promises costs whatever settles them.
//
//   node nop.mjs --mode ring --batch 64 --seconds 1 --warmup 0.3
import { Ring, SetupFlags } from 'uring-sdk'
import { prep, RawRing } from 'uring-sdk/raw'

import { measure, readOptions } from './program.mjs'
import { ringCounters } from './uring.mjs'

const options = readOptions({ mode: 'ring', batch: 64 })
const size = options.batch

function rawBatches() {
  const flags = SetupFlags.SINGLE_ISSUER | SetupFlags.COOP_TASKRUN
  const ring = new RawRing({ entries: 1024, flags })
  const counts = { enters: 0, completions: 0 }
  const run = (rounds) => {
    for (let round = 0; round < rounds; round++) {
      for (let i = 0; i < size; i++) {
        const sqe = ring.sq.next()
        prep.nop(sqe)
        sqe.userDataLow = i
      }
      ring.submitAndWait(size)
      const { cq } = ring
      const tail = cq.acquire()
      for (let at = cq.head; at !== tail; at = cq.next(at)) {
        if (cq.res(at) !== 0) throw new Error(`a NOP answered ${cq.res(at)}`)
      }
      cq.release(tail)
    }
    counts.enters += rounds
    counts.completions += rounds * size
  }
  return { run, counters: () => counts }
}

function ringBatches() {
  const ring = new Ring({ entries: 1024 })
  const run = async (rounds) => {
    for (let round = 0; round < rounds; round++) {
      const promises = []
      for (let i = 0; i < size; i++) promises.push(ring.nop())
      await Promise.all(promises)
    }
  }
  return { run, counters: ringCounters(ring) }
}

let caught
const capture = (resolve) => {
  caught = resolve
}

function promiseBatches() {
  const run = async (rounds) => {
    for (let round = 0; round < rounds; round++) {
      const promises = []
      const ends = []
      for (let i = 0; i < size; i++) {
        promises.push(new Promise(capture))
        ends.push(caught)
      }
      const all = Promise.all(promises)
      for (const end of ends) end()
      await all
    }
  }
  return { run }
}

const { run, counters } = { raw: rawBatches, ring: ringBatches, promise: promiseBatches }[
  options.mode
]()
const rounds = Math.ceil(4096 / size)

async function work(pace) {
  while (pace.on) {
    await run(rounds)
    pace.operations += rounds * size
  }
}

await measure(options, work, { every: 1, counters })

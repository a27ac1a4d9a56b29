// NOPs in batches: on the raw face, as promises of the Ring, or promises alone without a ring,
// which is what a batch of promises costs whatever settles them.
//
//   node nop.mjs --mode ring --batch 64 --seconds 1 --warmup 0.3
import { parseArgs } from 'node:util'
import { Ring, SetupFlags } from 'uring-sdk'
import { prep, RawRing } from 'uring-sdk/raw'

const { values } = parseArgs({
  options: {
    mode: { type: 'string', default: 'ring' },
    batch: { type: 'string', default: '64' },
    seconds: { type: 'string', default: '1' },
    warmup: { type: 'string', default: '0.3' },
  },
})
const size = Number(values.batch)

function rawBatches() {
  const flags = SetupFlags.SINGLE_ISSUER | SetupFlags.COOP_TASKRUN
  const ring = new RawRing({ entries: 1024, flags })
  return (rounds) => {
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
  }
}

function ringBatches() {
  const ring = new Ring({ entries: 1024 })
  return async (rounds) => {
    for (let round = 0; round < rounds; round++) {
      const promises = []
      for (let i = 0; i < size; i++) promises.push(ring.nop())
      await Promise.all(promises)
    }
  }
}

let caught
const capture = (resolve) => {
  caught = resolve
}

function promiseBatches() {
  return async (rounds) => {
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
}

const batches = { raw: rawBatches, ring: ringBatches, promise: promiseBatches }[values.mode]()
const rounds = Math.ceil(4096 / size)

async function runFor(seconds) {
  const start = performance.now()
  const before = process.cpuUsage()
  let operations = 0
  while (performance.now() - start < seconds * 1000) {
    await batches(rounds)
    operations += rounds * size
  }
  const { user, system } = process.cpuUsage(before)
  return { operations, cpuSeconds: (user + system) / 1e6 }
}

/** With a young generation that is never full, what was allocated is what the heap has grown by. */
async function bytesPerOperation() {
  globalThis.gc?.()
  const before = process.memoryUsage().heapUsed
  await batches(rounds)
  return (process.memoryUsage().heapUsed - before) / (rounds * size)
}

await runFor(Number(values.warmup))
const measured = await runFor(Number(values.seconds))
console.log(JSON.stringify({ ...measured, bytes: await bytesPerOperation() }))
process.exit(0)

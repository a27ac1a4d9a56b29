// A reader of files on uring-sdk/raw with a switch for each technique. Without any it does what a
// simple program does: an enter for each operation. Each of `depth` lanes reads a block of a large
// file (--work blocks), or opens, reads and closes a small one (--work files), and looks at it.
//
//   node files.mjs --work files --files 2000 --directory D --depth 64 --with batching,direct,links
import { openSync } from 'node:fs'
import { isMainThread, workerData } from 'node:worker_threads'

import { schedGetaffinity, schedSetaffinity } from 'uring-sdk'
import {
  allocate,
  AT_FDCWD,
  CQE_BUFFER_SHIFT,
  OpenFlags,
  prep,
  registers,
  RsrcRegister,
  RsrcRegisterFlags,
  SqeFlags,
  throwing,
} from 'uring-sdk/raw'

import { BLOCK, Blocks, verify as verifyBlock, WORDS } from '../programs/blocks.mjs'
import { measure, readOptions } from '../programs/program.mjs'
import { pathsOf, verify as verifyFile } from '../programs/small-files-names.mjs'
import { measureWorkers, serve } from '../programs/workers.mjs'
import { LadderRing, switchesOf } from './ring.mjs'

const Step = { OPEN: 0, READ: 1, CLOSE: 2 }
const STEP_BITS = 2
const GROUP = 0
// The kernel reads names and a table by their address: what only that points at would be collected.
const kept = []

const defaults = { with: '', work: 'blocks', file: '', blocks: 16384, directory: '', files: 2000 }

function reader(options, on, seed) {
  const { depth } = options
  const small = options.work === 'files'
  const first = small ? Step.OPEN : Step.READ
  const last = small ? Step.CLOSE : Step.READ
  const direct = on.has('direct')
  const links = on.has('links') && small
  const fixed = on.has('registered-buffers')
  const provided = on.has('provided')

  const ring = new LadderRing(on, { entries: 512, cqEntries: 1024 })
  const { address, bytes } = memoryOf()
  const pool = provided
    ? ring.raw.bufferRing({ group: GROUP, count: depth * 2, size: BLOCK })
    : undefined
  const read = pool?.memory.bytes ?? bytes
  const words = Array.from(
    { length: read.length / BLOCK },
    (_, i) => new Uint32Array(read.buffer, i * BLOCK, WORDS),
  )
  const names = small ? namesOf(options) : []
  const file = small ? undefined : openSync(options.file, OpenFlags.RDONLY)
  if (direct) registerFiles()
  const blocks = new Blocks(small ? 65536 : options.blocks, seed)
  /** Which block or file a lane is at, where its file is, what it has read, when it began. */
  const wanted = new Uint32Array(depth)
  const fds = new Int32Array(depth).fill(direct ? 0 : (file ?? -1))
  const counts = new Int32Array(depth)
  const used = new Uint32Array(depth)
  const started = new Float64Array(depth)
  // Opened into its own slot; the large file is in the first.
  if (direct && small) for (let i = 0; i < depth; i++) fds[i] = i

  function memoryOf() {
    const memory = allocate(depth * BLOCK)
    const range = { address: memory.address, length: depth * BLOCK }
    if (fixed) registers.registerBuffers(throwing(ring.raw), [range])
    kept.push(memory)
    return memory
  }

  function registerFiles() {
    if (!small) return registers.registerFiles(throwing(ring.raw), Int32Array.of(file))
    const table = allocate(RsrcRegister.SIZE)
    const sparse = new RsrcRegister(table.bytes.buffer)
    sparse.nr = depth
    sparse.flags = RsrcRegisterFlags.SPARSE
    return registers.registerFiles2(throwing(ring.raw), sparse)
  }

  function prepareOpen(sqe, i) {
    const name = names[wanted[i]]
    if (direct) prep.openatDirect(sqe, AT_FDCWD, name, OpenFlags.RDONLY, 0, i)
    else prep.openat(sqe, AT_FDCWD, name, OpenFlags.RDONLY | OpenFlags.CLOEXEC, 0)
  }

  function prepareRead(sqe, i) {
    const position = small ? 0 : wanted[i] * BLOCK
    const target = address + i * BLOCK
    if (fixed) prep.readFixed(sqe, fds[i], target, BLOCK, position, 0, 0)
    else prep.read(sqe, fds[i], provided ? 0 : target, BLOCK, position, 0)
    if (direct) sqe.flags |= SqeFlags.FIXED_FILE
    if (!provided) return
    sqe.flags |= SqeFlags.BUFFER_SELECT
    sqe.bufGroup = GROUP
  }

  function prepare(step, i) {
    const sqe = ring.slot()
    if (step === Step.OPEN) prepareOpen(sqe, i)
    else if (step === Step.READ) prepareRead(sqe, i)
    else if (direct) prep.closeDirect(sqe, i)
    else prep.closeFd(sqe, fds[i])
    if (links && step !== last) sqe.flags |= SqeFlags.IO_HARDLINK
    sqe.userDataLow = (i << STEP_BITS) | step
  }

  function start(pace, i) {
    wanted[i] = small ? blocks.next() % options.files : blocks.next()
    started[i] = pace.start()
    if (links) ring.room(last - first + 1)
    prepare(first, i)
    if (links) for (let step = first + 1; step <= last; step++) prepare(step, i)
    ring.filled()
  }

  function verify(i) {
    const content = words[provided ? used[i] : i]
    if (small) verifyFile(content, wanted[i], counts[i])
    else verifyBlock(content, wanted[i], counts[i])
    if (provided) pool.add(used[i])
  }

  function work(pace) {
    let inFlight = depth
    for (let i = 0; i < depth; i++) start(pace, i)
    const complete = (data, res, flags) => {
      const i = data >>> STEP_BITS
      const step = data & 3
      if (res < 0) throw new Error(`step ${step} of ${options.work} ${wanted[i]} answered ${res}`)
      if (step === Step.OPEN && !direct) fds[i] = res
      if (step === Step.READ) {
        counts[i] = res
        used[i] = flags >>> CQE_BUFFER_SHIFT
      }
      if (step === last) {
        verify(i)
        pace.end(started[i])
        if (pace.on) start(pace, i)
        else inFlight--
      } else if (!links) {
        prepare(step + 1, i)
        ring.filled()
      }
    }
    while (inFlight > 0) {
      ring.round(complete)
      pool?.publish()
    }
  }
  return { work, counters: ring.counters }
}

/** Addresses of all names, one behind the other in memory. */
function namesOf(options) {
  const paths = pathsOf(options)
  const text = allocate(paths.reduce((sum, name) => sum + Buffer.byteLength(name) + 1, 0))
  kept.push(text)
  const content = Buffer.from(text.bytes.buffer)
  let at = 0
  return Float64Array.from(paths, (name) => {
    const begin = text.address + at
    at += content.write(name, at) + 1
    return begin
  })
}

function main() {
  const options = readOptions({ ...defaults, depth: 64 })
  const on = switchesOf('files', options.with)
  const cpus = schedGetaffinity()
  if (on.has('cores')) {
    const each = { ...options, depth: Math.ceil(options.depth / cpus.length) }
    return measureWorkers(new URL(import.meta.url), each, cpus.length)
  }
  schedSetaffinity(cpus.slice(0, 1))
  const { work, counters } = reader(options, on, 1)
  return measure(options, work, { counters, bytes: false })
}

function inWorker({ options, cpu, seed }) {
  const { work, counters } = reader(options, switchesOf('files', options.with), seed)
  serve(cpu, work, counters)
}

await (isMainThread ? main() : inWorker(workerData))

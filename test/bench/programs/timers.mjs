// Timeouts of the ring: running and started again, started and cancelled, or as intervals.
//
//   node timers.mjs --mode ring --kind run --count 1000
import { Errno, Ring, SqeFlags, TimeoutFlags, Timespec } from 'uring-sdk'
import { allocate, CqeFlags, prep } from 'uring-sdk/raw'

import { measure, readOptions } from './program.mjs'
import { promiseWorks } from './timers-promises.mjs'
import { delayOf, INTERVAL_MS, LONG_MS, verifyDelay, verifyTick } from './timers-rules.mjs'
import { RawLoop, ringCounters } from './uring.mjs'

const options = readOptions({ mode: 'ring', kind: 'run', count: 1000 })
const { count, kind } = options

function withRing() {
  const ring = new Ring({ entries: 1024 })
  const works = promiseWorks(count, {
    wait: (ms, signal) => ring.timeout(ms, signal && { signal }),
    ticks: (ms) => ring.timeoutMultishot(ms),
  })
  return { work: works[kind], counters: ringCounters(ring) }
}

function onRaw() {
  // A timeout that is removed and its removal are two completions.
  const loop = new RawLoop(1024, 4096)
  const times = allocate(count * Timespec.SIZE)
  const started = new Float64Array(count)
  const ticks = new Uint32Array(count)
  const REMOVAL = 1 << 30
  const setTime = (i, ms) => {
    const time = new Timespec(times.bytes.buffer, i * Timespec.SIZE)
    time.tvSec = Math.floor(ms / 1000)
    time.tvNsec = (ms % 1000) * 1e6
  }
  const start = (i, flags = 0) => {
    const sqe = loop.slot()
    prep.timeout(sqe, times.address + i * Timespec.SIZE, 0, flags)
    sqe.userDataLow = i
  }
  const remove = (i) => {
    const sqe = loop.slot()
    prep.timeoutRemove(sqe, i, 0, 0)
    sqe.userDataLow = i | REMOVAL
    // Nobody wants to hear that it has worked.
    sqe.flags = SqeFlags.CQE_SKIP_SUCCESS
  }
  const must = (res, wanted) => {
    if (res !== -wanted) throw new Error(`a timeout answered ${res} in place of ${-wanted}`)
  }

  const works = {
    run(pace) {
      let inFlight = count
      const begin = (i) => {
        started[i] = performance.now()
        start(i)
      }
      for (let i = 0; i < count; i++) {
        setTime(i, delayOf(i))
        begin(i)
      }
      const complete = (i, res) => {
        must(res, Errno.ETIME)
        verifyDelay(pace, performance.now() - started[i], delayOf(i))
        if (pace.on) begin(i)
        else inFlight--
      }
      while (inFlight > 0) loop.turn(complete)
    },
    cancel(pace) {
      let inFlight = 0
      const complete = (i, res) => {
        must(res, Errno.ECANCELED)
        pace.operations++
        inFlight--
      }
      for (let i = 0; i < count; i++) setTime(i, LONG_MS)
      while (pace.on) {
        for (let i = 0; i < count; i++) start(i)
        inFlight = count
        for (let i = 0; i < count; i++) remove(i)
        while (inFlight > 0) loop.turn(complete)
      }
    },
    interval(pace) {
      let inFlight = count
      for (let i = 0; i < count; i++) {
        setTime(i, INTERVAL_MS)
        started[i] = performance.now()
        ticks[i] = 0
        start(i, TimeoutFlags.MULTISHOT)
      }
      const complete = (i, res, flags) => {
        // A removal that came too late says so.
        if ((i & REMOVAL) !== 0) return
        if ((flags & CqeFlags.F_MORE) === 0) return void inFlight--
        must(res, Errno.ETIME)
        verifyTick(pace, performance.now() - started[i], ++ticks[i] * INTERVAL_MS)
        if (!pace.on) remove(i)
      }
      while (inFlight > 0) loop.turn(complete)
    },
  }
  return { work: works[kind], counters: loop.counters }
}

const { work, counters } = options.mode === 'ring' ? withRing() : onRaw()
await measure(options, work, { every: 16, counters, bytes: kind === 'cancel' })

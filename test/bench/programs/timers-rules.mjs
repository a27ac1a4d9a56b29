// The timeouts: how long they are, and how early none may come.

/** Timeouts that nobody waits for. */
export const LONG_MS = 60_000
export const INTERVAL_MS = 10
/** setTimeout counts whole milliseconds of a clock that stands still within a turn. */
const EARLY_MS = 1.5
const SAMPLE_EVERY = 61

/** From 1 to 16 ms. */
export function delayOf(i) {
  return 1 + (i % 16)
}

/** Counts one that is over; the latency of a timeout is how late it comes. */
export function verifyDelay(pace, passed, delay) {
  if (pace.operations % SAMPLE_EVERY === 0) pace.sample(Math.max(passed - delay, 0))
  verifyTick(pace, passed, delay)
}

/** Counts a tick, so long after the start; most intervals let the time of late ticks add up. */
export function verifyTick(pace, passed, wanted) {
  if (passed - wanted < -EARLY_MS) throw new Error(`${passed} ms in place of ${wanted} ms`)
  pace.operations++
}

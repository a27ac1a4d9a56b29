/**
 * How many times slower than ordinary hardware this machine is: what tests move shrinks by it, and
 * what they wait for grows. An emulated processor sets `URING_TEST_SLOWNESS`.
 */
export const slowness = Number(process.env['URING_TEST_SLOWNESS'] ?? 1)

/** What the tests of late writes read at once: long enough to be met in the middle. */
export const LONG_READ_BYTES = (128 << 20) / slowness

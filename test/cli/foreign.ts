/** Loaded before the command: from then on this is another platform, or another processor. */
const { URING_TEST_PLATFORM, URING_TEST_ARCH } = process.env
if (URING_TEST_PLATFORM !== undefined) {
  Object.defineProperty(process, 'platform', { value: URING_TEST_PLATFORM })
}
if (URING_TEST_ARCH !== undefined)
  Object.defineProperty(process, 'arch', { value: URING_TEST_ARCH })

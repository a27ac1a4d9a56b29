import { setTimeout as sleep } from 'node:timers/promises'
import { Errno } from '../../../generated/constants.ts'
import { UringError } from '../../errors.ts'

const TRIES = 25
const PAUSE = 20

/**
 * Asks again while there is no memory: what a closed ring has locked is free a moment after it, and
 * where little may be locked the next ring waits for that.
 *
 * @param attempt what it gives if not an error that it returns
 */
export async function patiently<T>(attempt: () => T | Error): Promise<T | Error> {
  for (let left = TRIES; left > 1; left--) {
    const answer = attempt()
    if (!(answer instanceof UringError) || answer.errno !== -Errno.ENOMEM) return answer
    await sleep(PAUSE)
  }
  return attempt()
}

/** What this makes, or the error that it throws. */
export function caught<T>(make: () => T): T | Error {
  try {
    return make()
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}

import { Ring, support } from 'uring-sdk'

/** An honest refusal: why there is no ring here, and what to do about it. */
export function ringOrNull(warn: (line: string) => void): Ring | null {
  const answer = support()
  if (answer.ok) return new Ring()
  warn(`${answer.error.message} (${answer.error.reason}). ${answer.error.remedy}`)
  return null
}

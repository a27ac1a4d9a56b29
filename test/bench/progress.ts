/** "40 s" below a minute, "3 min" above: nobody needs to know it better. */
export function timeLeft(milliseconds: number): string {
  const seconds = Math.ceil(milliseconds / 1000)
  return seconds < 60 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`
}

/**
 * Counts turns and says with each line how many there are and how long the rest takes, judged by
 * those that are done. A turn that is skipped counts without a line.
 */
export function progressOf(total: number, say: (line: string) => void, now = Date.now) {
  const started = now()
  let done = 0
  return (line?: string): void => {
    done++
    if (line === undefined) return
    const left = ((now() - started) / done) * (total - done)
    say(`[${String(done).padStart(String(total).length)}/${total}, ${timeLeft(left)} left] ${line}`)
  }
}

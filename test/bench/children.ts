import { readdirSync, readFileSync } from 'node:fs'

/** Every process that this one has started, and what those have started: leaves last. */
export function descendants(pid: number): number[] {
  const children = new Map<number, number[]>()
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    const parent = parentOf(name)
    if (parent !== undefined) children.set(parent, [...(children.get(parent) ?? []), Number(name)])
  }
  const all: number[] = []
  const open = [pid]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const below = children.get(next) ?? []
    all.push(...below)
    open.push(...below)
  }
  return all
}

function parentOf(pid: string): number | undefined {
  try {
    return Number(/^PPid:\s*(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1])
  } catch {
    // It ended between the two looks.
    return undefined
  }
}

/** A server that outlives the benchmark would take its port and its core from the next one. */
export function killDescendants(): void {
  for (const pid of descendants(process.pid)) {
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      // It is gone already.
    }
  }
}

/** Leaving through exit() runs the handlers of all who have something to clean up. */
export function endOnSignals(): void {
  process.on('exit', killDescendants)
  process.on('SIGINT', () => process.exit(130))
  process.on('SIGTERM', () => process.exit(143))
  // `| head` has read enough.
  process.stdout.on('error', () => process.exit(141))
}

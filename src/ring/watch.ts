/** What goes in and out of a ring, for whoever wants to see it: `NODE_DEBUG=uring`, debug mode. */
import { debuglog } from 'node:util'
import { CqeFlags, SetupFlags } from '../../generated/constants.ts'
import { completionWords, sqeWords } from '../raw/decode.ts'
import { flagNames, userDataText } from '../raw/decode-values.ts'
import type { Queues } from '../raw/setup.ts'
import type { Operation } from './operation.ts'
import { keepPlace, keepPlaceOf } from './where.ts'

/** An operation that has not ended: what it was asked, and when. */
interface Asked {
  readonly text: string
  readonly at: number
}

/**
 * What is printed on stderr with `NODE_DEBUG=uring`: a line a completion, with what it answers
 * and how long that took. What never ended is told when the ring or the process ends.
 */
class DebugLog {
  readonly #print: (line: string) => void
  readonly #asked = new Map<Operation, Asked>()

  constructor({ fd, params, sq, cq }: Queues, print: (line: string) => void) {
    this.#print = (line) => print(`ring ${fd}: ${line}`)
    const flags = flagNames(BigInt(params.flags), SetupFlags)
    this.#print(`made, entries=${sq.entries} cqEntries=${cq.entries} flags=${flags || 0}`)
  }

  /** Its slot is another one's soon, so it is told now what the line will say. */
  submitted(o: Operation): void {
    const [op = '', ...words] = sqeWords(o.sqe)
    const text = `#${o.index} ${op}(${words.join(', ')})`
    this.#asked.set(o, { text, at: performance.now() })
  }

  /** `o` is `null` for a completion that belongs to nothing that runs. */
  completed(o: Operation | null, low: number, high: number, res: number, flags: number): void {
    const answer = completionWords(res, flags).slice(1).join(' ')
    const asked = o === null ? undefined : this.#asked.get(o)
    if (o === null || asked === undefined) {
      this.#print(`stray ${userDataText(low, high)} = ${answer}`)
      return
    }
    if ((flags & CqeFlags.F_MORE) === 0) this.#asked.delete(o)
    this.#print(`${asked.text} = ${answer} ${sinceText(asked.at)}`)
  }

  /** Tells what has not ended. */
  unfinished(): void {
    for (const { text, at } of this.#asked.values()) {
      this.#print(`${text} = ? unfinished ${sinceText(at)}`)
    }
    this.#asked.clear()
  }

  closed(): void {
    this.unfinished()
    this.#print('closed')
  }
}

/** `<0.3 ms>`: how long it is since then. */
function sinceText(at: number): string {
  const ms = performance.now() - at
  return `<${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms>`
}

/** Logs of rings that are open: the process may end before they do. */
const open = new Set<DebugLog>()

function tellUnfinished(): void {
  for (const log of open) log.unfinished()
}

/** Told of every submission and every completion of a ring that is looked at. */
export class Watch {
  readonly #log: DebugLog | null
  readonly #keepsPlaces: boolean

  constructor(log: DebugLog | null, keepsPlaces: boolean) {
    this.#log = log
    this.#keepsPlaces = keepsPlaces
  }

  /** An operation is being published, by whoever is on the stack. */
  submitted(o: Operation): void {
    if (this.#keepsPlaces) keepPlace(o)
    this.#log?.submitted(o)
  }

  /** The same for what starts its operations later. */
  made(owner: object): void {
    if (this.#keepsPlaces) keepPlaceOf(owner)
  }

  /** `o` is `null` for a completion that belongs to nothing that runs. */
  completed(o: Operation | null, low: number, high: number, res: number, flags: number): void {
    this.#log?.completed(o, low, high, res, flags)
  }

  /** The ring has ended. */
  closed(): void {
    if (this.#log === null) return
    this.#log.closed()
    open.delete(this.#log)
    if (open.size === 0) process.off('exit', tellUnfinished)
  }
}

/** `null`, and one comparison an operation, unless somebody wants to look. */
export function openWatch(queues: Queues, debug: boolean): Watch | null {
  const log = openLog(queues)
  return log !== null || debug ? new Watch(log, debug) : null
}

function openLog(queues: Queues): DebugLog | null {
  const print = debuglog('uring')
  if (!print.enabled) return null
  const log = new DebugLog(queues, (line) => print('%s', line))
  if (open.size === 0) process.on('exit', tellUnfinished)
  open.add(log)
  return log
}

/**
 * An echo server on the generated API alone: submission slots, `prep` functions, completions. It is
 * about as fast as one in C, because nothing is allocated per message and one system call serves all
 * that has happened since the last one. echo-server.ts does the same with promises in 40 lines.
 *
 * Shown here:
 * - multishot accept, and multishot receive into buffers that the kernel picks from a ring;
 * - user data that carries a kind, the index of a record and its generation;
 * - one send in flight a connection, several chunks gathered into one (SENDMSG), short sends;
 * - half-close answered in full, resets, idle timeout;
 * - bounded memory: a connection holds at most an eighth of the free buffers, then its receive is
 *   cancelled until it has sent some; a dry ring of buffers (ENOBUFS) is a pause, served in order;
 * - EMFILE on accept, a full completion queue, cancellation, an end that drains;
 * - a multishot timeout as clock: 20 times a second Node's event loop has its turn, for signals and
 *   timers. In between the thread belongs to the ring.
 *
 * Needs Linux 6.11 (BIND and LISTEN). Usage: --help says it. To try it:
 *
 *     node --import tsx docs/examples/echo-server-raw.ts --port 7001
 *     nc localhost 7001
 */
import { lookup } from 'node:dns/promises'
import {
  allocate,
  CancelFlags,
  CqeFlags,
  CQE_BUFFER_SHIFT,
  Errno,
  prep,
  RawRing,
  SetupFlags,
  ShutdownHow,
  SocketFlags,
  type Sqe,
  Timespec,
} from 'uring-sdk/raw'
import { endpoint, type EchoOptions, explainStart, readOptions, showStatistics } from './options.ts'
import { Buffers, type Connection, Connections, Gathers, NONE } from './raw-connections.ts'
import { listen, portOf } from './raw-listener.ts'

/** The low word of user data: a kind in three bits, above it the index of the connection. */
const Kind = { ACCEPT: 0, RECEIVE: 1, SEND: 2, CLOSE: 3, PAUSE: 4, TICK: 5, STOP: 6, IGNORE: 7 }
const KIND_BITS = 3

const GROUP = 0
const BUFFER_SIZE = 4096
const TICK_MS = 50
/** In ticks: how long accept rests when descriptors are short, what looks for the idle, the end. */
const ACCEPT_REST = 100 / TICK_MS
const SWEEP = 250 / TICK_MS
const DRAIN = 2000 / TICK_MS

const flags =
  SetupFlags.SINGLE_ISSUER |
  SetupFlags.DEFER_TASKRUN |
  SetupFlags.SUBMIT_ALL |
  SetupFlags.NO_SQARRAY

class EchoServer {
  readonly port: number
  readonly #ring = new RawRing({ entries: 1024, cqEntries: 8192, flags })
  readonly #buffers: Buffers
  readonly #gathers = new Gathers(64)
  readonly #connections = new Connections()
  readonly #interval = allocate(Timespec.SIZE)
  readonly #idleTicks: number
  /** Connections that have got something in this round; the first `#waitingCount` count. */
  readonly #waiting: Connection[] = []
  #waitingCount = 0
  /** Connections whose receive found no buffer, in that order. */
  readonly #starved = new Set<Connection>()
  #listener: number
  #accepting = false
  #acceptAt = 0
  /** Ticks since the start. */
  #now = 0
  #drainUntil = 0
  #yield = false
  #chunks = 0
  #bytes = 0

  constructor(options: EchoOptions, address: string) {
    const { port, backlog, buffers } = options
    this.#listener = listen(this.#ring, { address, port, backlog })
    this.port = port === 0 ? portOf(this.#listener) : port
    const ring = { group: GROUP, count: buffers, size: BUFFER_SIZE, empty: true }
    this.#buffers = new Buffers(this.#ring.bufferRing(ring))
    this.#idleTicks = Math.ceil(options.idleTimeout / TICK_MS)
    new Timespec(this.#interval.bytes.buffer).tvNsec = TICK_MS * 1e6
    this.#startClock()
    this.#accept()
  }

  get statistics() {
    const { count: connections } = this.#connections
    return {
      connections,
      chunks: this.#chunks,
      bytes: this.#bytes,
      buffersFree: this.#buffers.free,
    }
  }

  /** Serves until the next tick or a signal; false when all is over. */
  serve(): boolean {
    this.#yield = false
    while (!this.#yield) {
      // A signal wakes us as well: its handler runs when the event loop has its turn.
      this.#yield = this.#ring.submitAndWait(1).interrupted
      this.#gathers.reset()
      this.#takeCompletions()
      this.#sendWaiting()
      this.#buffers.show()
      if (this.#starved.size > 0) this.#feedStarved()
    }
    return this.#listener !== NONE || this.#connections.count > 0
  }

  /** Accepts nothing any more, and ends each connection as if its peer had; again: ends at once. */
  stop(): void {
    if (this.#drainUntil > 0) return this.#breakAll()
    this.#drainUntil = this.#now + DRAIN
    if (this.#accepting) prep.asyncCancel(this.#slot(Kind.IGNORE), Kind.ACCEPT, 0, 0)
    else this.#closeListener()
    this.#connections.forEach((connection) => this.#shutDown(connection))
  }

  close(): void {
    this.#ring.close()
  }

  // Submitting: a slot, what it shall do, and whom it is for. `prep` clears the slot, so that the
  // user data comes last; slots that are about no connection get it here.

  #next(): Sqe {
    for (;;) {
      const sqe = this.#ring.sq.next()
      if (sqe !== null) return sqe
      this.#submit()
    }
  }

  #submit(): void {
    this.#ring.submit()
    this.#gathers.reset()
  }

  #tag(sqe: Sqe, kind: number, { index, generation }: Connection): void {
    sqe.userDataLow = (index << KIND_BITS) | kind
    sqe.userDataHigh = generation
  }
}

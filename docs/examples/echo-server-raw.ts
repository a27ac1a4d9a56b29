/**
 * An echo server on the generated API alone: submission slots, `prep` functions, completions. It
 * costs about what one in C costs, because nothing is allocated per message and one system call
 * serves all that has happened since the last. echo-server.ts does the same with promises.
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
import {
  type EchoOptions,
  endpoint,
  explainStart,
  readOptions,
  showStatistics,
  type Statistics,
} from './options.ts'
import { Buffers, type Connection, Connections, Gathers, NONE } from './raw-connections.ts'
import { listen, portOf } from './raw-listener.ts'

/** The low word of user data: a kind in three bits, above it the index of the connection. */
const Kind = {
  ACCEPT: 0,
  RECEIVE: 1,
  SEND: 2,
  CLOSE: 3,
  PAUSE: 4,
  TICK: 5,
  STOP: 6,
  IGNORE: 7,
} as const
const KIND_BITS = 3

const GROUP = 0
const BUFFER_SIZE = 16_384
const TICK_MS = 50
// In ticks: how long accept rests when descriptors are short; how often the idle are looked for;
// how long the end waits for peers that do not read.
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
  /** Who has got something in this round; only the first `#waitingCount` of them. */
  readonly #waiting: Connection[] = []
  #waitingCount = 0
  /** Whose receive found no buffer, in that order. */
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
    const provided = { group: GROUP, count: buffers, size: BUFFER_SIZE, empty: true }
    this.#buffers = new Buffers(this.#ring.bufferRing(provided))
    this.#idleTicks = Math.ceil(options.idleTimeout / TICK_MS)
    new Timespec(this.#interval.bytes.buffer).tvNsec = TICK_MS * 1e6
    this.#startClock()
    this.#accept()
  }

  get statistics(): Statistics {
    const connections = this.#connections.count
    const buffersUsed = this.#buffers.count - this.#buffers.free
    return { connections, chunks: this.#chunks, bytes: this.#bytes, buffersUsed }
  }

  /** Serves until the next tick or a signal; false when all is over. */
  serve(): boolean {
    this.#yield = false
    while (!this.#yield) {
      // A signal ends the wait; its handler runs when the event loop has its turn.
      this.#yield = this.#ring.submitAndWait(1).interrupted
      this.#gathers.reset()
      this.#takeCompletions()
      this.#sendWaiting()
      this.#buffers.show()
      if (this.#starved.size > 0) this.#feedStarved()
    }
    return this.#listener !== NONE || this.#connections.count > 0
  }

  /** Ends every connection as if its peer had ended it, and accepts no more. Again: all at once. */
  stop(): void {
    if (this.#drainUntil > 0) return this.#connections.forEach((each) => this.#break(each))
    this.#drainUntil = this.#now + DRAIN
    this.#connections.forEach((connection) => this.#endReceive(connection))
    // The port is free as soon as the listener is closed, and nothing may run on it then.
    if (this.#accepting) this.#endAccept()
    else this.#closeListener()
  }

  close(): void {
    this.#ring.close()
  }

  // Completions.

  /** One load, one store, whatever their number. */
  #takeCompletions(): void {
    const { cq } = this.#ring
    const tail = cq.acquire()
    for (let at = cq.head; at !== tail; at = cq.next(at)) {
      this.#complete(cq.userDataLow(at), cq.userDataHigh(at), cq.res(at), cq.flags(at))
    }
    cq.release(tail)
  }

  #complete(low: number, generation: number, res: number, flags: number): void {
    const kind = low & ((1 << KIND_BITS) - 1)
    if (kind === Kind.ACCEPT) return this.#accepted(res, flags)
    if (kind === Kind.TICK) return this.#ticked(flags)
    if (kind === Kind.STOP) return void (this.#listener = NONE)
    if (kind === Kind.IGNORE) return
    const connection = this.#connections.find(low >>> KIND_BITS, generation)
    if (connection === undefined) return
    if (kind === Kind.RECEIVE) this.#received(connection, res, flags)
    else if (kind === Kind.SEND) this.#sent(connection, res)
    else if (kind === Kind.CLOSE) this.#closed(connection)
    // A pause that found nothing to cancel; otherwise the receive itself says that it has ended.
    else if (res < 0) connection.pausing = false
  }

  #accepted(res: number, flags: number): void {
    if (res >= 0) this.#opened(res)
    if ((flags & CqeFlags.F_MORE) !== 0) return
    this.#accepting = false
    if (this.#drainUntil > 0) this.#closeListener()
    // A connection that was gone before we had it, or a completion queue that was full.
    else if (res >= 0 || res === -Errno.ECONNABORTED) this.#accept()
    // EMFILE and its like: until a connection closes, or for a while if it is not our fault.
    else this.#acceptAt = this.#now + ACCEPT_REST
  }

  #opened(fd: number): void {
    const connection = this.#connections.open(fd, this.#now)
    this.#receive(connection)
    if (this.#drainUntil > 0) this.#endReceive(connection)
  }

  #received(connection: Connection, res: number, flags: number): void {
    if ((flags & CqeFlags.F_BUFFER) !== 0) {
      const id = flags >>> CQE_BUFFER_SHIFT
      if (res > 0 && !connection.broken) {
        this.#buffers.append(connection, id, res)
        connection.movedAt = this.#now
        this.#chunks++
        this.#bytes += res
      } else this.#buffers.refuse(id)
    }
    if ((flags & CqeFlags.F_MORE) === 0) {
      connection.receiving = false
      connection.pausing = false
      if (res === -Errno.ENOBUFS && !connection.ended) this.#starved.add(connection)
      else if (res === 0) connection.ended = true
      else if (res < 0 && res !== -Errno.ECANCELED) this.#break(connection)
    }
    this.#goOn(connection)
  }

  #sent(connection: Connection, res: number): void {
    connection.sending = false
    if (res > 0) {
      this.#buffers.consume(connection, res)
      connection.movedAt = this.#now
    } else this.#break(connection)
    this.#goOn(connection)
  }

  #closed(connection: Connection): void {
    this.#connections.release(connection)
    if (!this.#accepting && this.#drainUntil === 0) this.#accept()
  }

  /** After anything has happened to a connection: starts what it needs next. */
  #goOn(connection: Connection): void {
    if (connection.broken && !connection.sending) this.#buffers.drop(connection)
    if (connection.first !== NONE && !connection.sending) this.#wait(connection)
    if (connection.receiving) {
      if (connection.held >= this.#buffers.share && !connection.pausing) this.#pause(connection)
    } else if (!connection.ended) {
      // Half a share, so that a slow peer does not cost a cancel for each buffer.
      const enough = connection.held * 2 > this.#buffers.share
      if (!enough && !this.#starved.has(connection)) this.#receive(connection)
    } else if (connection.first === NONE && !connection.sending && !connection.closing) {
      this.#closeConnection(connection)
    }
  }

  /** Nothing more can be done for this peer, or shall be: what is in flight is cancelled. */
  #break(connection: Connection): void {
    connection.broken = true
    connection.ended = true
    this.#starved.delete(connection)
    if (connection.receiving || connection.sending) {
      const sqe = this.#slot()
      prep.asyncCancelFd(sqe, connection.fd, CancelFlags.ALL)
      sqe.userDataLow = Kind.IGNORE
    } else this.#goOn(connection)
  }

  // The ends of a round.

  #wait(connection: Connection): void {
    if (connection.waiting) return
    connection.waiting = true
    this.#waiting[this.#waitingCount++] = connection
  }

  /** Sends start when all that a round has brought for a connection is known. */
  #sendWaiting(): void {
    for (let i = 0; i < this.#waitingCount; i++) {
      const connection = this.#waiting[i]
      connection.waiting = false
      if (connection.first !== NONE && !connection.sending) this.#send(connection)
    }
    this.#waitingCount = 0
  }

  /** As many as there are buffers for them, the longest waiting first. */
  #feedStarved(): void {
    let left = this.#buffers.shown
    for (const connection of this.#starved) {
      if (left-- === 0) return
      this.#starved.delete(connection)
      this.#goOn(connection)
    }
  }

  #ticked(flags: number): void {
    this.#now++
    this.#yield = true
    if ((flags & CqeFlags.F_MORE) === 0) this.#startClock()
    if (this.#now % SWEEP === 0) this.#sweep()
    if (this.#drainUntil === 0) {
      if (!this.#accepting && this.#now >= this.#acceptAt) this.#accept()
    } else {
      if (this.#accepting) this.#endAccept()
      if (this.#now >= this.#drainUntil) this.#connections.forEach((each) => this.#break(each))
    }
  }

  /** Breaks what is idle, and again what is broken: a cancel may miss what is just being run. */
  #sweep(): void {
    this.#connections.forEach((connection) => {
      const idle = this.#idleTicks > 0 && this.#now - connection.movedAt > this.#idleTicks
      if ((idle || connection.broken) && !connection.closing) this.#break(connection)
    })
  }

  // Submissions: a slot, what it shall do, whom it is for. `prep` writes the whole slot, so that
  // the user data comes last.

  #slot(): Sqe {
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

  #startClock(): void {
    const sqe = this.#slot()
    prep.timeoutMultishot(sqe, this.#interval.address, 0, 0)
    sqe.userDataLow = Kind.TICK
  }

  #accept(): void {
    const sqe = this.#slot()
    prep.acceptMultishot(sqe, this.#listener, 0, 0, SocketFlags.CLOEXEC)
    sqe.userDataLow = Kind.ACCEPT
    this.#accepting = true
  }

  #endAccept(): void {
    const sqe = this.#slot()
    prep.asyncCancel(sqe, Kind.ACCEPT, 0, 0)
    sqe.userDataLow = Kind.IGNORE
  }

  #closeListener(): void {
    const sqe = this.#slot()
    prep.closeFd(sqe, this.#listener)
    sqe.userDataLow = Kind.STOP
  }

  #receive(connection: Connection): void {
    const sqe = this.#slot()
    prep.recvMultishot(sqe, connection.fd, GROUP, 0)
    tag(sqe, Kind.RECEIVE, connection)
    connection.receiving = true
  }

  #pause(connection: Connection): void {
    const sqe = this.#slot()
    const { index, generation } = connection
    prep.asyncCancel(sqe, (index << KIND_BITS) | Kind.RECEIVE, generation, 0)
    tag(sqe, Kind.PAUSE, connection)
    connection.pausing = true
  }

  /** What is received is echoed, what the peer has sent already is received, then comes the end. */
  #endReceive(connection: Connection): void {
    const sqe = this.#slot()
    prep.shutdown(sqe, connection.fd, ShutdownHow.RD)
    sqe.userDataLow = Kind.IGNORE
  }

  /** One chunk as it is, several gathered into one message. Either may be sent in part only. */
  #send(connection: Connection): void {
    const { fd, first, sent } = connection
    if (this.#gathers.exhausted) this.#submit()
    const sqe = this.#slot()
    if (this.#buffers.following[first] === NONE) {
      const from = this.#buffers.address(first) + sent
      prep.send(sqe, fd, from, this.#buffers.lengths[first] - sent, 0)
    } else {
      prep.sendmsg(sqe, fd, this.#gathers.fill(connection, this.#buffers), 0)
    }
    tag(sqe, Kind.SEND, connection)
    connection.sending = true
  }

  #closeConnection(connection: Connection): void {
    const sqe = this.#slot()
    prep.closeFd(sqe, connection.fd)
    tag(sqe, Kind.CLOSE, connection)
    connection.closing = true
  }
}

function tag(sqe: Sqe, kind: number, connection: Connection): void {
  sqe.userDataLow = (connection.index << KIND_BITS) | kind
  sqe.userDataHigh = connection.generation
}

async function start(options: EchoOptions): Promise<EchoServer> {
  try {
    const { address } = await lookup(options.host)
    return new EchoServer(options, address)
  } catch (error) {
    return explainStart(error, options)
  }
}

const options = readOptions('echo-server-raw', 'an echo server on uring-sdk/raw.', {
  buffers: 4096,
})
const server = await start(options)
console.log(`listening on ${endpoint(options.host, server.port)}`)
const endStatistics = showStatistics(options, () => server.statistics)
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => server.stop())

/** The ring has the thread until its next tick, then the event loop has its turn. */
function turn(): void {
  if (server.serve()) return void setImmediate(turn)
  endStatistics()
  server.close()
}
turn()

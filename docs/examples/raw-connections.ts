import { allocate, type BufferRing, Iovec, type Memory, Msghdr } from 'uring-sdk/raw'

// What the raw echo server remembers. Everything is made once and used again, so that a message
// allocates nothing: records of connections, received buffers as linked lists of numbers, and the
// memory in which several buffers are gathered for one send.

/** The end of a list of buffers. */
export const NONE = -1

/** More bytes than all buffers have. */
const EVERYTHING = 0x3fffffff

/** One connection. A record outlives it and serves the next one. */
export class Connection {
  readonly index: number
  /** Tells the connections of a record apart: what comes late for an earlier one is ignored. */
  generation = 0
  fd = NONE
  /** Received buffers in the order in which they go out, linked by {@link Buffers.following}. */
  first = NONE
  last = NONE
  /** Bytes of the first one that are already sent. */
  sent = 0
  /** How many they are. */
  held = 0
  /** Its multishot receive is armed. */
  receiving = false
  /** And is being cancelled, because the connection holds enough. */
  pausing = false
  /** A send is in flight. There is never a second one: the kernel may finish two out of order. */
  sending = false
  /** It is in the list of those that get a send at the end of this round. */
  waiting = false
  /** There is nothing more to receive. */
  ended = false
  /** What is held need not be sent any more. */
  broken = false
  closing = false
  /** When the last byte moved, in ticks. */
  movedAt = 0

  constructor(index: number) {
    this.index = index
  }
}

/** All records, by index. */
export class Connections {
  /** How many are open. */
  count = 0
  readonly #records: Connection[] = []
  readonly #unused: Connection[] = []

  open(fd: number, now: number): Connection {
    let connection = this.#unused.pop()
    if (connection === undefined) {
      connection = new Connection(this.#records.length)
      this.#records.push(connection)
    }
    connection.fd = fd
    connection.movedAt = now
    this.count++
    return connection
  }

  /** The connection that user data means, or undefined if it is no more. */
  find(index: number, generation: number): Connection | undefined {
    const connection = this.#records[index]
    return connection?.generation === generation ? connection : undefined
  }

  release(connection: Connection): void {
    connection.generation = (connection.generation + 1) & 0x3fffffff
    connection.fd = NONE
    connection.ended = false
    connection.broken = false
    connection.closing = false
    connection.sent = 0
    this.#unused.push(connection)
    this.count--
  }

  forEach(visit: (connection: Connection) => void): void {
    for (const connection of this.#records) if (connection.fd !== NONE) visit(connection)
  }
}

/**
 * The provided buffers: which are free, which are shown to the kernel, and which lie where in whose
 * list. An eighth is kept for connections that hold none: of these the kernel is shown one at a
 * time. Of the others that are free it is never shown more than half, so that no burst between two
 * looks of ours can take them all.
 */
export class Buffers {
  readonly count: number
  /** Neither held by a connection nor taken by the kernel. */
  free: number
  /** Of these, what the kernel may take at this moment. */
  shown = 0
  readonly lengths: Int32Array
  readonly following: Int32Array
  readonly #ring: BufferRing
  readonly #reserve: number
  /** The free ones that are not shown, as a stack: the one used last is still in the caches. */
  readonly #hidden: Int32Array

  constructor(ring: BufferRing) {
    this.#ring = ring
    this.count = ring.count
    this.#reserve = ring.count >> 3
    this.free = ring.count
    this.lengths = new Int32Array(ring.count)
    this.following = new Int32Array(ring.count)
    this.#hidden = Int32Array.from({ length: ring.count }, (_, index) => index)
    this.show()
  }

  /** The most that one connection may hold now: an eighth of what is free for all, at least one. */
  get share(): number {
    return Math.max((this.free - this.#reserve) >> 3, 1)
  }

  address(id: number): number {
    return this.#ring.address(id)
  }

  /** The kernel has filled a buffer, which joins the end of the connection's list. */
  append(connection: Connection, id: number, length: number): void {
    this.lengths[id] = length
    this.following[id] = NONE
    if (connection.first === NONE) connection.first = id
    else this.following[connection.last] = id
    connection.last = id
    connection.held++
    this.free--
    this.shown--
  }

  /** `bytes` of the connection's list have been sent: whole buffers are free again. */
  consume(connection: Connection, bytes: number): void {
    let left = connection.sent + bytes
    let id = connection.first
    while (id !== NONE && left >= this.lengths[id]) {
      left -= this.lengths[id]
      this.#hidden[this.free - this.shown] = id
      this.free++
      connection.held--
      id = this.following[id]
    }
    connection.first = id
    connection.sent = left
  }

  /** The whole list is free again, sent or not. */
  drop(connection: Connection): void {
    this.consume(connection, EVERYTHING)
    connection.sent = 0
  }

  /** A buffer that the kernel took for a connection that wants nothing any more. */
  refuse(id: number): void {
    this.shown--
    this.#hidden[this.free - this.shown - 1] = id
  }

  /** Shows the kernel what has become free. Once a round. */
  show(): void {
    const wanted = Math.max((this.free - this.#reserve) >> 1, Math.min(this.free, 1))
    if (this.shown >= wanted) return
    while (this.shown < wanted) {
      this.#ring.add(this.#hidden[this.free - this.shown - 1])
      this.shown++
    }
    this.#ring.publish()
  }
}

/** Parts that one send takes: 64 buffers are 1 MiB. */
const PARTS = 64

/** A message of several parts, and where it lies. */
interface Gather {
  readonly address: number
  readonly message: Msghdr
  readonly parts: readonly Iovec[]
}

/**
 * Prepared memory in which messages of several parts are put together. The kernel copies message
 * and parts when the submission is handed in, so that a few of them serve all connections.
 */
export class Gathers {
  readonly #gathers: readonly Gather[]
  #used = 0

  constructor(count: number) {
    const size = Msghdr.SIZE + PARTS * Iovec.SIZE
    const memory = allocate(count * size)
    this.#gathers = Array.from({ length: count }, (_, index) => makeGather(memory, index * size))
  }

  /** Whether all are used since the last submission. */
  get exhausted(): boolean {
    return this.#used === this.#gathers.length
  }

  /** What was gathered is handed in. */
  reset(): void {
    this.#used = 0
  }

  /** Gathers what the connection holds, and answers with the address of the message. */
  fill(connection: Connection, buffers: Buffers): number {
    const { address, message, parts } = this.#gathers[this.#used++]
    let { sent } = connection
    let count = 0
    for (let id = connection.first; id !== NONE && count < PARTS; id = buffers.following[id]) {
      const part = parts[count++]
      part.iovBase = buffers.address(id) + sent
      part.iovLen = buffers.lengths[id] - sent
      sent = 0
    }
    message.msgIovlen = count
    return address
  }
}

function makeGather({ bytes, address }: Memory, start: number): Gather {
  const partsAt = start + Msghdr.SIZE
  const message = new Msghdr(bytes.buffer, start)
  message.msgIov = address + partsAt
  const places = Array.from({ length: PARTS }, (_, index) => partsAt + index * Iovec.SIZE)
  const parts = places.map((at) => new Iovec(bytes.buffer, at))
  return { address: address + start, message, parts }
}

import { type BufferPool, type CallOptions, type Fd, type Lease, MsgFlags } from 'uring-sdk'
import { cut } from './kinds/files.ts'
import type { Lane } from './lane.ts'
import type { Piece } from './memory.ts'
import type { Ended, Ends, Scene } from './scene.ts'

const GONE = ['ECONNRESET', 'ENOTCONN', 'ECONNABORTED', 'EPIPE']
const RECEIVE_MAX = 65_536

/** Receives the bytes of a lane in every form until it ends, and looks at all of them. */
export class Receiver {
  readonly #scene: Scene
  readonly #lane: Lane
  readonly #fd: Fd
  readonly #streams: boolean
  #over = false

  constructor(scene: Scene, lane: Lane, fd: Fd, streams = true) {
    this.#streams = streams
    this.#scene = scene
    this.#lane = lane
    this.#fd = fd
  }

  /** Until the end of the stream, or so many receptions; streams into `pool`, if one is given. */
  async run(count = Infinity, pool?: BufferPool): Promise<void> {
    const { random } = this.#scene
    for (let i = 0; i < count && !this.#over && !this.#fd.closed; i++) {
      if (this.#streams && random.oneIn(8)) await this.#stream(pool)
      else await this.#receive()
      if (random.oneIn(60)) await this.#scene.pause()
    }
  }

  #ends(options: CallOptions): Ends {
    return { options, fds: [this.#fd], may: () => (this.#lane.torn ? GONE : []) }
  }

  async #receive(): Promise<void> {
    const { random, ring } = this.#scene
    const fd = this.#fd
    const options = this.#scene.options()
    const size = random.size(RECEIVE_MAX)
    switch (random.below(5)) {
      case 0:
        return this.#one('recvmsg', size, options, ({ bytes }) =>
          ring.recvmsg(fd, cut(this.#scene, bytes), options).then((message) => message.bytes),
        )
      case 1: {
        const all = { ...options, flags: MsgFlags.WAITALL }
        return this.#one('recv', size, options, ({ bytes }) => ring.recv(fd, bytes, all))
      }
      case 2:
        return this.#lease(Math.min(size, 16_384), options)
      default:
        return this.#one('recv', size, options, ({ bytes }) => ring.recv(fd, bytes, options))
    }
  }

  async #one(
    what: string,
    size: number,
    options: CallOptions,
    start: (piece: Piece) => Promise<number>,
  ): Promise<void> {
    const scene = this.#scene
    const piece = scene.piece(size)
    const ended = await scene.may(what, () => start(piece), this.#ends(options))
    if (ended.ok) this.#came(piece.bytes.subarray(0, ended.value))
    scene.done(piece, ended.ok ? ended.value : size)
    this.#judge(ended)
  }

  async #lease(size: number, options: CallOptions): Promise<void> {
    const scene = this.#scene
    const lease = scene.lease(size)
    if (lease === null) return
    const start = (): Promise<number> => scene.ring.recv(this.#fd, lease, options)
    const ended = await scene.may('recv', start, this.#ends(options))
    if (ended.ok) this.#came(lease.bytes.subarray(0, ended.value))
    await scene.watch(lease)
    this.#judge(ended)
  }

  #came(bytes: Uint8Array): void {
    if (bytes.length > 0) {
      this.#lane.came(bytes)
      return
    }
    this.#over = true
    this.#lane.ended()
  }

  #judge(ended: Ended<unknown>): void {
    if (ended.ok) return
    if (ended.code !== 'ABORT_ERR' && ended.code !== 'ETIME') this.#over = true
    this.#scene.check()
  }

  /** A stream, whose consumer may be slow, hold leases, or leave. */
  async #stream(pool: BufferPool | undefined): Promise<void> {
    const scene = this.#scene
    const { random, ring } = scene
    const options = random.percent(70) ? {} : scene.options(100)
    const some = random.percent(60) ? random.between(1, 40) : Infinity
    const slow = random.oneIn(4)
    scene.check()
    if (this.#fd.closed || pool?.free === 0) return
    const stream = ring.recvMultishot(this.#fd, { ...options, pool })
    let left = some
    for (;;) {
      const ended = await scene.may('recvMultishot', () => stream.next(), this.#ends(options))
      if (!ended.ok) {
        // A stream that was aborted or timed out has dropped what came meanwhile.
        this.#lane.lose()
        return this.#judge(ended)
      }
      const { value, done } = ended.value
      if (done === true) break
      scene.keep(value)
      this.#came(value.bytes)
      if (slow && random.oneIn(24)) await scene.pause()
      if (slow) scene.releaseLater(value)
      else scene.release(value)
      if (--left <= 0) return this.#leave(stream)
    }
    scene.check()
    if (this.#fd.closed || (pool !== undefined && poolIsClosed(pool))) {
      this.#over = this.#fd.closed
      return
    }
    this.#over = true
    this.#lane.ended()
  }

  /** What `break` does; afterwards the connection is received from in another way. */
  async #leave(stream: AsyncIterator<Lease>): Promise<void> {
    const scene = this.#scene
    this.#lane.lose()
    await scene.may('return', async () => stream.return?.())
  }
}

function poolIsClosed(pool: BufferPool): boolean {
  return (pool as { closed?: boolean }).closed === true
}

import { type CallOptions, type Fd, MsgFlags, ShutdownHow } from 'uring-sdk'
import { Failure } from './failure.ts'
import { cut } from './kinds/files.ts'
import type { Lane } from './lane.ts'
import type { Piece } from './memory.ts'
import type { Ended, Ends, Scene } from './scene.ts'

/** What sending answers when the other side is gone. */
const GONE = ['EPIPE', 'ECONNRESET', 'ENOTCONN', 'ECONNABORTED']
const SEND_MAX = 65_536

/** Sends random pieces of a lane in every form, so many of them. */
export class Sender {
  readonly #scene: Scene
  readonly #lane: Lane
  readonly #fd: Fd
  readonly #zeroCopy: boolean
  /** A whole send that failed leaves a hole, after which nothing can follow. */
  #broken = false

  constructor(scene: Scene, lane: Lane, fd: Fd, zeroCopy: boolean) {
    this.#zeroCopy = zeroCopy
    this.#scene = scene
    this.#lane = lane
    this.#fd = fd
  }

  /** Sends, and says that this was all unless somebody has torn the lane. */
  async run(pieces: number): Promise<void> {
    const { random, ring } = this.#scene
    for (let i = 0; i < pieces && !this.#broken && !this.#lane.torn; i++) {
      await this.#send()
      if (random.oneIn(60)) await this.#scene.pause()
    }
    if (this.#fd.closed) return
    await this.#scene.may('shutdown', () => ring.shutdown(this.#fd, ShutdownHow.WR), this.#ends())
  }

  #ends(options: CallOptions = {}): Ends {
    return { options, fds: [this.#fd], may: () => (this.#lane.torn ? GONE : []) }
  }

  async #send(): Promise<void> {
    const { random, ring } = this.#scene
    const fd = this.#fd
    const options = { ...this.#scene.options(), flags: MsgFlags.NOSIGNAL }
    const size = random.size(SEND_MAX)
    switch (random.below(9) + (this.#zeroCopy ? 0 : 2)) {
      case 0:
        return this.#short('sendZc', size, options, ({ bytes }) => ring.sendZc(fd, bytes, options))
      case 1:
        return this.#short('sendmsgZc', size, options, ({ bytes }) =>
          ring.sendmsgZc(fd, cut(this.#scene, bytes), options),
        )
      case 2:
        return this.#lease(Math.min(size, 16_384), options)
      case 3:
        return this.#short('sendmsg', size, options, ({ bytes }) =>
          ring.sendmsg(fd, cut(this.#scene, bytes), options),
        )
      case 4:
        return this.#several(options)
      case 5:
        return this.#whole(size, options)
      case 6:
        return this.#forgotten(size)
      default:
        return this.#short('send', size, options, ({ bytes }) => ring.send(fd, bytes, options))
    }
  }

  /** May send less than it was given; what it did not send goes out with the next one. */
  async #short(
    what: string,
    size: number,
    options: CallOptions,
    start: (piece: Piece) => Promise<number>,
  ): Promise<void> {
    const scene = this.#scene
    const piece = scene.piece(size)
    this.#lane.put(piece.bytes)
    const ended = await scene.may(what, () => start(piece), this.#ends(options))
    scene.done(piece, size)
    this.#went(ended)
  }

  #went(ended: Ended<number>): void {
    if (ended.ok) this.#lane.went(ended.value)
    else this.#failed(ended.code)
  }

  /** Nothing went out, if the kernel has cancelled it; all else ends the lane. */
  #failed(code: string): void {
    if (code !== 'ABORT_ERR' && code !== 'ETIME') this.#broken = true
    this.#scene.check()
  }

  /** From registered memory, which is given away by it. */
  async #lease(size: number, options: CallOptions): Promise<void> {
    const scene = this.#scene
    const lease = scene.lease(size)
    if (lease === null) return
    this.#lane.put(lease.bytes)
    const whole = !this.#zeroCopy || scene.random.percent(40)
    const start = async (): Promise<number> => {
      if (!whole) return scene.ring.sendZcFixed(this.#fd, lease, options)
      await scene.ring.sendAll(this.#fd, lease, options)
      return size
    }
    const what = whole ? 'sendAll' : 'sendZcFixed'
    const ended = await scene.may(what, start, this.#ends(options))
    scene.release(lease)
    if (whole) this.#wentWhole(ended, size)
    else this.#went(ended)
  }

  #wentWhole(ended: Ended<unknown>, size: number): void {
    if (ended.ok) {
      this.#lane.went(size)
      return
    }
    // How much arrived is not known.
    this.#broken = true
    this.#scene.check()
  }

  async #whole(size: number, options: CallOptions): Promise<void> {
    const scene = this.#scene
    const piece = scene.piece(size)
    this.#lane.put(piece.bytes)
    const { bytes } = piece
    const data = scene.random.percent(30) ? cut(scene, bytes) : bytes
    const start = (): Promise<void> => scene.ring.sendAll(this.#fd, data, options)
    const ended = await scene.may('sendAll', start, this.#ends(options))
    scene.done(piece, size)
    this.#wentWhole(ended, size)
  }

  /** Nobody but the ring holds the memory. */
  async #forgotten(size: number): Promise<void> {
    const scene = this.#scene
    const start = (): Promise<void> => {
      const bytes = Buffer.allocUnsafe(size)
      this.#lane.put(bytes)
      return scene.ring.sendAll(this.#fd, bytes)
    }
    this.#wentWhole(await scene.may('sendAll', start, this.#ends()), size)
  }

  /** Whole sends at once keep their order, also when one is aborted. */
  async #several(options: CallOptions): Promise<void> {
    const scene = this.#scene
    const count = scene.random.between(2, 5)
    let at = 0
    let broken = count
    const sends: Promise<void>[] = []
    for (let i = 0; i < count; i++) {
      const size = scene.random.size(SEND_MAX)
      const piece = scene.piece(size)
      this.#lane.put(piece.bytes, at)
      at += size
      const given = i === count - 1 ? options : {}
      const start = (): Promise<void> => scene.ring.sendAll(this.#fd, piece.bytes, given)
      const send = scene.may('sendAll', start, this.#ends(given)).then((ended) => {
        scene.done(piece, size)
        if (ended.ok && broken < i) throw new Failure('a send followed one that broke off')
        if (!ended.ok) broken = Math.min(broken, i)
        this.#wentWhole(ended, size)
      })
      sends.push(send)
    }
    await scene.all(sends)
  }
}

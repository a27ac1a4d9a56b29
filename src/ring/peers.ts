import type { Kernel } from '../kernel/kernel.ts'
import { readSockaddr } from '../raw/sockaddr.ts'
import { SockaddrWords } from '../raw/sockaddr-words.ts'
import { PinnedView } from './stable.ts'
import type { Pinned, SocketAddress } from './types.ts'

/** Peers that are remembered: a power of two. */
const PLACES = 256

/** The address of a peer, as the kernel wrote it: decoded when somebody looks. */
export class PeerAddress {
  readonly #bytes: Uint8Array
  #decoded: SocketAddress | undefined
  #kernel: Kernel | null = null
  #pinned: Pinned | null = null

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  /** The bytes that the kernel wrote. */
  get bytes(): Uint8Array {
    return this.#bytes
  }

  /** @internal Where they lie, to send there without a copy: asked for once, mostly. */
  pinned(kernel: Kernel): Pinned {
    if (this.#pinned === null || this.#kernel !== kernel) {
      this.#kernel = kernel
      this.#pinned = new PinnedView(kernel, this.#bytes)
    }
    return this.#pinned
  }

  #fields(): { address: string; port: number; family?: 'ipv4' | 'ipv6' | undefined } {
    this.#decoded ??= readSockaddr(this.#bytes)
    const fields = this.#decoded
    return fields !== undefined && 'address' in fields ? fields : { address: '', port: 0 }
  }

  get address(): string {
    return this.#fields().address
  }

  get port(): number {
    return this.#fields().port
  }

  get family(): 'ipv4' | 'ipv6' | undefined {
    return this.#fields().family
  }
}

/**
 * The peers of a socket, of which the same ones write again and again: each address is copied and
 * decoded once, as long as no other one takes its place.
 */
export class Peers {
  readonly #memory: ArrayBuffer
  readonly #known: (PeerAddress | null)[] = Array.from({ length: PLACES }, () => null)
  readonly #words: SockaddrWords

  /** `memory` is what the kernel writes addresses into. */
  constructor(memory: ArrayBuffer) {
    this.#memory = memory
    this.#words = new SockaddrWords(memory, PLACES)
  }

  /** The peer whose address begins there; `undefined` for one that has none. */
  at(start: number, length: number): PeerAddress | undefined {
    if (length === 0) return undefined
    const words = this.#words
    if (!words.fits(length)) return this.#copy(start, length)
    const place = words.hash(start, length) & (PLACES - 1)
    const known = this.#known[place]
    if (known !== null && words.isSame(place, start, length)) return known
    const peer = this.#copy(start, length)
    words.store(place, start, length)
    this.#known[place] = peer
    return peer
  }

  /** Copied, because the name may be wanted after the buffer has gone back. */
  #copy(start: number, length: number): PeerAddress {
    return new PeerAddress(Buffer.from(new Uint8Array(this.#memory, start, length)))
  }
}

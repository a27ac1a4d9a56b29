// The memory of the echo server: received buffers are linked lists, in the order in which they go
// out. Without the switch `provided` each connection has one buffer, whose number is its own.
import { allocate, registers, throwing } from 'uring-sdk/raw'

export const GROUP = 0
/** Buffers, and connections at most. */
export const COUNT = 1024
/** Bytes of a buffer, with every switch, so that they differ in nothing else. */
export const SIZE = 4096
export const NONE = -1

export class EchoBuffers {
  /** Buffers that wait to be sent. */
  held = 0
  following = new Int32Array(COUNT)
  lengths = new Int32Array(COUNT)
  #base
  /** Undefined when each connection has a buffer of its own. */
  #ring
  /** Which buffer lies where in the ring, and where each one lies: bundles go on from there. */
  #order = new Uint16Array(COUNT)
  #placeOf = new Uint16Array(COUNT)

  constructor(ring, { provided, fixed }) {
    if (provided) {
      this.#ring = ring.bufferRing({ group: GROUP, count: COUNT, size: SIZE, empty: true })
      this.#base = this.#ring.address(0)
      for (let id = 0; id < COUNT; id++) this.#give(id)
      this.publish()
      return
    }
    const { address } = (this.memory = allocate(COUNT * SIZE))
    this.#base = address
    if (fixed) registers.registerBuffers(throwing(ring), [{ address, length: COUNT * SIZE }])
  }

  address(id) {
    return this.#base + id * SIZE
  }

  /** A bundle fills one buffer after the other, in the order of the ring. */
  append(peer, first, bytes) {
    let place = this.#placeOf[first]
    let id = first
    for (let left = bytes; ; ) {
      this.#link(peer, id, Math.min(left, SIZE))
      left -= SIZE
      if (left <= 0) return
      place = (place + 1) & (COUNT - 1)
      id = this.#order[place]
    }
  }

  #link(peer, id, length) {
    this.held++
    this.lengths[id] = length
    this.following[id] = NONE
    if (peer.first === NONE) peer.first = id
    else this.following[peer.last] = id
    peer.last = id
  }

  /** So many bytes of the list are sent: whole buffers are free again. */
  consume(peer, bytes) {
    let left = peer.sent + bytes
    while (peer.first !== NONE && left >= this.lengths[peer.first]) {
      left -= this.lengths[peer.first]
      this.#dropFirst(peer)
    }
    peer.sent = left
  }

  drop(peer) {
    while (peer.first !== NONE) this.#dropFirst(peer)
    peer.sent = 0
  }

  #dropFirst(peer) {
    const id = peer.first
    peer.first = this.following[id]
    this.held--
    if (this.#ring !== undefined) this.#give(id)
  }

  #give(id) {
    const place = this.#ring.tail & (COUNT - 1)
    this.#order[place] = id
    this.#placeOf[id] = place
    this.#ring.add(id)
  }

  /** Shows the kernel what has become free, once a round. */
  publish() {
    this.#ring?.publish()
  }
}

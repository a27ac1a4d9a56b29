import { expect, test } from 'vitest'
import { encodeSockaddr } from '../../src/raw/sockaddr.ts'
import { Peers } from '../../src/ring/peers.ts'
import type { SocketAddress } from '../../src/ring/types.ts'

/** Not a multiple of four, as buffers of an odd size begin. */
const START = 13
const memory = new ArrayBuffer(4096)

/** Writes an address where the kernel would, and gives its length. */
function write(address: SocketAddress): number {
  const bytes = encodeSockaddr(address, 'address')
  new Uint8Array(memory).fill(0xff)
  new Uint8Array(memory, START).set(bytes)
  return bytes.length
}

test('a peer that writes again is the same object', () => {
  const peers = new Peers(memory)
  const one = { address: '127.0.0.1', port: 4711 }
  const first = peers.at(START, write(one))
  const other = peers.at(START, write({ address: '127.0.0.1', port: 4712 }))
  expect(peers.at(START, write(one))).toBe(first)
  expect(first).toMatchObject({ ...one, family: 'ipv4' })
  expect(other).toMatchObject({ port: 4712 })
})

test('each of more peers than are remembered keeps its own address', () => {
  const peers = new Peers(memory)
  const addresses = Array.from({ length: 2000 }, (_, index) => {
    const last = 1 + (index % 250)
    const port = 1 + index
    if (index % 2 === 0) return { address: `10.0.0.${last}`, port, family: 'ipv4' as const }
    return { address: `::${last}`, port, family: 'ipv6' as const }
  })
  for (let round = 0; round < 2; round++) {
    const seen = addresses.map((address) => [address, peers.at(START, write(address))] as const)
    for (const [{ address, port, family }, peer] of seen) {
      expect([peer?.address, peer?.port, peer?.family]).toEqual([address, port, family])
    }
  }
})

test('an address keeps its bytes when the buffer is used again', () => {
  const peers = new Peers(memory)
  const peer = peers.at(START, write({ address: '192.0.2.1', port: 1 }))
  new Uint8Array(memory).fill(0)
  expect(peer).toMatchObject({ address: '192.0.2.1', port: 1 })
})

test('a sender without a name is none, and names of any length are read', () => {
  const peers = new Peers(memory)
  expect(peers.at(START, 0)).toBeUndefined()
  for (const path of ['/tmp/a', '/tmp/abc', '/tmp/a-longer-name-than-any-internet-address']) {
    const length = write({ path })
    const bytes = peers.at(START, length)?.bytes
    expect(bytes).toEqual(Buffer.from(memory, START, length))
  }
})

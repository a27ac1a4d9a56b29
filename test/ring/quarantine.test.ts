import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Op, Ring } from 'uring-sdk'
import { expect, test } from 'vitest'
import { kernelTest } from '../support/kernel-test.ts'
import { Quarantine, QUARANTINE_MS } from '../support/quarantine.ts'
import { connected, folder, hushed, openRing } from './fixtures/rings.ts'

const MiB = 1 << 20
const READ_BYTES = 8 * MiB

/** A file of many pages, opened for reading. */
function largeFile(): number {
  const path = join(folder(), 'large')
  const fd = openSync(path, 'w')
  ftruncateSync(fd, READ_BYTES)
  for (let at = 0; at < READ_BYTES; at += MiB) writeSync(fd, 'x', at)
  closeSync(fd)
  return openSync(path, 'r')
}

test('a write into memory that was kept is told, with its place', () => {
  const quarantine = new Quarantine()
  const memory = new Uint8Array(64)
  quarantine.keep(memory, 'room')
  expect(quarantine.written()).toEqual([])
  memory[17] = 1
  expect(quarantine.written()).toEqual(['room at 17 of 64'])
})

kernelTest('no read writes when it was cancelled, late, closed, or is over', {}, async () => {
  const quarantine = new Quarantine()
  const ring = new Ring()
  const fd = largeFile()
  const reads: Promise<unknown>[] = []
  for (let i = 0; i < 16; i++) {
    const memory = ring.alloc(READ_BYTES)
    const options = [
      { async: true },
      { async: true, signal: AbortSignal.timeout(i) },
      { async: true, timeout: i / 4 },
    ][i % 3]
    const read = ring.read(fd, memory, 0, options)
    reads.push(hushed(quarantine.watch(read, memory, undefined, `read ${i}`)))
    if (i === 12) await sleep(3)
  }
  const closed = ring.close()
  await Promise.allSettled(reads)
  await closed
  expect(quarantine.size).toBe(16)
  await sleep(QUARANTINE_MS)
  expect(quarantine.written()).toEqual([])
  closeSync(fd)
})

kernelTest('no receive writes when it was cancelled or its descriptor closed', {}, async () => {
  const quarantine = new Quarantine()
  const ring = openRing()
  for (let round = 0; round < 10; round++) {
    const [near, far] = await connected(ring)
    const received: Promise<unknown>[] = []
    for (let i = 0; i < 8; i++) {
      const memory = new Uint8Array(4096)
      const options = i % 2 === 0 ? { signal: AbortSignal.timeout(i) } : { timeout: i }
      received.push(hushed(quarantine.watch(ring.recv(near, memory, options), memory)))
    }
    const sent = Array.from({ length: 6 }, () => ring.send(far, new Uint8Array(512)))
    await sleep(2)
    const closed = near.close()
    await Promise.allSettled([...received, ...sent, closed])
    // What was asked for by a descriptor that is closed must not be filled by what comes now.
    await far.close()
  }
  await sleep(QUARANTINE_MS)
  expect(quarantine.size).toBe(80)
  expect(quarantine.written()).toEqual([])
})

kernelTest(
  'a zero-copy send has read its memory when it is over',
  { needs: [Op.SEND_ZC] },
  async () => {
    const quarantine = new Quarantine()
    const ring = openRing()
    const [near, far] = await connected(ring)
    const room = new Uint8Array(64 * 1024)
    for (let i = 0; i < 20; i++) {
      const memory = ring.alloc(room.length).fill(i + 1)
      // The pattern would arrive, if it were written before the kernel has read.
      const sent = quarantine.watch(ring.sendZc(near, memory), memory)
      const bytes = await sent
      await ring.readAll(far, room.subarray(0, bytes))
      expect(room.subarray(0, bytes).every((byte) => byte === i + 1)).toBe(true)
    }
    expect(quarantine.written()).toEqual([])
  },
)

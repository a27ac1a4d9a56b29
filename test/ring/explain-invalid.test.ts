/** What EINVAL means: the field that was wrong, by its name, on the real kernel. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  AddressFamily,
  AtFlags,
  type Fd,
  MemoryAdvice,
  MsgFlags,
  Op,
  OpenFlags,
  RenameFlags,
  SocketFlags,
  SocketType,
  TimeoutFlags,
  type UringError,
  WaitIdType,
} from 'uring-sdk'
import { describe, expect } from 'vitest'
import { kernelTest } from '../support/kernel-test.ts'
import { bytes, type Case, first, here, testCases } from './fixtures/failures.ts'
import { openRing, rejection, folder } from './fixtures/rings.ts'

const { CLOEXEC } = SocketFlags

const cases: readonly Case[] = [
  ['EINVAL', 'a personality', (t) => t.ring.nop({ personality: 5 }), ['"personality"', '5']],
  ['EINVAL', 'an opcode of nobody', (t) => t.ring.issue(230), ['no opcode 230']],
  ['EINVAL', 'reading a ring', (t) => t.ring.read(t.bare.fd, bytes()), ['"fd"', 'a ring']],
  ['EINVAL', 'fsync flags', (t) => t.ring.fsync(t.file, { flags: 8 }), ['"flags"', '0x8']],
  ['EINVAL', 'fsync of a pipe', (t) => t.ring.fsync(t.pipe[0]), ['"fd"', 'a pipe']],
  ['EINVAL', 'no length', (t) => t.ring.fallocate(t.file, 0, 0, 0), ['"length" is 0']],
  ['EINVAL', 'too many pieces', (t) => t.ring.writev(t.file, many()), ['"buffers"', '1100']],
  [
    'EINVAL',
    'the length of what cannot be written',
    (t) => t.ring.ftruncate(t.readOnly, 5),
    ['"fd"', 'not opened for writing'],
    Op.FTRUNCATE,
  ],
  ['EINVAL', 'advice', (t) => t.ring.fadvise(t.file, 0, 9, 99), ['"advice"', 'NORMAL']],
  [
    'EINVAL',
    'an area off a page',
    (t) => t.ring.madvise(Buffer.alloc(64).subarray(1), MemoryAdvice.DONTNEED),
    ['"area"', 'page'],
  ],
  [
    'EINVAL',
    'CLOEXEC of a slot',
    (t) => t.ring.openat(t.path, OpenFlags.CLOEXEC, 0, { slot: 1 }),
    ['"flags"', 'CLOEXEC'],
  ],
  [
    'EINVAL',
    'TMPFILE to read',
    (t) => t.ring.openat('.', OpenFlags.TMPFILE, 0o600),
    ['"flags"', 'RDWR'],
  ],
  [
    'EINVAL',
    'flags of a rename that exclude each other',
    (t) => {
      const flags = RenameFlags.EXCHANGE | RenameFlags.NOREPLACE
      return t.ring.renameat(t.path, t.path, { flags })
    },
    ['"flags"', 'EXCHANGE'],
  ],
  [
    'EINVAL',
    'a directory into itself',
    (t) => t.ring.renameat(t.folder, join(t.folder, 'inside')),
    ['"newPath"', 'most likely', 'inside'],
  ],
  [
    'EINVAL',
    'flags of another call',
    (t) => t.ring.unlinkat(t.path, { flags: AtFlags.STATX_DONT_SYNC }),
    ['"flags"', 'REMOVEDIR'],
  ],
  [
    'EINVAL',
    'a type of socket',
    (t) => t.ring.socket(AddressFamily.INET, 77),
    ['"type"', 'STREAM'],
  ],
  [
    'EINVAL',
    'CLOEXEC of a socket in a slot',
    (t) => t.ring.socket(AddressFamily.INET, SocketType.STREAM | CLOEXEC, 0, { slot: 1 }),
    ['"type"', 'CLOEXEC'],
  ],
  ['EINVAL', 'a second address', (t) => t.ring.bind(t.listener, here(0)), ['bound'], Op.BIND],
  ['EINVAL', 'a Unix socket without one', (t) => t.ring.listen(t.unix), ['bind()'], Op.LISTEN],
  [
    'EINVAL',
    'an address of another family',
    (t) => t.ring.connect(t.tcp, { path: '/x' }),
    ['"address"', 'INET'],
  ],
  ['EINVAL', 'no listener', (t) => t.ring.accept(t.tcp), ['"fd"', 'does not listen']],
  ['EINVAL', 'no listener, in a stream', (t) => first(t.ring.acceptMultishot(t.tcp)), ['listen']],
  ['EINVAL', 'flags of accept', (t) => t.ring.accept(t.listener, { flags: 5 }), ['"flags"']],
  ['EINVAL', 'how to shut down', (t) => t.ring.shutdown(t.tcp, 7), ['"how"', 'RDWR']],
  [
    'EINVAL',
    'urgent data',
    (t) => t.ring.recv(t.tcp, bytes(), { flags: MsgFlags.OOB }),
    ['"flags"', 'OOB'],
  ],
  [
    'EINVAL',
    'a stream that waits for all',
    (t) => first(t.ring.recvMultishot(t.tcp, { flags: MsgFlags.WAITALL })),
    ['"flags"', 'WAITALL'],
  ],
  [
    'EINVAL',
    'a destination of another family',
    (t) => t.ring.sendZc(t.udp, bytes(), { to: { path: '/x' } }),
    ['"to"', 'INET'],
  ],
  [
    'EINVAL',
    'two clocks',
    (t) => t.ring.timeout(1, { flags: TimeoutFlags.BOOTTIME | TimeoutFlags.REALTIME }),
    ['"flags"', 'BOOTTIME', 'REALTIME'],
  ],
  [
    'EINVAL',
    'a point of a clock again and again',
    (t) => first(t.ring.timeoutMultishot(1, { flags: TimeoutFlags.ABS })),
    ['"flags"', 'ABS'],
    // A timeout that repeats is of 6.4, which nobody can ask.
    Op.READ_MULTISHOT,
  ],
  [
    'EINVAL',
    'a LINK_TIMEOUT alone',
    (t) => t.ring.issue(Op.LINK_TIMEOUT, { addr: new BigInt64Array(2), len: 1 }),
    ['alone'],
  ],
  ['EINVAL', 'no states', (t) => t.ring.waitid(WaitIdType.ALL, 0, 0), ['"states"'], Op.WAITID],
  [
    'EINVAL',
    'a futex off its place',
    (t) => t.ring.futexWait(Buffer.alloc(16).subarray(1, 5), 0),
    ['"futex"', '4 bytes'],
    Op.FUTEX_WAIT,
  ],
  ['EINVAL', 'splice without a pipe', (t) => t.ring.splice(t.file, 0, t.file, 0, 5), ['pipe']],
]

function many(): Buffer[] {
  return Array.from({ length: 1100 }, bytes)
}

describe('an invalid submission names its field', () => testCases(cases))

describe('direct IO', () => {
  const block = 4096

  /** A file that was opened with O_DIRECT, or `null` where its file system has no such thing. */
  async function openDirect(path: string): Promise<Fd | null> {
    writeFileSync(path, Buffer.alloc(block * 4))
    try {
      return await openRing().openat(path, OpenFlags.DIRECT)
    } catch (error) {
      if ((error as UringError).code === 'EINVAL') return null
      throw error
    }
  }

  kernelTest('that is not aligned names the position, the length or the memory', {}, async (on) => {
    const fd = await openDirect(join(folder(), 'direct'))
    if (fd === null) return on.skip('the file system of the temporary folder has no O_DIRECT')
    const ring = openRing()
    const memory = ring.alloc(block * 2)
    const whole = memory.subarray(0, block)
    expect(await ring.read(fd, whole, block)).toBe(block)
    const place = await rejection(ring.read(fd, whole, 7))
    expect(place).toMatchObject({ code: 'EINVAL', message: expect.stringContaining('"position"') })
    const length = await rejection(ring.read(fd, memory.subarray(0, 100), 0))
    expect(length.message).toContain('"buffer.byteLength" is 100')
    expect(length.message).toMatch(/O_DIRECT, which works in blocks (of|most likely of) \d+ bytes/)
    expect(length).toMatchObject({ remedy: expect.stringContaining('ring.alloc()') })
    const odd = await rejection(ring.read(fd, memory.subarray(1, block + 1), 0))
    expect(odd.message).toContain('"buffer" does not begin')
    await fd.close()
  })
})

/** What an error says about the operation that failed: the argument by its name. */
import {
  AddressFamily,
  Errno,
  Op,
  OpenFlags,
  RenameFlags,
  type Ring,
  SocketType,
  type UringError,
} from 'uring-sdk'
import { describe, expect, test } from 'vitest'
import { bytes, type Case, first, here, testCases } from './fixtures/failures.ts'
import { closeScripted, hushed, last, rejection, scripted } from './fixtures/rings.ts'

const exclusive = OpenFlags.CREAT | OpenFlags.EXCL

const cases: readonly Case[] = [
  ['EBADF', 'a number of nobody', (t) => t.ring.read(9999, bytes()), ['"fd" (9999)', 'not open']],
  ['EBADF', 'writing what is read', (t) => t.ring.write(t.readOnly, bytes()), ['for writing']],
  ['EBADF', 'reading what is written', (t) => t.ring.read(t.writeOnly, bytes()), ['for reading']],
  [
    'EBADF',
    'an end of a splice',
    (t) => t.ring.splice(t.pipe[0], -1, t.readOnly, -1, 5),
    ['"target"', 'for writing'],
  ],
  [
    'EBADF',
    'a directory that is closed',
    (t) => t.ring.openat('x', 0, 0, { at: 9999 }),
    ['"at" (9999)'],
  ],
  [
    'EBADF',
    'an empty slot',
    (t) => t.ring.read(t.ring.slot(2), bytes(), 0),
    ['"fd" (slot 2)', 'empty'],
  ],
  ['EBADF', 'closing a ring', (t) => t.ring.closeFd(t.bare.fd), ['"fd"', 'close() of the ring']],
  ['ENOTSOCK', 'sending to a file', (t) => t.ring.send(t.file, bytes()), ['"fd"', 'regular file']],
  [
    'EBADFD',
    'a stream of a file',
    (t) => first(t.ring.readMultishot(t.file)),
    ['"fd"', 'regular file'],
    Op.READ_MULTISHOT,
  ],
  [
    'EBADFD',
    'a message to a file',
    (t) => t.ring.issue(Op.MSG_RING, { fd: t.file, len: 5 }),
    ['"fd"', 'a message goes to a ring'],
  ],
  [
    'EOPNOTSUPP',
    'flags of a read',
    (t) => t.ring.read(t.file, bytes(), 0, { flags: 0x8000 }),
    ['"flags"', '0x8000'],
  ],
  [
    'EOPNOTSUPP',
    'a mode of nobody',
    (t) => t.ring.fallocate(t.file, 0x1000, 0, 9),
    ['"mode"', '0x1000'],
  ],
  [
    'EOPNOTSUPP',
    'a kind of names',
    (t) => t.ring.fsetxattr(t.file, 'foo', bytes()),
    ['"name"', "'foo'", "'user.'"],
  ],
  ['EOPNOTSUPP', 'accepting from UDP', (t) => t.ring.accept(t.udp), ['"fd"', 'no connections']],
  ['EOPNOTSUPP', 'no copy', (t) => t.ring.sendZc(t.unix, bytes()), ['"fd"', 'without a copy']],
  [
    'ESPIPE',
    'a place in a pipe',
    (t) => t.ring.splice(t.pipe[0], 5, t.file, 0, 5),
    ['"sourcePosition" is 5', 'a pipe'],
  ],
  ['ESPIPE', 'a range of a pipe', (t) => t.ring.syncFileRange(t.pipe[0], 0, 0), ['"fd"', 'a pipe']],
  [
    'EAGAIN',
    'a futex that has another value',
    (t) => t.ring.futexWait(new Int32Array(1), 7),
    ['"futex"', '"value"'],
    Op.FUTEX_WAIT,
  ],
  [
    'ENXIO',
    'no table',
    (t) => t.bare.issue(Op.FILES_UPDATE, { addr: Int32Array.of(0), len: 1 }),
    ['"slot"', '`slots`'],
  ],
  ['EEXIST', 'a file', (t) => t.ring.openat(t.path, exclusive, 0o600), ['"path"', 'file.txt']],
  ['EEXIST', 'a directory', (t) => t.ring.mkdirat('/tmp', 0o700), ['"path"', "'/tmp'"]],
  ['EEXIST', 'a symbolic link', (t) => t.ring.symlinkat('a', t.path), ['"linkPath"', 'file.txt']],
  ['EEXIST', 'a link', (t) => t.ring.linkat(t.path, t.path), ['"newPath"', 'file.txt']],
  [
    'EEXIST',
    'a new name',
    (t) => t.ring.renameat(t.path, t.folder, { flags: RenameFlags.NOREPLACE }),
    ['"newPath"'],
  ],
  ['EPERM', 'a link to a directory', (t) => t.ring.linkat('/tmp', `${t.path}2`), ['"oldPath"']],
  ['ENOENT', 'no such file', (t) => t.ring.openat('/no/such', 0), ['"path" \'/no/such\'']],
  ['EISDIR', 'reading a directory', (t) => t.ring.read(t.directory, bytes(), 0), ['"fd"']],
  ['EISDIR', 'writing one', (t) => t.ring.openat('/tmp', OpenFlags.WRONLY), ["'/tmp'"]],
  ['ENOTDIR', 'a file on the way', (t) => t.ring.openat(`${t.path}/x`, 0), ['"path"', '/x']],
  ['ENOTCONN', 'receiving from nobody', (t) => t.ring.recv(t.listener, bytes()), ['"fd"']],
  ['EDESTADDRREQ', 'sending to nobody', (t) => t.ring.send(t.udp, bytes()), ['"to"']],
  [
    'EMSGSIZE',
    'a datagram that is too long',
    (t) => t.ring.sendmsg(t.udp, [Buffer.alloc(70_000)], { to: here(9) }),
    ['datagram'],
  ],
  ['ECONNREFUSED', 'nobody listens', (t) => t.ring.connect(t.tcp, here(1)), ['"address"']],
]

describe('a failed operation names its argument', () => testCases(cases))

describe('what the kernel here cannot be made to say', () => {
  /** The error of an operation of a kernel that only plays one: nothing else is asked. */
  async function refused(
    op: number,
    start: (ring: Ring) => Promise<unknown>,
    errno: number,
  ): Promise<UringError> {
    const { ring, kernel } = scripted()
    const promise = hushed(start(ring))
    kernel.complete(await last(kernel, op), -errno)
    await kernel.turn()
    const error = await rejection(promise)
    await closeScripted(ring, kernel)
    return error as UringError
  }

  test('ENOMEM of a zero-copy send is about locked memory', async () => {
    const { ENOMEM } = Errno
    const error = await refused(Op.SEND_ZC, (ring) => ring.sendZc(7, bytes()), ENOMEM)
    expect(error.message).toMatch(/"data" cannot be pinned: the limit of locked memory/)
    expect(error.remedy).toContain('registered pool')
  })

  test('ENOMEM and ENOBUFS of others are about the memory of the kernel', async () => {
    const memory = await refused(Op.RECV, (ring) => ring.recv(7, bytes()), Errno.ENOMEM)
    expect(memory.message).toContain('no memory')
    expect(memory.remedy).toContain('memory.max')
    const queue = await refused(Op.SEND, (ring) => ring.send(7, bytes()), Errno.ENOBUFS)
    expect(queue.message).toContain('network device')
  })

  test('EPERM tells who could have it done', async () => {
    const raw = (ring: Ring): Promise<unknown> => ring.socket(AddressFamily.INET, SocketType.RAW)
    expect((await refused(Op.SOCKET, raw, Errno.EPERM)).message).toContain('CAP_NET_RAW')
    const send = await refused(Op.SEND, (ring) => ring.send(7, bytes()), Errno.EPERM)
    expect(send.message).toContain('most likely by a rule of the firewall')
    const noAtime = (ring: Ring): Promise<unknown> => ring.openat('/x', OpenFlags.NOATIME)
    expect((await refused(Op.OPENAT, noAtime, Errno.EPERM)).message).toContain(
      '"flags" has NOATIME',
    )
    const write = await refused(Op.WRITE, (ring) => ring.write(7, bytes()), Errno.EPERM)
    expect(write.remedy).toContain('lsattr')
  })

  test('EACCES names the paths, or the port', async () => {
    const open = await refused(Op.OPENAT, (ring) => ring.openat('/secret/x', 0), Errno.EACCES)
    expect(open.message).toContain('"path" \'/secret/x\'')
    const bind = await refused(Op.BIND, (ring) => ring.bind(7, here(80)), Errno.EACCES)
    expect(bind.message).toContain('port below 1024')
  })

  test('an operation that has lost its slot is still told which fields it has', async () => {
    const { ring, kernel } = scripted({ entries: 1 })
    const promise = hushed(ring.recv(7, bytes()))
    const recv = await last(kernel, Op.RECV)
    const nop = ring.nop()
    kernel.complete(await last(kernel, Op.NOP), 0)
    await kernel.turn()
    await nop
    kernel.complete(recv, -Errno.EINVAL)
    await kernel.turn()
    const error = (await rejection(promise)) as UringError
    expect(error.remedy).toContain('fd, buffer, flags')
    await closeScripted(ring, kernel)
  })

  test.each([
    [Errno.EEXIST, 'one thread alone', 'in each Worker'],
    [Errno.EBADF, 'closed by somebody else', 'close()'],
    [Errno.EBADR, 'lost', 'cqEntries'],
  ])('errno %i of an enter says why the ring cannot go on', async (errno, said, remedy) => {
    const { ring, kernel } = scripted()
    const promise = hushed(ring.recv(7, bytes()))
    kernel.fail('enter', errno)
    await kernel.turn()
    await kernel.turn()
    const error = (await rejection(promise)) as UringError
    expect(error.message).toContain(said)
    expect(error.remedy).toContain(remedy)
    expect(() => ring.nop()).toThrow(said)
  })
})

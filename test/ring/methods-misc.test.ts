import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fstatSync, readFileSync, readSync, writeFileSync, writeSync } from 'node:fs'
import { constants } from 'node:os'
import { join } from 'node:path'
import {
  AddressFamily,
  AtFlags,
  ChildCode,
  type Completion,
  CqeFlags,
  FixedFdFlags,
  MsgFlags,
  Op,
  OpenFlags,
  PollEvents,
  RingOperations,
  ShutdownHow,
  SocketLevel,
  SocketOption,
  SocketType,
  TimeoutFlags,
  UringError,
  WaitFlags,
  WaitIdType,
} from 'uring-sdk'
import { expect, test } from 'vitest'
import { issuers } from '../../generated/operations.ts'
import { needsKernel } from '../raw/fixtures/bench.ts'
import { kernelTest } from '../support/kernel-test.ts'
import { filesOfCheckout } from '../rules/files.ts'
import { hushed, rejection, thrown } from './fixtures/rings.ts'
import {
  type Bench,
  connection,
  fileOf,
  folderOf,
  own,
  pipe,
  portOf,
  refused,
  text,
  withRing,
} from './methods-helpers.ts'

/** A child that does nothing until it is told to. */
async function child(bench: Bench): Promise<ReturnType<typeof spawn> & { pid: number }> {
  const process = spawn('cat', { stdio: ['pipe', 'ignore', 'ignore'] })
  const closed = once(process, 'close')
  await once(process, 'spawn')
  bench.later(() => {
    process.kill('SIGKILL')
    return closed
  })
  const { pid } = process
  if (pid === undefined) throw new Error('it was spawned')
  return Object.assign(process, { pid })
}

test('every method of an operation is called by one of these tests', () => {
  const written = filesOfCheckout()
    .filter(({ path }) => /^test\/ring\/methods-\w+\.test\.ts$/.test(path))
    .map((file) => file.text)
    .join('\n')
  // Two have no body here: the Ring itself makes them.
  const names = [
    'closeFd',
    'recvmsgMultishot',
    ...Object.getOwnPropertyNames(RingOperations.prototype),
  ]
  const missing = names.filter((name) => {
    return name !== 'constructor' && !new RegExp(`\\bring\\.${name}\\(`).test(written)
  })
  expect(names.length).toBeGreaterThan(50)
  expect(missing).toEqual([])
})

kernelTest(
  'nop completes with nothing',
  { needs: [Op.NOP] },
  withRing(async ({ ring }) => {
    expect(await ring.nop()).toBeUndefined()
    const many = Array.from({ length: 1000 }, () => ring.nop())
    expect(ring.inFlight).toBe(1000)
    await Promise.all(many)
    expect(ring.inFlight).toBe(0)
    expect(await ring.nop({ drain: true, async: true })).toBeUndefined()
  }),
)

kernelTest(
  'timeout resolves when the time is over, and not before',
  { needs: [Op.TIMEOUT] },
  withRing(async ({ ring }) => {
    const start = performance.now()
    expect(await ring.timeout(30.5)).toBeUndefined()
    expect(performance.now() - start).toBeGreaterThan(30)
    const flags = TimeoutFlags.ABS | TimeoutFlags.REALTIME
    const until = Date.now() + 30
    await ring.timeout(until, { flags })
    expect(Date.now()).toBeGreaterThanOrEqual(until)
    await ring.timeout(0)
    expect(thrown(() => ring.timeout(-1)).code).toBe('ERR_OUT_OF_RANGE')
    const both = TimeoutFlags.BOOTTIME | TimeoutFlags.REALTIME
    await refused(ring.timeout(1, { flags: both }), 'EINVAL', 'TIMEOUT')
  }),
)

kernelTest(
  'timeout resolves early when as many others have completed as it was told',
  { needs: [Op.TIMEOUT] },
  withRing(async ({ ring }) => {
    const start = performance.now()
    const early = ring.timeout(20_000, { count: 2 })
    await Promise.all([ring.nop(), ring.nop()])
    expect(await early).toBeUndefined()
    expect(performance.now() - start).toBeLessThan(5000)
  }),
)

kernelTest(
  'timeoutMultishot beats as often as it was told, or until it is left',
  { needs: [Op.TIMEOUT] },
  withRing(async (bench) => {
    needsKernel(bench.context, '6.4', 'TimeoutFlags.MULTISHOT')
    const { ring } = bench
    const start = performance.now()
    const beats: number[] = []
    for await (const beat of ring.timeoutMultishot(10, { count: 3 })) beats.push(beat)
    expect(beats).toEqual([0, 0, 0])
    expect(performance.now() - start).toBeGreaterThan(29)
    let count = 0
    for await (const beat of ring.timeoutMultishot(5)) {
      expect(beat).toBe(0)
      if (++count === 4) break
    }
    expect(count).toBe(4)
  }),
)

kernelTest(
  'pollAdd says what a descriptor is ready for',
  { needs: [Op.POLL_ADD] },
  withRing(async (bench) => {
    const { ring } = bench
    const [read, write] = pipe(bench)
    expect(await ring.pollAdd(write, PollEvents.OUT | PollEvents.IN)).toBe(PollEvents.OUT)
    const readable = ring.pollAdd(read, PollEvents.IN)
    await ring.nop()
    expect(ring.inFlight).toBe(1)
    writeSync(write, 'x')
    expect(await readable).toBe(PollEvents.IN)
    const [near, far] = await connection(bench)
    await ring.shutdown(far, ShutdownHow.RDWR)
    const events = PollEvents.IN | PollEvents.RDHUP
    expect(await ring.pollAdd(near, events)).toBe(events)
    const { fd } = fileOf(bench)
    expect(await ring.pollAdd(fd, PollEvents.IN)).toBe(PollEvents.IN)
    await refused(ring.pollAdd(987_654, PollEvents.IN), 'EBADF', 'POLL_ADD')
  }),
)

kernelTest(
  'pollAddMultishot says it every time',
  { needs: [Op.POLL_ADD] },
  withRing(async (bench) => {
    const { ring } = bench
    const [read, write] = pipe(bench)
    const stream = ring.pollAddMultishot(read, PollEvents.IN)
    for (let i = 0; i < 3; i++) {
      writeSync(write, 'x')
      expect(await stream.next()).toEqual({ value: PollEvents.IN, done: false })
      readSync(read, Buffer.alloc(1))
    }
    expect(ring.inFlight).toBe(1)
    await stream.return?.()
    expect(await stream.next()).toEqual({ value: undefined, done: true })
    const bad = ring.pollAddMultishot(987_654, PollEvents.IN)
    await refused(bad.next(), 'EBADF', 'POLL_ADD')
  }),
)

kernelTest(
  'fixedFdInstall makes a plain descriptor of a direct one, which stays',
  { needs: [Op.FIXED_FD_INSTALL, Op.OPENAT] },
  withRing(
    async (bench) => {
      const { ring } = bench
      const { path } = fileOf(bench)
      writeFileSync(path, 'both')
      const direct = await ring.openat(path, OpenFlags.RDONLY, 0, { slot: 1 })
      const flags = FixedFdFlags.NO_CLOEXEC
      const made = [ring.fixedFdInstall(direct), ring.fixedFdInstall(direct, { flags })]
      const plain = await Promise.all([...made, direct.install()])
      for (const [index, fd] of plain.entries()) {
        expect(fd).toMatchObject({ direct: false, closed: false })
        expect(fstatSync(fd.value).size).toBe(4)
        const info = readFileSync(`/proc/self/fdinfo/${fd.value}`, 'utf8')
        expect(/flags:\s+02/.test(info)).toBe(index !== 1)
        await fd.close()
      }
      const buffer = Buffer.alloc(4)
      expect(await ring.read(direct, buffer, 0)).toBe(4)
      expect(text(buffer)).toBe('both')
      await direct.close()
      expect(thrown(() => ring.fixedFdInstall(direct)).code).toBe('ERR_URING_FD_CLOSED')
      const plainFd = own(bench, await ring.openat(path, OpenFlags.RDONLY))
      expect(thrown(() => plainFd.install()).code).toBe('ERR_URING_FD_PLAIN')
      await refused(ring.fixedFdInstall(plainFd), 'EBADF', 'FIXED_FD_INSTALL')
    },
    { slots: 2 },
  ),
)

kernelTest(
  'waitid says that a child was stopped and goes on',
  { needs: [Op.WAITID] },
  withRing(async (bench) => {
    const { ring } = bench
    const { pid } = await child(bench)
    const stopped = ring.waitid(WaitIdType.PID, pid, WaitFlags.STOPPED)
    process.kill(pid, 'SIGSTOP')
    const { siPid, siCode, siStatus, siSigno, siUid } = await stopped
    expect({ siPid, siCode, siStatus, siSigno }).toEqual({
      siPid: pid,
      siCode: ChildCode.STOPPED,
      siStatus: constants.signals.SIGSTOP,
      siSigno: constants.signals.SIGCHLD,
    })
    expect(siUid).toBe(process.getuid?.())
    const continued = ring.waitid(WaitIdType.PID, pid, WaitFlags.CONTINUED)
    process.kill(pid, 'SIGCONT')
    expect(await continued).toMatchObject({ siPid: pid, siCode: ChildCode.CONTINUED })
  }),
)

kernelTest(
  'waitid says how a child ended, and leaves it to node:child_process if told so',
  { needs: [Op.WAITID] },
  withRing(async (bench) => {
    const { ring } = bench
    const process = await child(bench)
    const ended = once(process, 'close')
    const states = WaitFlags.EXITED | WaitFlags.NOWAIT
    const info = ring.waitid(WaitIdType.PID, process.pid, states)
    process.stdin?.end()
    const { siPid, siCode, siStatus } = await info
    expect({ siPid, siCode, siStatus }).toEqual({
      siPid: process.pid,
      siCode: ChildCode.EXITED,
      siStatus: 0,
    })
    expect(await ended).toEqual([0, null])
    await refused(ring.waitid(WaitIdType.PID, process.pid, WaitFlags.EXITED), 'ECHILD', 'WAITID')
    await refused(ring.waitid(99, 0, WaitFlags.EXITED), 'EINVAL', 'WAITID')
  }),
)

kernelTest(
  'issue takes the fields of an operation by name: files and paths',
  { needs: [Op.OPENAT, Op.WRITE, Op.READ, Op.STATX, Op.RENAMEAT, Op.UNLINKAT, Op.MKDIRAT] },
  withRing(async (bench) => {
    const { ring } = bench
    const path = join(folderOf(bench), 'folder')
    await ring.issue(Op.MKDIRAT, { path })
    const at = own(bench, await ring.issue(Op.OPENAT, { path, flags: OpenFlags.DIRECTORY }))
    const flags = OpenFlags.CREAT | OpenFlags.RDWR
    const fd = await ring.issue(Op.OPENAT, { path: 'file', flags, mode: 0o600, at })
    expect(await ring.issue(Op.WRITE, { fd, data: Buffer.from('hello'), position: 0 })).toBe(5)
    expect(await ring.issue(Op.WRITEV, { fd, buffers: [Buffer.from(' you')], position: 5 })).toBe(4)
    const buffer = Buffer.alloc(20)
    expect(await ring.issue(Op.READ, { fd, buffer, position: 0 })).toBe(9)
    expect(text(buffer, 9)).toBe('hello you')
    expect(await ring.issue(Op.READV, { fd, buffers: [buffer], position: 6 })).toBe(3)
    expect(await ring.issue(Op.FSYNC, { fd })).toBeUndefined()
    await ring.issue(Op.FALLOCATE, { fd, mode: 0, position: 0, length: 100 })
    const asked = await ring.issue(Op.STATX, { path: '', at: fd, flags: AtFlags.EMPTY_PATH })
    expect(asked.stxSize).toBe(100)
    expect(await ring.issue(Op.CLOSE, { fd })).toBeUndefined()
    expect(fd.closed).toBe(true)
    const [oldPath, newPath] = [join(path, 'file'), join(path, 'new')]
    await ring.issue(Op.RENAMEAT, { oldPath, newPath })
    await ring.issue(Op.SYMLINKAT, { target: 'new', linkPath: oldPath })
    expect(readFileSync(oldPath).subarray(0, 9).toString()).toBe('hello you')
    await ring.issue(Op.LINKAT, { oldPath: newPath, newPath: join(path, 'second') })
    for (const name of ['file', 'new', 'second']) await ring.issue(Op.UNLINKAT, { path: name, at })
    await ring.issue(Op.UNLINKAT, { path, flags: AtFlags.REMOVEDIR })
    await refused(ring.issue(Op.OPENAT, { path, flags: 0 }), 'ENOENT', 'OPENAT')
  }),
)

kernelTest(
  'issue takes the fields of an operation by name: sockets and the rest',
  { needs: [Op.SOCKET, Op.CONNECT, Op.ACCEPT, Op.SEND, Op.RECV, Op.SEND_ZC, Op.SHUTDOWN] },
  withRing(async (bench) => {
    const { ring } = bench
    const listener = own(bench, await ring.openListener({ port: 0, host: '127.0.0.1' }))
    const [domain, type] = [AddressFamily.INET, SocketType.STREAM]
    const near = own(bench, await ring.issue(Op.SOCKET, { domain, type }))
    const accepting = ring.issue(Op.ACCEPT, { fd: listener })
    const address = { address: '127.0.0.1', port: portOf(listener) }
    expect(await ring.issue(Op.CONNECT, { fd: near, address })).toBeUndefined()
    const far = own(bench, await accepting)
    const data = Buffer.from('data')
    expect(await ring.issue(Op.SEND, { fd: near, data, flags: MsgFlags.NOSIGNAL })).toBe(4)
    expect(await ring.issue(Op.SENDMSG, { fd: near, buffers: [data, data] })).toBe(8)
    expect(await ring.issue(Op.SEND_ZC, { fd: near, data })).toBe(4)
    expect(await ring.issue(Op.POLL_ADD, { fd: far, events: PollEvents.IN })).toBe(PollEvents.IN)
    const buffer = Buffer.alloc(16)
    const flags = MsgFlags.WAITALL
    expect(await ring.issue(Op.RECV, { fd: far, buffer, flags })).toBe(16)
    expect(text(buffer)).toBe('datadatadatadata')
    await ring.issue(Op.SHUTDOWN, { fd: near, how: ShutdownHow.WR })
    const end = await ring.issue(Op.RECVMSG, { fd: far, buffers: [buffer] })
    expect(end).toEqual({ bytes: 0, from: undefined, flags: 0 })
    expect(await ring.issue(Op.NOP)).toBeUndefined()
    expect(await ring.issue(Op.TIMEOUT, { timeout: 1 })).toBeUndefined()
    const timeout = ring.issue(Op.RECV, { fd: listener, buffer, timeout: 0 })
    expect(await rejection(timeout)).toBeInstanceOf(UringError)
  }),
)

kernelTest(
  'URING_CMD is getsockopt to issue',
  { needs: [Op.URING_CMD] },
  withRing(async (bench) => {
    needsKernel(bench.context, '6.7', 'SocketOp.GETSOCKOPT')
    const { ring } = bench
    const [fd] = await connection(bench)
    const value = Int32Array.of(0)
    const name = SocketOption.DOMAIN
    const asked = { fd, level: SocketLevel.SOCKET, name, value }
    expect(await ring.issue(Op.URING_CMD, asked)).toBe(4)
    expect(value[0]).toBe(AddressFamily.INET)
  }),
)

kernelTest(
  'issue and multishot take the names of the submission for an opcode that has no row',
  { needs: [Op.PROVIDE_BUFFERS, Op.REMOVE_BUFFERS] },
  withRing(async ({ ring }) => {
    expect(issuers[Op.PROVIDE_BUFFERS]).toBeUndefined()
    const group = 700
    const addr = ring.alloc(96)
    // `fd` is their number, `len` the size of each, and the group stands where an index would.
    const given = { fd: 3, addr, len: 32, off: 0, bufIndex: group }
    expect(await ring.issue(Op.PROVIDE_BUFFERS, given)).toBe(0)
    expect(await ring.issue(Op.REMOVE_BUFFERS, { fd: 2, bufIndex: group })).toBe(2)
    const seen: Completion[] = []
    const stream = ring.multishot(Op.REMOVE_BUFFERS, { fd: 5, bufIndex: group })
    for await (const completion of stream) seen.push(completion)
    expect(seen).toHaveLength(1)
    expect(seen[0]?.res).toBe(1)
    expect((seen[0]?.flags ?? 0) & CqeFlags.F_MORE).toBe(0)
    const none = ring.issue(Op.REMOVE_BUFFERS, { fd: 1, bufIndex: group + 1 })
    await refused(none, 'ENOENT', 'REMOVE_BUFFERS')
  }),
)

kernelTest(
  'issue and multishot refuse a name that the opcode does not have, and say which it has',
  { needs: [] },
  withRing(async ({ ring }) => {
    const buffer = Buffer.alloc(4)
    const wrong: object = { fd: 0, buffer, positon: 5 }
    const error = thrown(() => ring.issue(Op.READ, wrong as never))
    expect(error.code).toBe('ERR_INVALID_ARG_VALUE')
    expect(error.message).toContain('positon')
    expect(error.message).toContain('READ, which takes fd, buffer, position, flags')
    const refuse = (call: () => unknown): void => {
      expect(thrown(call).code).toBe('ERR_INVALID_ARG_VALUE')
    }
    refuse(() => ring.issue(Op.NOP, { flags: 1 } as never))
    refuse(() => ring.multishot(Op.ACCEPT, { fd: 0, slot: 1 } as never))
    refuse(() => ring.issue(Op.PROVIDE_BUFFERS, { fd: 0, buffer } as never))
    refuse(() => ring.multishot(Op.PROVIDE_BUFFERS, { group: 1 } as never))
    expect(ring.inFlight).toBe(0)
    await ring.issue(Op.NOP, { timeout: 1000, drain: false, async: false })
  }),
)

kernelTest(
  'multishot takes the fields of a stream by name',
  { needs: [Op.ACCEPT, Op.RECV, Op.POLL_ADD] },
  withRing(async (bench) => {
    const { ring } = bench
    const listener = own(bench, await ring.openListener({ port: 0, host: '127.0.0.1' }))
    const sockets = ring.multishot(Op.ACCEPT, { fd: listener })
    const near = own(
      bench,
      await ring.openConnection({ port: portOf(listener), host: '127.0.0.1' }),
    )
    const { value: far } = await sockets.next()
    if (far === undefined) throw new Error('it ended')
    await sockets.return?.()
    const events = ring.multishot(Op.POLL_ADD, { fd: far, events: PollEvents.IN })
    const chunks = ring.multishot(Op.RECV, { fd: far })
    await ring.sendAll(near, Buffer.from('named'))
    expect((await events.next()).value).toBe(PollEvents.IN)
    const { value: chunk } = await chunks.next()
    if (chunk === undefined) throw new Error('it ended')
    expect(text(chunk.copy())).toBe('named')
    await Promise.all([events.return?.(), chunks.return?.()])
    await far.close()
  }),
)

kernelTest(
  'an opcode that is none, or has no such form, is refused',
  { needs: [] },
  withRing(async ({ ring }) => {
    const { issue, multishot } = {
      issue: (op: number) => thrown(() => ring.issue(op)).code,
      multishot: (op: number) => thrown(() => ring.multishot(op)).code,
    }
    for (const op of [-1, 256, 1.5, Number.NaN]) {
      expect(issue(op)).toBe('ERR_OUT_OF_RANGE')
      expect(multishot(op)).toBe('ERR_OUT_OF_RANGE')
    }
    expect(multishot(Op.FSYNC)).toBe('ERR_OUT_OF_RANGE')
    // A number is no name: the compiler takes the row of an opcode that it knows.
    const unknown: number = 250
    const error = await rejection(ring.issue(unknown))
    expect(error).toMatchObject({ code: 'EINVAL', syscall: 'uring_op_250', op: 'OP_250' })
    await expect(ring.multishot(unknown).next()).rejects.toMatchObject({ code: 'EINVAL' })
  }),
)

kernelTest(
  'a descriptor that is none is EBADF to every operation, and nonsense is refused at the call',
  { needs: [] },
  withRing(async ({ ring }) => {
    const buffer = Buffer.alloc(4)
    const fd = 987_654
    await refused(ring.read(fd, buffer), 'EBADF', 'READ')
    await refused(ring.write(fd, buffer), 'EBADF', 'WRITE')
    await refused(ring.readv(fd, [buffer]), 'EBADF', 'READV')
    await refused(ring.fsync(fd), 'EBADF', 'FSYNC')
    await refused(ring.recv(fd, buffer), 'EBADF', 'RECV')
    await refused(ring.send(fd, buffer), 'EBADF', 'SEND')
    await refused(ring.sendAll(fd, buffer), 'EBADF', 'SEND')
    await refused(ring.accept(fd), 'EBADF', 'ACCEPT')
    await refused(ring.closeFd(fd), 'EBADF', 'CLOSE')
    await refused(ring.readAll(fd, buffer), 'EBADF', 'READ')
    await refused(ring.writeAll(fd, buffer), 'EBADF', 'WRITE')
    await refused(ring.recvMultishot(fd).next(), 'EBADF', 'RECV')
    await refused(ring.recvmsg(fd, [buffer]), 'EBADF', 'RECVMSG')
    for (const wrong of [-1, 1.5, 2 ** 31, Number.NaN]) {
      expect(thrown(() => ring.read(wrong, buffer)).code).toBe('ERR_OUT_OF_RANGE')
    }
    expect(thrown(() => ring.read('3' as never, buffer)).code).toBe('ERR_INVALID_ARG_TYPE')
    expect(thrown(() => ring.read(3, [] as never)).code).toBe('ERR_INVALID_ARG_TYPE')
    expect(thrown(() => ring.read(3, buffer, 2 ** 53)).code).toBe('ERR_OUT_OF_RANGE')
    expect(thrown(() => ring.read(3, buffer, 0, 5 as never)).code).toBe('ERR_INVALID_ARG_TYPE')
  }),
)

kernelTest(
  'a signal and a timeout end what would wait for ever',
  { needs: [Op.READ, Op.POLL_ADD] },
  withRing(async (bench) => {
    const { ring } = bench
    const [read] = pipe(bench)
    const controller = new AbortController()
    const aborted = hushed(ring.read(read, Buffer.alloc(1), -1, { signal: controller.signal }))
    const late = hushed(ring.pollAdd(read, PollEvents.IN, { timeout: 20 }))
    controller.abort('enough')
    expect(await rejection(aborted)).toMatchObject({ name: 'AbortError', cause: 'enough' })
    const error = await rejection(late)
    expect(error).toBeInstanceOf(UringError)
    expect(error).toMatchObject({ code: 'ETIME', errno: -62, syscall: 'uring_poll_add' })
  }),
)

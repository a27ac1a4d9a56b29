import { openSync, readFileSync, readSync, writeFileSync, writeSync } from 'node:fs'
import { constants } from 'node:os'
import { Worker } from 'node:worker_threads'
import {
  AddressFamily,
  BlockCommand,
  ControlMessage,
  FileAdvice,
  FutexFlags,
  IntegrityFlags,
  IOPRIO_CLASS_SHIFT,
  IoPriorityClass,
  MsgFlags,
  NopFlags,
  Op,
  OpenFlags,
  PollEvents,
  SocketLevel,
  SocketOp,
  SocketOption,
  SocketType,
} from 'uring-sdk'
import { cmsgSpace, controlMessages, writeCmsg } from 'uring-sdk/raw'
import { expect } from 'vitest'
import { defaultKernel } from '../../src/kernel/default.ts'
import { needsKernel } from '../raw/fixtures/bench.ts'
import { kernelTest } from '../support/kernel-test.ts'
import { pattern, rejection, thrown } from './fixtures/rings.ts'
import {
  type Bench,
  connection,
  datagramFd,
  fileOf,
  nodeDatagrams,
  own,
  pipe,
  portOf,
  refused,
  text,
  withRing,
} from './methods-helpers.ts'

const SLOTS = { slots: 8 }
const ENTRY = new URL('../kernel/fixtures/worker-entry.mjs', import.meta.url)

const SYS_IOCTL = process.arch === 'arm64' ? 29 : 16
/** Requests of loop(4). */
const Loop = { SET_FD: 0x4c00, CLR_FD: 0x4c01, CTL_GET_FREE: 0x4c82 }

/** A block device over a file, for the length of the test. */
function loopDevice(bench: Bench, file: number): number {
  const kernel = defaultKernel()
  const open = (path: string): number => {
    try {
      return own(bench, openSync(path, 'r+'))
    } catch {
      return bench.context.skip(`needs loop devices, and cannot open ${path}`)
    }
  }
  const number = kernel.syscall(SYS_IOCTL, open('/dev/loop-control'), Loop.CTL_GET_FREE)
  if (number < 0) bench.context.skip(`needs a free loop device, ioctl answers ${number}`)
  const device = open(`/dev/loop${number}`)
  const answer = kernel.syscall(SYS_IOCTL, device, Loop.SET_FD, file)
  if (answer < 0) bench.context.skip(`needs loop devices, ioctl answers ${answer}`)
  bench.later(() => kernel.syscall(SYS_IOCTL, device, Loop.CLR_FD, 0))
  return device
}

kernelTest(
  'nopFlags gives the result that it was asked for, also a failure',
  { needs: [Op.NOP] },
  withRing(async (bench) => {
    needsKernel(bench.context, '6.10', 'NopFlags.INJECT_RESULT')
    const { ring } = bench
    const { INJECT_RESULT } = NopFlags
    expect(await ring.nopFlags(INJECT_RESULT, { result: 4321 })).toBe(4321)
    expect(await ring.nopFlags(INJECT_RESULT, { result: 0x7fff_ffff })).toBe(0x7fff_ffff)
    const result = -constants.errno.ENOSPC
    await refused(ring.nopFlags(INJECT_RESULT, { result }), 'ENOSPC', 'NOP')
    // Without the flag it says nothing.
    expect(await ring.nopFlags(0, { result: 5 })).toBe(0)
    await refused(ring.nopFlags(0x4000_0000), 'EINVAL', 'NOP')
  }),
)

kernelTest(
  'nopFlags looks up files, slots and buffers, and completes by task work',
  { needs: [Op.NOP, Op.OPENAT] },
  withRing(async (bench) => {
    needsKernel(bench.context, '6.13', 'NopFlags.FILE')
    const { ring } = bench
    const { FILE, FIXED_BUFFER, TW } = NopFlags
    const { fd, path } = fileOf(bench)
    expect(await ring.nopFlags(FILE, { fd })).toBe(0)
    await refused(ring.nopFlags(FILE, { fd: 987_654 }), 'EBADF', 'NOP')
    const direct = await ring.openat(path, OpenFlags.RDONLY, 0, { slot: 3 })
    expect(await ring.nopFlags(FILE, { fd: direct })).toBe(0)
    await direct.close()
    await refused(ring.nopFlags(FIXED_BUFFER, { bufIndex: 60_000 }), 'EFAULT', 'NOP')
    const pool = ring.createPool({ kind: 'registered', count: 1, size: 512 })
    expect(await ring.nopFlags(FIXED_BUFFER, { bufIndex: 0 })).toBe(0)
    await pool[Symbol.asyncDispose]()
    needsKernel(bench.context, '6.16', 'NopFlags.TW')
    expect(await ring.nopFlags(TW)).toBe(0)
  }, SLOTS),
)

kernelTest(
  'pipe gives two ends, plain or in the direct table',
  { needs: [Op.PIPE] },
  withRing(async (bench) => {
    const { ring } = bench
    const [read, write] = await ring.pipe({ flags: OpenFlags.CLOEXEC })
    own(bench, read)
    own(bench, write)
    expect([read.direct, write.direct]).toEqual([false, false])
    expect(await ring.write(write, Buffer.from('through'))).toBe(7)
    const buffer = Buffer.alloc(10)
    expect(await ring.read(read, buffer)).toBe(7)
    expect(text(buffer, 7)).toBe('through')
    for (const slot of [5, -1]) {
      const ends = await ring.pipe({ slot })
      expect(ends.map((end) => end.direct)).toEqual([true, true])
      if (slot === 5) expect(ends.map((end) => end.value)).toEqual([5, 6])
      expect(await ring.write(ends[1], Buffer.from('slots'))).toBe(5)
      expect(await ring.read(ends[0], buffer)).toBe(5)
      expect(text(buffer, 5)).toBe('slots')
      for (const end of ends) await end.close()
    }
    await refused(ring.pipe({ flags: 1 }), 'EINVAL', 'PIPE')
    const issued = await ring.issue(Op.PIPE, {})
    for (const end of issued) await end.close()
  }, SLOTS),
)

kernelTest(
  'futexWait waits for futexWake, and not for a word that holds something else',
  { needs: [Op.FUTEX_WAIT, Op.FUTEX_WAKE] },
  withRing(async ({ ring }) => {
    const word = new Int32Array(new SharedArrayBuffer(8))
    word[0] = 5
    await refused(ring.futexWait(word, 4), 'EAGAIN', 'FUTEX_WAIT')
    const waiting = [ring.futexWait(word, 5), ring.futexWait(word, 5, { mask: 2 })]
    expect(await ring.futexWake(word, 5, { mask: 4 })).toBe(1)
    expect(await ring.futexWake(word, 5)).toBe(1)
    expect(await Promise.all(waiting)).toEqual([undefined, undefined])
    expect(await ring.futexWake(word, 5)).toBe(0)
    const futexFlags = FutexFlags.SIZE_U32
    const shared = ring.issue(Op.FUTEX_WAIT, { futex: word, value: 5, futexFlags })
    expect(await ring.issue(Op.FUTEX_WAKE, { futex: word, value: 1, futexFlags })).toBe(1)
    expect(await shared).toBeUndefined()
    const aborted = ring.futexWait(word, 5, { signal: AbortSignal.timeout(10) })
    expect(await rejection(aborted)).toMatchObject({ name: 'AbortError', code: 'ABORT_ERR' })
    expect(thrown(() => ring.futexWait([5] as never, 5)).code).toBe('ERR_INVALID_ARG_TYPE')
  }),
)

kernelTest(
  'futexWait is woken by another thread that shares the memory',
  { needs: [Op.FUTEX_WAIT, Op.FUTEX_WAKE] },
  withRing(async (bench) => {
    const { ring } = bench
    const word = new Int32Array(new SharedArrayBuffer(4))
    const waiting = ring.futexWait(word, 0)
    await ring.nop()
    const entry = new URL('./fixtures/futex-waker.ts', import.meta.url).href
    const worker = new Worker(ENTRY, { workerData: { entry, word } })
    const ended = new Promise((resolve, reject) => worker.on('exit', resolve).on('error', reject))
    expect(await waiting).toBeUndefined()
    expect(word[0]).toBe(1)
    expect(await ended).toBe(0)
  }),
)

kernelTest(
  'sendVectorized sends pieces in order, to a peer or to an address',
  { needs: [Op.SEND, Op.RECV] },
  withRing(async (bench) => {
    needsKernel(bench.context, '6.17', 'SendRecvFlags.SEND_VECTORIZED')
    const { ring } = bench
    const [near, far] = await connection(bench)
    const pieces = ['one ', 'two ', 'three'].map((word) => Buffer.from(word))
    expect(await ring.sendVectorized(near, pieces)).toBe(13)
    const buffer = Buffer.alloc(13)
    expect(await ring.recv(far, buffer, { flags: MsgFlags.WAITALL })).toBe(13)
    expect(text(buffer)).toBe('one two three')
    const many = Array.from({ length: 64 }, (_, i) => pattern(1000).subarray(0, i + 1))
    const total = many.reduce((sum, piece) => sum + piece.length, 0)
    expect(await ring.sendZcVectorized(near, many)).toBe(total)
    const whole = Buffer.alloc(total)
    expect(await ring.recv(far, whole, { flags: MsgFlags.WAITALL })).toBe(total)
    expect(whole.equals(Buffer.concat(many))).toBe(true)
    const { fd } = await datagramFd(bench)
    const { socket, port } = await nodeDatagrams(bench)
    const to = { address: '127.0.0.1', port }
    const came = new Promise<Buffer>((resolve) => socket.once('message', resolve))
    expect(await ring.sendVectorized(fd, pieces, { to })).toBe(13)
    expect((await came).toString()).toBe('one two three')
    await refused(ring.sendVectorized(987_654, pieces), 'EBADF', 'SEND')
  }),
)

kernelTest(
  'a zero-copy send takes an address, from any memory and from a registered buffer',
  { needs: [Op.SEND_ZC] },
  withRing(async (bench) => {
    const { ring } = bench
    const { fd } = await datagramFd(bench)
    const { socket, port } = await nodeDatagrams(bench)
    const to = { address: '127.0.0.1', port }
    const next = (): Promise<Buffer> => new Promise((resolve) => socket.once('message', resolve))
    let came = next()
    expect(await ring.sendZc(fd, Buffer.from('far away'), { to })).toBe(8)
    expect((await came).toString()).toBe('far away')
    const pool = ring.createPool({ kind: 'registered', count: 1, size: 512 })
    const lease = pool.take()
    if (lease === null) throw new Error('it has one')
    lease.bytes.set(Buffer.from('fixed'))
    lease.length = 5
    came = next()
    expect(await ring.sendZcFixed(fd, lease, { to })).toBe(5)
    expect((await came).toString()).toBe('fixed')
    const wrong = { address: 'localhost', port }
    const error = thrown(() => ring.sendZc(fd, Buffer.from('x'), { to: wrong }))
    expect(error.code).toBe('ERR_INVALID_ARG_VALUE')
    expect(error.message).toContain('options.to')
    await pool[Symbol.asyncDispose]()
  }),
)

kernelTest(
  'sendmsg and recvmsg carry control messages: descriptors from one end to the other',
  { needs: [Op.SENDMSG, Op.RECVMSG] },
  withRing(async (bench) => {
    const { ring } = bench
    const path = `\0uring-sdk-${process.pid}-control`
    const listener = own(bench, await ring.openListener({ path }))
    const [near, far] = await Promise.all([ring.openConnection({ path }), ring.accept(listener)])
    own(bench, near)
    own(bench, far)
    const ends = pipe(bench)
    const control = Buffer.alloc(cmsgSpace(8))
    const data = new Uint8Array(Int32Array.from(ends).buffer)
    writeCmsg(control, 0, { level: SocketLevel.SOCKET, type: ControlMessage.RIGHTS, data })
    const room = Buffer.alloc(cmsgSpace(64))
    const flags = MsgFlags.CMSG_CLOEXEC
    const coming = ring.recvmsg(far, [Buffer.alloc(8)], { control: room, flags })
    expect(await ring.sendmsg(near, [Buffer.from('ends')], { control })).toBe(4)
    const message = await coming
    expect(message.bytes).toBe(4)
    const list = [...controlMessages(room.subarray(0, message.control))]
    expect(list).toHaveLength(1)
    const copy = Uint8Array.from(list[0]?.data ?? [])
    const [read = -1, write = -1] = new Int32Array(copy.buffer)
    expect(await ring.write(write, Buffer.from('passed'))).toBe(6)
    const buffer = Buffer.alloc(6)
    expect(readSync(ends[0], buffer)).toBe(6)
    expect(text(buffer)).toBe('passed')
    await Promise.all([ring.closeFd(read), ring.closeFd(write)])
    // Where there was no room for any, nothing is said of them.
    const plain = ring.recvmsg(far, [buffer])
    await ring.sendmsg(near, [Buffer.from('ends')])
    expect((await plain).control).toBeUndefined()
  }),
)

kernelTest(
  'with pollFirst a socket waits until it is ready, and dontWait never does',
  { needs: [Op.ACCEPT, Op.SEND, Op.RECV, Op.SENDMSG, Op.RECVMSG] },
  withRing(async (bench) => {
    const { ring } = bench
    const [near, far] = await connection(bench)
    const data = Buffer.from('ready')
    const buffer = Buffer.alloc(5)
    const both = { pollFirst: true, timeout: 20_000 }
    const receiving = ring.recv(far, buffer, both)
    expect(await ring.send(near, data, both)).toBe(5)
    expect(await receiving).toBe(5)
    const message = ring.recvmsg(far, [buffer], both)
    expect(await ring.sendmsg(near, [data], both)).toBe(5)
    expect((await message).bytes).toBe(5)
    expect(await ring.sendZc(near, data, both)).toBe(5)
    for await (const chunk of ring.recvMultishot(far, both)) {
      expect(text(chunk.copy())).toBe('ready')
      break
    }
    needsKernel(bench.context, '6.10', 'AcceptFlags.DONTWAIT')
    const listener = own(bench, await ring.openListener({ port: 0, host: '127.0.0.1' }))
    await refused(ring.accept(listener, { dontWait: true }), 'EAGAIN', 'ACCEPT')
    const accepting = ring.accept(listener, both)
    const at = { port: portOf(listener), host: '127.0.0.1' }
    const [one, other] = await Promise.all([ring.openConnection(at), accepting])
    own(bench, one)
    own(bench, other)
  }),
)

kernelTest(
  'recvMultishot cuts what comes into leases of the length that it is given',
  { needs: [Op.RECV] },
  withRing(async (bench) => {
    needsKernel(bench.context, '6.17', 'a length of multishot RECV')
    const { ring } = bench
    const [near, far] = await connection(bench)
    await ring.sendAll(near, pattern(1000))
    const seen: Buffer[] = []
    let length = 0
    for await (const chunk of ring.recvMultishot(far, { length: 300 })) {
      seen.push(Buffer.from(chunk.copy()))
      length += seen.at(-1)?.length ?? 0
      if (length === 1000) break
    }
    expect(Math.max(...seen.map((chunk) => chunk.length))).toBe(300)
    expect(Buffer.concat(seen).equals(pattern(1000))).toBe(true)
  }),
)

kernelTest(
  'reads and writes take a priority, and fsync a range',
  { needs: [Op.READ, Op.WRITE, Op.READV, Op.WRITEV, Op.FSYNC] },
  withRing(async (bench) => {
    const { ring } = bench
    const { fd, path } = fileOf(bench)
    const ioprio = (IoPriorityClass.BE << IOPRIO_CLASS_SHIFT) | 7
    expect(await ring.write(fd, Buffer.from('first'), 0, { ioprio })).toBe(5)
    expect(await ring.writev(fd, [Buffer.from('rest')], 5, { ioprio })).toBe(4)
    const buffer = Buffer.alloc(9)
    expect(await ring.read(fd, buffer, 0, { ioprio })).toBe(9)
    expect(await ring.readv(fd, [buffer.subarray(5)], 5, { ioprio })).toBe(4)
    expect(text(buffer)).toBe('firstrest')
    expect(readFileSync(path).toString()).toBe('firstrest')
    const wrong = 7 << IOPRIO_CLASS_SHIFT
    await refused(ring.read(fd, buffer, 0, { ioprio: wrong }), 'EINVAL', 'READ')
    expect(thrown(() => ring.read(fd, buffer, 0, { ioprio: 65_536 })).code).toBe('ERR_OUT_OF_RANGE')
    expect(await ring.fsync(fd, { position: 0, length: 4096 })).toBeUndefined()
    expect(await ring.fsync(fd, { position: 4096 })).toBeUndefined()
  }),
)

kernelTest(
  'fadvise64 takes ranges of 4 GiB and more',
  { needs: [Op.FADVISE] },
  withRing(async (bench) => {
    needsKernel(bench.context, '6.11', 'a length of 64 bits')
    const { ring } = bench
    const { fd } = fileOf(bench)
    const advice = FileAdvice.WILLNEED
    expect(await ring.fadvise64(fd, 0, 0x2_0000_0000, advice)).toBeUndefined()
    await refused(ring.fadvise64(pipe(bench)[0], 0, 10, advice), 'ESPIPE', 'FADVISE')
  }),
)

kernelTest(
  'splice and tee take an Fd of either kind as their source',
  { needs: [Op.SPLICE, Op.TEE, Op.OPENAT] },
  withRing(async (bench) => {
    const { ring } = bench
    const { path } = fileOf(bench)
    const [read, write] = pipe(bench)
    writeFileSync(path, 'either')
    for (const options of [{}, { slot: 2 }]) {
      const source = await ring.openat(path, OpenFlags.RDONLY, 0, options)
      expect(await ring.splice(source, 0, write, -1, 100)).toBe(6)
      const buffer = Buffer.alloc(100)
      expect(readSync(read, buffer)).toBe(6)
      expect(text(buffer, 6)).toBe('either')
      await source.close()
      expect(thrown(() => ring.splice(source, 0, write, -1, 1)).code).toBe('ERR_URING_FD_CLOSED')
    }
    needsKernel(bench.context, '6.16', 'Op.PIPE')
    const [from, into] = await ring.pipe({ slot: 4 })
    await ring.write(into, Buffer.from('twice'))
    expect(await ring.tee(from, write, 100)).toBe(5)
    await Promise.all([from.close(), into.close()])
  }, SLOTS),
)

kernelTest(
  'getsockname knows the address of a socket and of its peer, also of a direct one',
  { needs: [Op.URING_CMD, Op.SOCKET, Op.ACCEPT] },
  withRing(async (bench) => {
    needsKernel(bench.context, '6.19', 'SocketOp.GETSOCKNAME')
    const { ring } = bench
    const listener = own(bench, await ring.openListener({ port: 0, host: '127.0.0.1' }))
    const at = { address: '127.0.0.1', port: portOf(listener), family: 'ipv4' }
    expect(await ring.getsockname(listener)).toEqual(at)
    const { INET } = AddressFamily
    const near = own(bench, await ring.socket(INET, SocketType.STREAM, 0, { slot: 1 }))
    const accepting = ring.accept(listener, { slot: 2 })
    await ring.connect(near, { address: at.address, port: at.port })
    const far = own(bench, await accepting)
    expect(await ring.getsockname(near, { peer: true })).toEqual(at)
    expect(await ring.getsockname(far)).toEqual(at)
    expect(await ring.getsockname(far, { peer: true })).toEqual(await ring.getsockname(near))
    await refused(ring.getsockname(listener, { peer: true }), 'ENOTCONN', 'URING_CMD')
  }, SLOTS),
)

kernelTest(
  'uringCmd runs any command of a socket, with its data in the submission',
  { needs: [Op.URING_CMD] },
  withRing(async (bench) => {
    needsKernel(bench.context, '6.7', 'SocketOp.GETSOCKOPT')
    const { ring } = bench
    const [near, far] = await connection(bench)
    await ring.send(near, Buffer.from('waits'))
    await ring.pollAdd(far, PollEvents.IN)
    expect(await ring.uringCmd(SocketOp.SIOCINQ, far)).toBe(5)
    // What lies at the address of an option's value is 0 here: no memory.
    const cmd = Buffer.alloc(16)
    const { SOCKET } = SocketLevel
    expect([SOCKET, SocketOption.TYPE].every((one) => one > 0)).toBe(true)
    await refused(ring.uringCmd(SocketOp.SETSOCKOPT, far, { cmd }), 'ENOPROTOOPT', 'URING_CMD')
    await refused(ring.uringCmd(0x7777, far), 'EOPNOTSUPP', 'URING_CMD')
    const tooLong = Buffer.alloc(17)
    const error = thrown(() => ring.uringCmd(SocketOp.SIOCINQ, far, { cmd: tooLong }))
    expect(error.code).toBe('ERR_OUT_OF_RANGE')
    await refused(ring.uringCmd(SocketOp.SIOCINQ, fileOf(bench).fd), 'EOPNOTSUPP', 'URING_CMD')
  }),
)

kernelTest(
  'discard and zoneResetAll are for block devices, and refused elsewhere',
  { needs: [Op.URING_CMD] },
  withRing(async (bench) => {
    needsKernel(bench.context, '6.12', 'BlockCommand.DISCARD')
    const { ring } = bench
    const { fd } = fileOf(bench)
    await refused(ring.discard(fd, 0, 4096), 'EOPNOTSUPP', 'URING_CMD')
    await refused(ring.zoneResetAll(fd), 'EOPNOTSUPP', 'URING_CMD')
    expect(BlockCommand.DISCARD).toBeLessThan(BlockCommand.ZONE_RESET_ALL)
  }),
)

kernelTest(
  'discard gives a range of a block device back',
  { needs: [Op.URING_CMD] },
  withRing(async (bench) => {
    needsKernel(bench.context, '6.12', 'BlockCommand.DISCARD')
    const { ring } = bench
    const { fd: file } = fileOf(bench)
    writeSync(file, Buffer.alloc(1 << 20, 'd'))
    const device = loopDevice(bench, file)
    const buffer = Buffer.alloc(4096)
    expect(await ring.read(device, buffer, 8192)).toBe(4096)
    expect(buffer.every((byte) => byte === 0x64)).toBe(true)
    expect(await ring.discard(device, 8192, 65_536)).toBeUndefined()
    // A loop device punches a hole into its file.
    expect(readSync(file, buffer, 0, 4096, 8192)).toBe(4096)
    expect(buffer.every((byte) => byte === 0)).toBe(true)
    expect(readSync(file, buffer, 0, 4096, 8192 + 65_536)).toBe(4096)
    expect(buffer.every((byte) => byte === 0x64)).toBe(true)
    await refused(ring.discard(device, 1, 4096), 'EINVAL', 'URING_CMD')
  }),
)

kernelTest(
  'protection information is refused for a file that keeps none',
  { needs: [Op.READ, Op.WRITE] },
  withRing(async (bench) => {
    needsKernel(bench.context, '6.14', 'RwAttributes.PI')
    const { ring } = bench
    const { fd } = fileOf(bench)
    const [buffer, data] = [Buffer.alloc(512), Buffer.alloc(8)]
    const pi = { data, flags: IntegrityFlags.CHK_GUARD, appTag: 7, seed: 1 }
    await refused(ring.readPi(fd, buffer, pi, 0), 'EINVAL', 'READ')
    await refused(ring.writePi(fd, buffer, pi, 0), 'EINVAL', 'WRITE')
    const wrong = { ...pi, appTag: 65_536 }
    expect(thrown(() => ring.readPi(fd, buffer, wrong)).message).toContain('pi.appTag')
    expect(thrown(() => ring.readPi(fd, buffer, 5 as never)).code).toBe('ERR_INVALID_ARG_TYPE')
  }),
)

import { readSync, writeFileSync } from 'node:fs'
import { release } from 'node:os'
import {
  EnterFlags,
  Errno,
  Iovec,
  Op,
  prep,
  Probe,
  ProbeFlags,
  ProbeOp,
  QueryHeader,
  QueryOp,
  QueryOpcodes,
  type RawRing,
  RegisterOp,
  registers,
  SetupFlags,
} from 'uring-sdk/raw'
import { describe, expect } from 'vitest'
import { Syscall } from '../../../generated/internal.ts'
import { opSince } from '../../../generated/support.ts'
import { put, results, wait } from '../../raw/fixtures/bench.ts'
import { pipe } from '../../raw/fixtures/sockets.ts'
import { isAtLeast, kernelTest } from '../../support/kernel-test.ts'
import { conformanceBench, opened, setUpAnswer, temporaryFolder } from './helpers.ts'

const bench = conformanceBench()
const { kernel } = bench
const path = temporaryFolder()
const QUERY = { register: RegisterOp.REGISTER_QUERY }

const RLIMIT_MEMLOCK = 8
const SYS_SETRESUID = process.arch === 'x64' ? 117 : 147
const NOBODY = 65_534
const KEEP = -1

describe('a set-up', () => {
  kernelTest('makes a ring of the wanted size', {}, () => {
    expect(setUpAnswer(bench, 4)).toBe(0)
    expect(bench.ring(0, 4).params.sqEntries).toBe(4)
  })

  kernelTest('refuses no entries, and bits and words of nobody', {}, () => {
    expect(setUpAnswer(bench, 0)).toBe(-Errno.EINVAL)
    for (const word of [28, 32, 36]) {
      const answer = setUpAnswer(bench, 4, ({ view }) => view.setUint32(word, 1, true))
      expect(answer).toBe(-Errno.EINVAL)
    }
    const all = setUpAnswer(bench, 4, (params) => {
      params.flags = 0xffff_ffff
    })
    expect(all).toBe(-Errno.EINVAL)
  })

  kernelTest('refuses a processor without a polling thread, and one that is not there', {}, () => {
    const alone = setUpAnswer(bench, 4, (params) => {
      params.flags = SetupFlags.SQ_AFF
    })
    const missing = setUpAnswer(bench, 4, (params) => {
      params.flags = SetupFlags.SQPOLL | SetupFlags.SQ_AFF
      params.sqThreadCpu = 100_000
    })
    expect([alone, missing]).toEqual([-Errno.EINVAL, -Errno.EINVAL])
  })

  kernelTest('needs memory for its parameters', {}, () => {
    expect(kernel.syscall(Syscall.io_uring_setup, 4, 0)).toBe(-Errno.EFAULT)
  })

  kernelTest('gives a descriptor that cannot be read', {}, () => {
    const ring = bench.ring()
    expect(() => readSync(ring.fd, new Uint8Array(8))).toThrow(
      expect.objectContaining({ code: 'EINVAL' }),
    )
  })

  kernelTest('takes a size of the completion queue that is not below that of the other', {}, () => {
    const answer = (cqEntries: number): number =>
      setUpAnswer(bench, 4, (params) => {
        params.flags = SetupFlags.CQSIZE
        params.cqEntries = cqEntries
      })
    expect([answer(0), answer(2), answer(64)]).toEqual([-Errno.EINVAL, -Errno.EINVAL, 0])
    expect(bench.ring(0, 4, 64).cq.entries).toBeGreaterThanOrEqual(64)
  })
})

describe('an enter', () => {
  const enter = (...words: readonly number[]): number =>
    kernel.syscall(Syscall.io_uring_enter, ...words)

  kernelTest('with nothing to do answers 0', {}, () => {
    expect(enter(bench.ring().fd, 0, 0, 0, 0, 0)).toBe(0)
  })

  kernelTest('refuses flags of nobody, and what is no ring', {}, () => {
    const [read] = pipe(bench)
    expect(enter(bench.ring().fd, 0, 0, 0xffff_ffff, 0, 0)).toBe(-Errno.EINVAL)
    expect(enter(-1, 0, 0, 0, 0, 0)).toBe(-Errno.EBADF)
    expect(enter(read, 0, 0, 0, 0, 0)).toBe(-Errno.EOPNOTSUPP)
  })

  kernelTest('hands a queue of reads over that are all whole', {}, () => {
    const ring = bench.ring()
    const content = Buffer.alloc(16 * 4096, 0x5a)
    writeFileSync(path('blocks'), content)
    const fd = opened(bench, path('blocks'), 'r')
    const memory = bench.memory(content.length)
    for (let i = 0; i < 16; i++) {
      put(ring, i, (sqe) => prep.read(sqe, fd, memory.address + i * 4096, 4096, i * 4096, 0))
    }
    ring.sq.publish()
    expect(enter(ring.fd, 16, 16, EnterFlags.GETEVENTS, 0, 0)).toBe(16)
    expect(Object.values(results(wait(ring, 16)))).toEqual(Array(16).fill(4096))
    expect(content.equals(memory.bytes)).toBe(true)
  })
})

describe('a register call', () => {
  const register = (...words: readonly number[]): number =>
    kernel.syscall(Syscall.io_uring_register, ...words)

  kernelTest('refuses what is no ring', {}, () => {
    const [read] = pipe(bench)
    expect(register(-2, RegisterOp.REGISTER_BUFFERS, 0, 0)).toBe(-Errno.EBADF)
    const answer = register(read, RegisterOp.REGISTER_BUFFERS, 0, 0)
    expect([-Errno.EOPNOTSUPP, -Errno.EBADF]).toContain(answer)
  })

  kernelTest('refuses operations of nobody, and counts and memory that cannot be', {}, () => {
    const { fd } = bench.ring()
    const { address } = bench.memory(Iovec.SIZE)
    expect(register(fd, 10_000, 0, 0)).toBe(-Errno.EINVAL)
    expect(register(fd, RegisterOp.REGISTER_BUFFERS, address, 0)).toBe(-Errno.EINVAL)
    expect(register(fd, RegisterOp.UNREGISTER_BUFFERS, 0, 1)).toBe(-Errno.EINVAL)
    expect(register(fd, RegisterOp.REGISTER_BUFFERS, 4096, 1)).toBe(-Errno.EFAULT)
    expect(register(fd, RegisterOp.REGISTER_FILES, 4096, 1)).toBe(-Errno.EFAULT)
  })

  /** Registers one buffer that is described by an iovec with any content. */
  function registerOne(ring: RawRing, address: number, length: number): number {
    const memory = bench.memory(Iovec.SIZE)
    const iovec = new Iovec(memory.bytes.buffer)
    iovec.iovBase = address
    iovec.iovLen = length
    return ring.register(RegisterOp.REGISTER_BUFFERS, memory.address, 1)
  }

  kernelTest('refuses a buffer without bytes, with too many, and of no memory', {}, () => {
    const ring = bench.ring()
    const { address } = bench.memory(4096)
    expect(registerOne(ring, address, 0)).toBe(-Errno.EFAULT)
    // Newer kernels say more exactly what is wrong with a length beyond all.
    expect([-Errno.EFAULT, -Errno.EOVERFLOW]).toContain(registerOne(ring, address, 2 ** 40))
    expect(registerOne(ring, 4096, 4096)).toBe(-Errno.EFAULT)
    expect(registerOne(ring, address, 4096)).toBe(0)
  })

  /** Without privileges on this thread; other threads of the process keep theirs. */
  function asNobody<T>(act: () => T): T {
    const isRoot = process.geteuid?.() === 0
    if (isRoot) expect(kernel.syscall(SYS_SETRESUID, KEEP, NOBODY, KEEP)).toBe(0)
    try {
      return act()
    } finally {
      if (isRoot) expect(kernel.syscall(SYS_SETRESUID, KEEP, 0, KEEP)).toBe(0)
    }
  }

  kernelTest('refuses more bytes than may be locked', {}, () => {
    const [old, next] = [bench.memory(16), bench.memory(16)]
    expect(kernel.syscall(Syscall.prlimit64, 0, RLIMIT_MEMLOCK, 0, old.address)).toBe(0)
    next.bytes.set(old.bytes)
    new DataView(next.bytes.buffer).setBigUint64(0, 65_536n, true)
    const ring = asNobody(() => bench.ring(0, 4))
    const { address } = bench.memory(2 ** 20)
    expect(kernel.syscall(Syscall.prlimit64, 0, RLIMIT_MEMLOCK, next.address, 0)).toBe(0)
    try {
      expect(registerOne(ring, address, 2 ** 20)).toBe(-Errno.ENOMEM)
    } finally {
      kernel.syscall(Syscall.prlimit64, 0, RLIMIT_MEMLOCK, old.address, 0)
    }
    expect(registerOne(ring, address, 4096)).toBe(0)
  })
})

describe('a probe', () => {
  kernelTest(
    'of a fresh ring tells every opcode up to the last, and that it is supported',
    {},
    () => {
      const memory = new ArrayBuffer(Probe.SIZE + 256 * ProbeOp.SIZE)
      expect(registers.registerProbe(bench.ring(), new Probe(memory))).toBe(0)
      const probe = new Probe(memory)
      expect(probe.lastOp).toBe(probe.opsLen - 1)
      const supported: number[] = []
      for (let i = 0; i < probe.opsLen; i++) {
        const told = probe.ops(i)
        expect(told.op).toBe(i)
        if ((told.flags & ProbeFlags.SUPPORTED) !== 0) supported.push(i)
      }
      const here = Object.values(Op).filter((op) => isAtLeast(release(), opSince[op] ?? '5.1'))
      expect(supported).toEqual(expect.arrayContaining(here))
    },
  )

  kernelTest('refuses memory that is not zero', {}, () => {
    const memory = new Uint8Array(Probe.SIZE + 256 * ProbeOp.SIZE)
    memory[0] = 1
    expect(registers.registerProbe(bench.ring(), new Probe(memory.buffer))).toBe(-Errno.EINVAL)
  })
})

describe('a query', () => {
  /** A row of queries, one behind the other, that all ask for the opcodes. */
  function queries(count: number): { headers: QueryHeader[]; ask(): number } {
    const stride = QueryHeader.SIZE + 2 * QueryOpcodes.SIZE
    const { bytes, address } = bench.memory(count * stride)
    const headers = Array.from({ length: count }, (_, i) => {
      const header = new QueryHeader(bytes.buffer, i * stride)
      header.queryOp = QueryOp.OPCODES
      header.size = QueryOpcodes.SIZE
      header.queryData = address + i * stride + QueryHeader.SIZE
      header.nextEntry = i + 1 < count ? address + (i + 1) * stride : 0
      return header
    })
    return { headers, ask: () => kernel.register(-1, RegisterOp.REGISTER_QUERY, address, 0) }
  }

  const only = { needs: [QUERY] }
  const dataOf = (header: QueryHeader | undefined): QueryOpcodes => {
    if (header === undefined) throw new Error('no such query')
    return new QueryOpcodes(header.view.buffer, header.view.byteOffset + QueryHeader.SIZE)
  }

  kernelTest('of the opcodes counts those of register', only, () => {
    const { headers, ask } = queries(1)
    expect(ask()).toBe(0)
    expect(headers[0]?.result).toBe(0)
    expect(dataOf(headers[0]).nrRegisterOpcodes).toBeGreaterThan(35)
  })

  kernelTest('that nobody knows is told in its own result', only, () => {
    const { headers, ask } = queries(1)
    for (const header of headers) header.queryOp = 0xffff_ffff
    expect([ask(), headers[0]?.result]).toEqual([0, -Errno.EOPNOTSUPP])
  })

  kernelTest('needs memory for its answer, and for the next one', only, () => {
    const data = queries(1)
    for (const header of data.headers) header.queryData = 4096
    expect(data.ask()).toBe(-Errno.EFAULT)
    const next = queries(1)
    for (const header of next.headers) header.nextEntry = 4096
    expect(next.ask()).toBe(-Errno.EFAULT)
  })

  kernelTest('may be followed by others, which are all answered', only, () => {
    const { headers, ask } = queries(3)
    expect(ask()).toBe(0)
    expect(headers.map(({ result }) => result)).toEqual([0, 0, 0])
    const counts = headers.map((header) => dataOf(header).nrRequestOpcodes)
    expect(new Set(counts)).toEqual(new Set([counts[0]]))
  })

  kernelTest('that leads back to itself ends with an error', only, () => {
    const { headers, ask } = queries(2)
    const [first, second] = headers
    if (first === undefined || second === undefined) throw new Error('two queries were made')
    const stride = QueryHeader.SIZE + 2 * QueryOpcodes.SIZE
    second.nextEntry = first.nextEntry - stride
    expect(ask()).toBeLessThan(0)
  })

  kernelTest('is cut to the size that is asked for, and says the size it has', only, () => {
    const whole = queries(1)
    whole.ask()
    const count = dataOf(whole.headers[0]).nrRequestOpcodes
    const [header] = whole.headers
    if (header === undefined) throw new Error('a query was made')

    const small = queries(1)
    for (const one of small.headers) one.size = 4
    expect(small.ask()).toBe(0)
    const cut = dataOf(small.headers[0])
    expect([cut.nrRequestOpcodes, cut.nrRegisterOpcodes]).toEqual([count, 0])
    expect(small.headers[0]?.size).toBe(4)

    const large = queries(1)
    const tail = new Uint8Array(dataOf(large.headers[0]).view.buffer, QueryHeader.SIZE)
    tail.fill(0xff)
    for (const one of large.headers) one.size = 2 * QueryOpcodes.SIZE
    expect(large.ask()).toBe(0)
    expect(dataOf(large.headers[0]).nrRequestOpcodes).toBe(count)
    expect(large.headers[0]?.size).toBe(header.size)
    expect([...tail.subarray(header.size, 2 * QueryOpcodes.SIZE)].every((byte) => byte === 0)).toBe(
      true,
    )
  })
})

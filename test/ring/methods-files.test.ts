import { fstatSync, readFileSync, readSync, writeFileSync, writeSync } from 'node:fs'
import {
  FallocateFlags,
  FileAdvice,
  FsyncFlags,
  MemoryAdvice,
  Op,
  OpenFlags,
  RwFlags,
  SpliceFlags,
  SyncFileRangeFlags,
} from 'uring-sdk'
import { expect } from 'vitest'
import { defaultKernel } from '../../src/kernel/default.ts'
import { kernelTest } from '../support/kernel-test.ts'
import { pattern, thrown } from './fixtures/rings.ts'
import { fileOf, pipe, refused, text, withRing } from './methods-helpers.ts'

kernelTest(
  'read fills memory, and says how much',
  { needs: [Op.READ] },
  withRing(async (bench) => {
    const { ring } = bench
    const { fd, path } = fileOf(bench)
    writeFileSync(path, 'hello world')
    const buffer = Buffer.alloc(8, '.')
    expect(await ring.read(fd, buffer, 6)).toBe(5)
    expect(text(buffer)).toBe('world...')
    expect(await ring.read(fd, buffer, 11)).toBe(0)
  }),
)

kernelTest(
  'read and write without a position move the one of the file',
  { needs: [Op.READ, Op.WRITE] },
  withRing(async (bench) => {
    const { ring } = bench
    const { fd, path } = fileOf(bench)
    expect(await ring.write(fd, Buffer.from('abc'))).toBe(3)
    expect(await ring.write(fd, Buffer.from('def'))).toBe(3)
    expect(await ring.write(fd, Buffer.from('BC'), 1)).toBe(2)
    expect(readFileSync(path, 'utf8')).toBe('aBCdef')
    writeFileSync(path, 'aBCdefghi')
    const buffer = Buffer.alloc(2)
    expect(await ring.read(fd, buffer)).toBe(2)
    expect(text(buffer)).toBe('gh')
    expect(readSync(fd, buffer, 0, 2, null)).toBe(1)
    expect(text(buffer, 1)).toBe('i')
  }),
)

kernelTest(
  'read and write take any view, only the part that it covers, and memory of alloc',
  { needs: [Op.READ, Op.WRITE] },
  withRing(async (bench) => {
    const { ring } = bench
    const { fd, path } = fileOf(bench)
    const words = Uint32Array.of(0, 0x64636261, 0x68676665, 0)
    expect(await ring.write(fd, words.subarray(1, 3), 0)).toBe(8)
    expect(readFileSync(path, 'utf8')).toBe('abcdefgh')
    const view = new DataView(new ArrayBuffer(6), 1, 4)
    expect(await ring.read(fd, view, 2)).toBe(4)
    expect(text(new Uint8Array(view.buffer))).toBe('\0cdef\0')
    const shared = new Uint8Array(new SharedArrayBuffer(4))
    expect(await ring.read(fd, shared, 4)).toBe(4)
    expect(text(shared)).toBe('efgh')
    const memory = ring.alloc(10_000)
    expect(memory).toHaveLength(10_000)
    memory.set(pattern(10_000))
    expect(await ring.write(fd, memory, 0)).toBe(10_000)
    expect(readFileSync(path).equals(pattern(10_000))).toBe(true)
    expect(await ring.write(fd, new Uint8Array(0), 0)).toBe(0)
  }),
)

kernelTest(
  'the flags of a write reach the kernel',
  { needs: [Op.WRITE] },
  withRing(async (bench) => {
    const { ring } = bench
    const { fd, path } = fileOf(bench)
    writeFileSync(path, 'first')
    const flags = RwFlags.APPEND | RwFlags.DSYNC
    expect(await ring.write(fd, Buffer.from(' second'), 0, { flags })).toBe(7)
    expect(readFileSync(path, 'utf8')).toBe('first second')
    await refused(
      ring.write(fd, Buffer.from('x'), 0, { flags: 0x4000_0000 }),
      'EOPNOTSUPP',
      'WRITE',
    )
  }),
)

kernelTest(
  'a hundred reads and writes at once go to their own places',
  { needs: [Op.READ, Op.WRITE] },
  withRing(async (bench) => {
    const { ring } = bench
    const { fd, path } = fileOf(bench)
    const size = 4096
    const blocks = Array.from({ length: 100 }, (_, i) => pattern(size, i + 1))
    const written = await Promise.all(blocks.map((block, i) => ring.write(fd, block, i * size)))
    expect(written).toEqual(blocks.map(() => size))
    expect(readFileSync(path).equals(Buffer.concat(blocks))).toBe(true)
    const targets = blocks.map(() => Buffer.alloc(size))
    await Promise.all(targets.map((target, i) => ring.read(fd, target, i * size)))
    expect(Buffer.concat(targets).equals(Buffer.concat(blocks))).toBe(true)
  }),
)

kernelTest(
  'positions beyond 32 bits are whole',
  { needs: [Op.READ, Op.WRITE] },
  withRing(async (bench) => {
    const { ring } = bench
    const { fd } = fileOf(bench)
    const position = 2 ** 32 + 5
    expect(await ring.write(fd, Buffer.from('far'), position)).toBe(3)
    expect(fstatSync(fd).size).toBe(position + 3)
    const buffer = Buffer.alloc(3)
    expect(readSync(fd, buffer, 0, 3, position)).toBe(3)
    expect(text(buffer)).toBe('far')
    buffer.fill(0)
    expect(await ring.read(fd, buffer, position)).toBe(3)
    expect(text(buffer)).toBe('far')
  }),
)

kernelTest(
  'readv and writev take several pieces in order',
  { needs: [Op.READV, Op.WRITEV] },
  withRing(async (bench) => {
    const { ring } = bench
    const { fd, path } = fileOf(bench)
    const pieces = ['one ', '', 'two ', 'three'].map((piece) => Buffer.from(piece))
    expect(await ring.writev(fd, pieces, 2)).toBe(13)
    expect(readFileSync(path, 'utf8')).toBe('\0\0one two three')
    const [head, tail] = [Buffer.alloc(4), new Uint16Array(8)]
    expect(await ring.readv(fd, [head, tail], 2)).toBe(13)
    expect(text(head)).toBe('one ')
    expect(text(new Uint8Array(tail.buffer), 9)).toBe('two three')
    expect(await ring.writev(fd, [])).toBe(0)
  }),
)

kernelTest(
  'readFixed and writeFixed use the memory of a registered pool',
  { needs: [Op.READ_FIXED, Op.WRITE_FIXED] },
  withRing(async (bench) => {
    const { ring } = bench
    const { fd, path } = fileOf(bench)
    const pool = ring.createPool({ kind: 'registered', count: 4, size: 512 })
    const [source, target] = [pool.take(), pool.take()]
    if (source === null || target === null) throw new Error('the pool has four')
    expect(pool).toMatchObject({ free: 2, leased: 2 })
    source.bytes.set(pattern(512))
    source.length = 500
    expect(await ring.writeFixed(fd, source, 10)).toBe(500)
    expect(pool).toMatchObject({ free: 3, leased: 1 })
    expect(thrown(() => source.bytes).code).toBe('ERR_URING_LEASE_RELEASED')
    expect(readFileSync(path).subarray(10).equals(pattern(512).subarray(0, 500))).toBe(true)
    expect(await ring.readFixed(fd, target, 10)).toBe(500)
    expect(Buffer.compare(target.bytes.subarray(0, 500), pattern(512).subarray(0, 500))).toBe(0)
    target.release()
    expect(pool).toMatchObject({ free: 4, leased: 0 })
    const view = Buffer.alloc(4) as never
    expect(thrown(() => ring.readFixed(fd, view)).code).toBe('ERR_INVALID_ARG_TYPE')
    await pool[Symbol.asyncDispose]()
  }),
)

kernelTest(
  'readMultishot gives what a pipe gets until its end',
  { needs: [Op.READ_MULTISHOT] },
  withRing(async (bench) => {
    const { ring } = bench
    const [read, write] = pipe(bench)
    const chunks: string[] = []
    const stream = ring.readMultishot(read)
    for (const word of ['one', 'two', 'three']) {
      writeSync(write, word)
      const { value } = await stream.next()
      if (value === undefined) throw new Error('it ended')
      chunks.push(text(value.copy()))
    }
    expect(chunks).toEqual(['one', 'two', 'three'])
    expect(ring.inFlight).toBe(1)
    await stream.return?.()
    expect(ring.inFlight).toBe(0)
    expect(ring.pool.leased).toBe(0)
  }),
)

kernelTest(
  'readMultishot ends with its pipe',
  { needs: [Op.READ_MULTISHOT] },
  withRing(async (bench) => {
    const { ring } = bench
    const [read, write] = pipe(bench)
    const data = pattern(50_000)
    const pool = ring.createPool({ count: 4, countMax: 4, size: 1024 })
    const target = await ring.openat(`/proc/self/fd/${write}`, OpenFlags.WRONLY)
    const writing = ring.writeAll(target, data)
    const chunks: Uint8Array[] = []
    let length = 0
    for await (const lease of ring.readMultishot(read, { pool })) {
      length += lease.length
      chunks.push(lease.copy())
      if (length === data.length) break
    }
    await writing
    await target.close()
    expect(Buffer.concat(chunks).equals(data)).toBe(true)
    expect(pool.leased).toBe(0)
    await pool[Symbol.asyncDispose]()
  }),
)

kernelTest(
  'a regular file cannot be read as a stream',
  { needs: [Op.READ_MULTISHOT] },
  withRing(async (bench) => {
    const { fd } = fileOf(bench)
    await refused(bench.ring.readMultishot(fd).next(), 'EBADFD', 'READ_MULTISHOT')
  }),
)

kernelTest(
  'readAll goes on until the memory is full or the file ends',
  { needs: [Op.READ] },
  withRing(async (bench) => {
    const { ring } = bench
    const [read, write] = pipe(bench)
    const buffer = Buffer.alloc(9)
    const reading = ring.readAll(read, buffer)
    for (const word of ['abc', 'def', 'ghi']) {
      writeSync(write, word)
      await ring.nop()
    }
    expect(await reading).toBe(9)
    expect(text(buffer)).toBe('abcdefghi')
    const { fd, path } = fileOf(bench)
    writeFileSync(path, pattern(3000))
    const large = Buffer.alloc(4000)
    expect(await ring.readAll(fd, large, 1000)).toBe(2000)
    expect(large.subarray(0, 2000).equals(pattern(3000).subarray(1000))).toBe(true)
  }),
)

kernelTest(
  'writeAll writes more than a pipe holds, and a lease is given away',
  { needs: [Op.WRITE] },
  withRing(async (bench) => {
    const { ring } = bench
    const [read, write] = pipe(bench)
    const data = pattern(300_000)
    const target = Buffer.alloc(data.length)
    const [, count] = await Promise.all([ring.writeAll(write, data), ring.readAll(read, target)])
    expect(count).toBe(data.length)
    expect(target.equals(data)).toBe(true)
    const { fd, path } = fileOf(bench)
    const pool = ring.createPool({ kind: 'registered', count: 1, size: 4096 })
    const lease = pool.take()
    if (lease === null) throw new Error('the pool has one')
    lease.bytes.set(pattern(4096))
    await ring.writeAll(fd, lease, 0)
    expect(thrown(() => lease.length).code).toBe('ERR_URING_LEASE_RELEASED')
    expect(pool.free).toBe(1)
    expect(readFileSync(path).equals(pattern(4096))).toBe(true)
    await pool[Symbol.asyncDispose]()
  }),
)

kernelTest(
  'writeAll keeps call order when there are two on one descriptor',
  { needs: [Op.WRITE] },
  withRing(async (bench) => {
    const { ring } = bench
    const [read, write] = pipe(bench)
    const [one, two] = [Buffer.alloc(200_000, 'a'), Buffer.alloc(200_000, 'b')]
    const target = Buffer.alloc(400_000)
    const writing = Promise.all([ring.writeAll(write, one), ring.writeAll(write, two)])
    await Promise.all([writing, ring.readAll(read, target)])
    expect(target.equals(Buffer.concat([one, two]))).toBe(true)
  }),
)

kernelTest(
  'fsync and syncFileRange resolve with nothing for a file, and are refused for a pipe',
  { needs: [Op.FSYNC, Op.SYNC_FILE_RANGE] },
  withRing(async (bench) => {
    const { ring } = bench
    const { fd } = fileOf(bench)
    const [read] = pipe(bench)
    writeSync(fd, pattern(10_000))
    expect(await ring.fsync(fd)).toBeUndefined()
    expect(await ring.fsync(fd, { flags: FsyncFlags.DATASYNC })).toBeUndefined()
    const flags = SyncFileRangeFlags.WRITE_AND_WAIT
    expect(await ring.syncFileRange(fd, 4096, 4096, { flags })).toBeUndefined()
    expect(await ring.syncFileRange(fd, 0)).toBeUndefined()
    await refused(ring.fsync(read), 'EINVAL', 'FSYNC')
    await refused(ring.fsync(fd, { flags: 0x80 }), 'EINVAL', 'FSYNC')
    await refused(ring.syncFileRange(read, 1), 'ESPIPE', 'SYNC_FILE_RANGE')
  }),
)

kernelTest(
  'fallocate makes room, keeps the size if told so, and punches holes',
  { needs: [Op.FALLOCATE] },
  withRing(async (bench) => {
    const { ring } = bench
    const { fd, path } = fileOf(bench)
    await ring.fallocate(fd, 0, 0, 100_000)
    expect(fstatSync(fd).size).toBe(100_000)
    expect(fstatSync(fd).blocks * 512).toBeGreaterThanOrEqual(100_000)
    await ring.fallocate(fd, FallocateFlags.KEEP_SIZE, 100_000, 100_000)
    expect(fstatSync(fd).size).toBe(100_000)
    writeFileSync(path, Buffer.alloc(12_288, 'x'))
    const hole = FallocateFlags.PUNCH_HOLE | FallocateFlags.KEEP_SIZE
    await ring.fallocate(fd, hole, 4096, 4096)
    const expected = Buffer.alloc(12_288, 'x').fill(0, 4096, 8192)
    expect(readFileSync(path).equals(expected)).toBe(true)
    await refused(ring.fallocate(fd, 0, 0, 0), 'EINVAL', 'FALLOCATE')
  }),
)

kernelTest(
  'ftruncate makes a file shorter and longer',
  { needs: [Op.FTRUNCATE] },
  withRing(async (bench) => {
    const { ring } = bench
    const { fd, path } = fileOf(bench)
    writeFileSync(path, 'hello world')
    expect(await ring.ftruncate(fd, 5)).toBeUndefined()
    expect(readFileSync(path, 'utf8')).toBe('hello')
    await ring.ftruncate(fd, 7)
    expect(readFileSync(path, 'utf8')).toBe('hello\0\0')
    await ring.ftruncate(fd, 2 ** 33)
    expect(fstatSync(fd).size).toBe(2 ** 33)
    await refused(ring.ftruncate(pipe(bench)[0], 0), 'EINVAL', 'FTRUNCATE')
  }),
)

kernelTest(
  'fadvise takes every advice for a file, and none for a pipe',
  { needs: [Op.FADVISE] },
  withRing(async (bench) => {
    const { ring } = bench
    const { fd, path } = fileOf(bench)
    writeFileSync(path, pattern(8192))
    for (const advice of Object.values(FileAdvice)) {
      expect(await ring.fadvise(fd, 0, 8192, advice)).toBeUndefined()
    }
    expect(readFileSync(path).equals(pattern(8192))).toBe(true)
    await refused(ring.fadvise(fd, 0, 0, 99), 'EINVAL', 'FADVISE')
    await refused(ring.fadvise(pipe(bench)[0], 0, 0, FileAdvice.NORMAL), 'ESPIPE', 'FADVISE')
  }),
)

kernelTest(
  'madvise drops exactly the pages that it is given',
  { needs: [Op.MADVISE] },
  withRing(async ({ ring }) => {
    // Pages may be this large.
    const page = 65_536
    const memory = ring.alloc(page * 4).fill(7)
    const at = (page - (defaultKernel().addressOf(memory.buffer) % page)) % page
    await ring.madvise(memory.subarray(at + page, at + page * 2), MemoryAdvice.DONTNEED)
    expect(memory.subarray(0, at + page).every((byte) => byte === 7)).toBe(true)
    expect(memory.subarray(at + page, at + page * 2).every((byte) => byte === 0)).toBe(true)
    expect(memory.subarray(at + page * 2).every((byte) => byte === 7)).toBe(true)
    const crooked = memory.subarray(at + 1, at + page)
    await refused(ring.madvise(crooked, MemoryAdvice.DONTNEED), 'EINVAL', 'MADVISE')
  }),
)

kernelTest(
  'splice moves bytes from a file through a pipe to another file',
  { needs: [Op.SPLICE] },
  withRing(async (bench) => {
    const { ring } = bench
    const [source, target] = [fileOf(bench), fileOf(bench)]
    const [read, write] = pipe(bench)
    writeFileSync(source.path, pattern(5000))
    expect(await ring.splice(source.fd, 1000, write, -1, 4096)).toBe(4000)
    expect(await ring.splice(read, -1, target.fd, 10, 4096)).toBe(4000)
    const moved = readFileSync(target.path)
    expect(moved).toHaveLength(4010)
    expect(moved.subarray(10).equals(pattern(5000).subarray(1000))).toBe(true)
    await refused(ring.splice(source.fd, 0, target.fd, 0, 10), 'EINVAL', 'SPLICE')
  }),
)

kernelTest(
  'splice takes a slot of the direct table as its source when the flag says so',
  { needs: [Op.SPLICE, Op.OPENAT] },
  withRing(
    async (bench) => {
      const { ring } = bench
      const { path } = fileOf(bench)
      const [read, write] = pipe(bench)
      writeFileSync(path, 'direct')
      const source = await ring.openat(path, OpenFlags.RDONLY, 0, { slot: 2 })
      const flags = SpliceFlags.FD_IN_FIXED
      expect(await ring.splice(source.value, 0, write, -1, 100, { flags })).toBe(6)
      // JavaScript's operators make a negative number of that bit.
      const negative = flags | SpliceFlags.MOVE
      expect(negative).toBeLessThan(0)
      expect(await ring.splice(source.value, 0, write, -1, 3, { flags: negative })).toBe(3)
      const buffer = Buffer.alloc(100)
      expect(readSync(read, buffer)).toBe(9)
      expect(text(buffer, 9)).toBe('directdir')
      await source.close()
    },
    { slots: 4 },
  ),
)

kernelTest(
  'tee copies from one pipe to another, and leaves the bytes in the first',
  { needs: [Op.TEE] },
  withRing(async (bench) => {
    const { ring } = bench
    const [[read, write], [copyRead, copyWrite]] = [pipe(bench), pipe(bench)]
    writeSync(write, 'twice')
    expect(await ring.tee(read, copyWrite, 100)).toBe(5)
    for (const fd of [read, copyRead]) {
      const buffer = Buffer.alloc(100)
      expect(readSync(fd, buffer)).toBe(5)
      expect(text(buffer, 5)).toBe('twice')
    }
    const { fd } = fileOf(bench)
    await refused(ring.tee(fd, copyWrite, 1), 'EINVAL', 'TEE')
  }),
)

import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { acquire } from '../../codegen/acquire.ts'
import { describeChanges } from '../../codegen/drift.ts'
import { CACHE, digestsOf, knownKernels, snapshotPath } from '../../codegen/kernels.ts'
import { ARCHITECTURES } from '../../codegen/model.ts'
import { describeDrift, printModel, read, readModel, snapshot } from '../../codegen/snapshot.ts'
import { WANTED } from '../../codegen/vocabulary/wanted.ts'
import { constant, layout } from './headers.ts'
import { assertions, compile, hasCompiler } from './referee.ts'

const quiet = { progress: () => {} }
const kernels = knownKernels()
const newest = readModel(snapshotPath('7.3'))

describe.each(kernels.map((kernel) => [kernel.series, kernel] as const))(
  'kernel %s',
  (series, kernel) => {
    const cached = existsSync(`${CACHE}/${series}/usr/include/linux/io_uring.h`)
    const noHeaders = `no headers of ${series} in headers/cache: npm run headers fetches them`

    it('has a snapshot that prints as it is committed', () => {
      const text = readFileSync(snapshotPath(series), 'utf8')
      expect(printModel(readModel(snapshotPath(series)))).toBe(text)
    })

    it('gives the committed snapshot byte for byte', async (context) => {
      if (!cached) context.skip(noHeaders)
      const headers = await acquire({ series, ...quiet })
      const reading = await read(headers)
      // Debian has newer headers than those that were recorded: that is drift and no mistake of
      // ours.
      const drift = await describeDrift(headers, reading)
      if (drift.length > 0) context.skip(drift.join('; '))
      expect(digestsOf(reading.files)).toEqual(kernel.files)
      const text = readFileSync(snapshotPath(series), 'utf8')
      expect(printModel(reading.model)).toBe(text)
      expect(printModel(await snapshot(headers, series))).toBe(text)
    })

    for (const architecture of ARCHITECTURES) {
      it(`agrees with the ${architecture} compiler in every fact`, async (context) => {
        if (!cached) context.skip(noHeaders)
        if (!hasCompiler(architecture)) context.skip(`no ${architecture} compiler`)
        const headers = await acquire({ series, ...quiet })
        const text = assertions(await snapshot(headers, series), architecture)
        expect(text.split('\n').length).toBeGreaterThan(3000)
        expect(compile(architecture, headers.roots[architecture] ?? [], text)).toBe('')
      }, 30_000)
    }
  },
)

describe('the newest snapshot', () => {
  it('holds the facts that everything stands on', () => {
    expect(layout(newest, 'io_uring_sqe')?.size).toBe(64)
    expect(layout(newest, 'io_uring_params')?.size).toBe(120)
    expect(layout(newest, 'io_uring_buf_reg')?.size).toBe(40)
    expect(layout(newest, 'io_uring_zcrx_ifq_reg')?.size).toBe(96)
    expect(constant(newest, 'IORING_OP_LAST')).toBe('65:i32')
    expect(constant(newest, 'IORING_FILE_INDEX_ALLOC')).toBe('4294967295:u32')
    expect(constant(newest, 'IORING_REGISTER_FILES_SKIP')).toBe('-2:i32')
    expect(constant(newest, 'SPLICE_F_FD_IN_FIXED')).toBe('2147483648:u32')
    expect(constant(newest, 'IORING_REGISTER_USE_REGISTERED_RING')).toBe('2147483648:u32')
  })

  it('keeps the architectures apart where they differ, and only there', () => {
    expect(constant(newest, 'O_DIRECT', 'x64')).toBe(constant(newest, 'O_DIRECTORY', 'arm64'))
    expect(constant(newest, 'O_DIRECT', 'arm64')).toBe(constant(newest, 'O_DIRECTORY', 'x64'))
    expect(layout(newest, 'epoll_event', 'x64')?.size).toBe(12)
    expect(layout(newest, 'epoll_event', 'arm64')?.size).toBe(16)
    expect(constant(newest, '__NR_socket', 'x64')).toBe('41:i32')
    expect(constant(newest, '__NR_socket', 'arm64')).toBe('198:i32')
    const different = newest.constants.filter((one) => 'x64' in one.constant)
    expect(different.every(({ name }) => /^(O_|__NR_)/.test(name))).toBe(true)
  })

  it('marks what is big-endian', () => {
    const port = layout(newest, 'sockaddr_in')?.fields.find(({ name }) => name === 'sin_port')
    expect(port?.type).toEqual({ kind: 'int', bits: 16, signed: false, bigEndian: true })
  })

  it('has something of every header that is wanted', () => {
    const headers = new Set([...newest.constants, ...newest.structs].map(({ header }) => header))
    expect(WANTED.map(({ header }) => header).filter((header) => !headers.has(header))).toEqual([])
  })

  it('holds no comment and no text of a header', () => {
    const text = readFileSync(snapshotPath('7.3'), 'utf8')
    expect(text).not.toMatch(/\/\*|SPDX|GPL|Copyright/)
  })
})

describe('older snapshots', () => {
  it('lack what is newer, and agree on the rest', () => {
    const old = readModel(snapshotPath('6.1'))
    expect(constant(old, 'IORING_OP_LAST')).toBe('49:i32')
    expect(constant(old, 'IORING_OP_BIND')).toBeUndefined()
    const [adds, removes] = describeChanges(old, newest)
    expect(adds).toMatch(/^adds .*IORING_OP_BIND, .*struct io_uring_query_hdr/)
    expect(removes ?? '').not.toMatch(/IORING_OP_/)
  })
})

const OWN = '/usr/include/linux/io_uring.h'

describe("this machine's headers", () => {
  it.skipIf(!existsSync(OWN))('give a model of this architecture, which says so', async () => {
    const lines: string[] = []
    const headers = await acquire({ progress: (line) => lines.push(line) })
    const { model } = await read(headers)
    expect(model.series).toMatch(/^\d+\.\d+$/)
    expect(layout(model, 'io_uring_sqe')?.size).toBe(64)
    expect(constant(model, 'IORING_OP_NOP')).toBe('0:i32')
    if (Object.keys(headers.roots).length === 2) return
    expect(model.architectures).toEqual([process.arch])
    expect(lines.join()).toContain('only')
    expect(model.constants.every((one) => !('x64' in one.constant))).toBe(true)
  })
})

import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { acquire } from '../../codegen/acquire.ts'
import { AcquireError } from '../../codegen/directory.ts'
import { fetchPackage, KEYRING } from '../../codegen/debian.ts'
import { describeChanges } from '../../codegen/drift.ts'
import { knownKernels, snapshotPath } from '../../codegen/kernels.ts'
import { describeDrift, read, readModel } from '../../codegen/snapshot.ts'
import type { AbiModel, Constant, Layout } from '../../codegen/model.ts'
import { layout, scratch, SMALL, writeHeaders } from './headers.ts'
import { pick } from './referee.ts'

const quiet = { progress: () => {} }
const PATH = process.env['PATH']

afterEach(() => {
  process.env['PATH'] = PATH
})

describe('acquire', () => {
  it('takes a directory with the asm/ headers of both architectures', async () => {
    const root = writeHeaders({
      'linux/io_uring.h': SMALL,
      'linux/version.h': '#define LINUX_VERSION_CODE 459524\n',
      'x86_64-linux-gnu/asm/types.h': '',
      'aarch64-linux-gnu/asm/types.h': '',
    })
    expect(await acquire({ headerDirectory: root, ...quiet })).toEqual({
      series: '7.3',
      roots: {
        x64: [root, join(root, 'x86_64-linux-gnu')],
        arm64: [root, join(root, 'aarch64-linux-gnu')],
      },
    })
  })

  it('speaks for one architecture when there is one, and says so', async () => {
    const lines: string[] = []
    const root = writeHeaders({ 'linux/io_uring.h': SMALL, 'aarch64-linux-gnu/asm/types.h': '' })
    const headers = await acquire({ headerDirectory: root, progress: (line) => lines.push(line) })
    expect(Object.keys(headers.roots)).toEqual(['arm64'])
    expect(headers.series).toBe('unknown')
    expect(lines.join()).toContain('arm64 only')
    expect((await read(headers)).model.architectures).toEqual(['arm64'])
  })

  it('tells the architecture of a plain asm/ by a header that only one has', async () => {
    const root = writeHeaders({ 'linux/io_uring.h': SMALL, 'asm/sve_context.h': '' })
    expect((await acquire({ headerDirectory: root, ...quiet })).roots).toEqual({ arm64: [root] })
    const other = writeHeaders({ 'linux/io_uring.h': SMALL, 'asm/hwprobe.h': '' })
    await expect(acquire({ headerDirectory: other, ...quiet })).rejects.toThrow(AcquireError)
  })

  it('reads io_uring.h alone, with the types that every kernel has', async () => {
    const root = writeHeaders({ 'linux/io_uring.h': SMALL })
    const { model } = await read(await acquire({ headerDirectory: root, ...quiet }))
    expect(layout(model, 'io_uring_sqe')?.size).toBe(16)
  })

  it.each([
    [{ headerDirectory: '/nowhere' }, /^\/nowhere has no linux\/io_uring\.h\. Name the directory/],
    [{ series: '9.9' }, /^headers\/kernels\.json has no kernel 9\.9\. It has 6\.1, 6\.12, 7\.3;/],
  ])('says in a sentence what is wrong with %j', async (options, message) => {
    const error = await acquire({ ...options, ...quiet }).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(AcquireError)
    expect((error as Error).message).toMatch(message)
  })
})

/** Puts an apt-get of our own in front, which fails the way apt does. */
function fakeApt(script: string): string {
  const directory = scratch()
  const tools = { 'apt-get': script, 'dpkg-deb': 'exit 0' }
  for (const [name, body] of Object.entries(tools)) {
    const path = join(directory, name)
    writeFileSync(path, `#!/bin/sh\n[ "$1" = --version ] && exit 0\n${body}\n`)
    chmodSync(path, 0o755)
  }
  process.env['PATH'] = directory
  return directory
}

describe.skipIf(!existsSync(KEYRING))('fetching', () => {
  const wanted = { suite: 'someday', package: 'linux-libc-dev' }
  const archive = '[ "$1" = indextargets ] && echo file:/archive/debian/ && exit 0\n'

  it.each([
    ['exit 0', 'configured for no Debian archive'],
    [
      `${archive}echo "E: 'x someday Release' does not have a Release file." >&2; exit 100`,
      'has no suite someday any more',
    ],
    [
      `${archive}echo "W: Failed to fetch x  Temporary failure resolving 'x'" >&2; exit 100`,
      'cannot be reached',
    ],
    [
      `${archive}case "$*" in *download*) echo 'E: Unable to locate package' >&2; exit 100;; esac`,
      'someday has no linux-libc-dev',
    ],
    [
      `${archive}echo 'E: Something else' >&2; exit 100`,
      'apt-get failed for someday: E: Something else',
    ],
  ])('explains a failure in a sentence (%#)', (script, message) => {
    const directory = fakeApt(script)
    expect(() => fetchPackage(wanted, join(directory, 'cache'), () => {})).toThrow(AcquireError)
    expect(() => fetchPackage(wanted, join(directory, 'cache'), () => {})).toThrow(message)
  })

  it('says so when there is no apt', () => {
    process.env['PATH'] = scratch()
    expect(() => fetchPackage(wanted, '/nowhere', () => {})).toThrow(
      /^apt-get is not on this machine.*--header DIR/,
    )
  })

  it('uses directories of its own for everything that apt writes', () => {
    const log = join(scratch(), 'log')
    const directory = fakeApt(
      `${archive}echo "$*" >> ${log}; case "$*" in *download*) exit 100;; esac`,
    )
    const cache = join(directory, 'cache')
    expect(() => fetchPackage(wanted, cache, () => {})).toThrow(AcquireError)
    const said = readFileSync(log, 'utf8')
    for (const option of [
      'Dir::State=',
      'Dir::State::Lists=',
      'Dir::Cache=',
      'Dir::Etc::SourceList=',
    ]) {
      expect(said).toContain(`-o ${option}${cache}/apt`)
    }
    expect(said).toContain('-o Dir::State::status=/dev/null')
    expect(said).toContain('-o Dir::Etc::SourceParts=/dev/null')
    expect(readFileSync(join(cache, 'apt/sources.list'), 'utf8')).toBe(
      `deb [signed-by=${KEYRING}] file:/archive/debian/ someday main\n`,
    )
  })
})

describe('drift', () => {
  const model = readModel(snapshotPath('7.3'))

  it('is told as what a newer suite adds', async () => {
    const text = SMALL.replace('\tIORING_OP_LAST', '\tIORING_OP_X,\n\tIORING_OP_LAST')
    const root = writeHeaders({ 'linux/io_uring.h': text })
    const kernel = knownKernels().find(({ series }) => series === '7.3')
    if (kernel === undefined) throw new Error('no kernel 7.3')
    const lines = await describeDrift({
      roots: { x64: [root], arm64: [root] },
      series: '7.4',
      kernel,
    })
    expect(lines[0]).toMatch(/^trixie-backports now has 7\.4: adds IORING_OP_X$/)
    expect(lines[1]).toContain('removes ')
  })

  it('names added, removed and changed facts', () => {
    const after: AbiModel = {
      ...model,
      constants: model.constants
        .filter(({ name }) => name !== 'IORING_OP_NOP')
        .map((one) =>
          one.name === 'IORING_OP_LAST'
            ? { ...one, constant: { value: '66', bits: 32, signed: true } }
            : one,
        ),
      structs: model.structs.map((one) =>
        one.name === 'io_uring_cqe' && 'fields' in one.layout
          ? { ...one, layout: { ...one.layout, size: 24, fields: one.layout.fields.slice(1) } }
          : one,
      ),
    }
    expect(describeChanges(model, after)).toEqual([
      'removes IORING_OP_NOP, struct io_uring_cqe field user_data',
      'changes IORING_OP_LAST, the size of struct io_uring_cqe',
    ])
    expect(describeChanges(model, model)).toEqual([])
  })

  it('compares only the architectures that both models speak for', () => {
    const x64: AbiModel = {
      series: model.series,
      architectures: ['x64'],
      constants: model.constants.map((one) => ({
        ...one,
        constant: pick<Constant>(one.constant, 'x64'),
      })),
      structs: model.structs.map((one) => ({ ...one, layout: pick<Layout>(one.layout, 'x64') })),
    }
    expect(describeChanges(model, x64)).toEqual([])
    expect(describeChanges(model, { ...x64, architectures: ['arm64'] })[0]).toContain('O_DIRECT')
  })
})

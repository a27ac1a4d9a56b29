/** `abi-check.c`: the C compiler agrees with every fact, against the headers it was made from. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { acquire } from '../../codegen/acquire.ts'
import { emitAbiCheck } from '../../codegen/emit/abi-check.ts'
import { assemble } from '../../codegen/emit/assemble.ts'
import { CACHE, knownKernels, snapshotPath } from '../../codegen/kernels.ts'
import {
  ARCHITECTURES,
  type AbiModel,
  type Architecture,
  type Layout,
} from '../../codegen/model.ts'
import { read, readModel } from '../../codegen/snapshot.ts'
import { COMPILERS, hasCompiler } from './referee.ts'

const quiet = { progress: () => {} }
const own = process.arch === 'arm64' ? 'arm64' : 'x64'
const committed = readFileSync(new URL('../../generated/abi-check.c', import.meta.url), 'utf8')
const checked: string[] = []

afterAll(() => console.log(`abi-check: ${checked.join('; ')}`))

function textOf(model: AbiModel): string {
  return emitAbiCheck(assemble(model, new Map()).input).text
}

interface Verdict {
  readonly complaints: string
  /** Assertions that the compiler has seen. */
  readonly count: number
}

/** What the compiler says of a text, against some headers, or against libc without any. */
function judge(architecture: Architecture, text: string, roots: readonly string[]): Verdict {
  const compiler = COMPILERS[architecture]
  const directory = mkdtempSync(join(tmpdir(), 'uring-abi-'))
  const file = join(directory, 'abi-check.c')
  writeFileSync(file, text)
  const builtin = spawnSync(compiler, ['-print-file-name=include'], { encoding: 'utf8' })
  const include = [...roots, builtin.stdout.trim()].flatMap((one) => ['-isystem', one])
  const words = roots.length === 0 ? ['-DCHECK_LIBC'] : ['-nostdinc', ...include]
  const run = (...more: readonly string[]) =>
    spawnSync(compiler, ['-std=gnu11', ...words, ...more, file], {
      encoding: 'utf8',
      maxBuffer: 1 << 26,
    })
  const said = run('-fsyntax-only')
  const read = run('-E', '-P').stdout.split('_Static_assert').length - 1
  rmSync(directory, { recursive: true })
  return { complaints: said.status === 0 ? '' : said.stderr, count: read }
}

function hasLibc(architecture: Architecture): boolean {
  if (!hasCompiler(architecture)) return false
  const words = ['-fsyntax-only', '-x', 'c', '-']
  return (
    spawnSync(COMPILERS[architecture], words, { input: '#include <sys/socket.h>\n' }).status === 0
  )
}

function isCached(series: string): boolean {
  return existsSync(join(CACHE, series, 'usr/include/linux/io_uring.h'))
}

describe.each(knownKernels().map(({ series }) => series))('kernel %s', (series) => {
  for (const architecture of ARCHITECTURES) {
    it(`is what the ${architecture} compiler reads`, async (context) => {
      if (!isCached(series)) context.skip(`no headers of ${series}: npm run headers fetches them`)
      if (!hasCompiler(architecture)) context.skip(`no ${COMPILERS[architecture]}`)
      const { roots } = await acquire({ series, ...quiet })
      const text = textOf(readModel(snapshotPath(series)))
      const { complaints, count } = judge(architecture, text, roots[architecture] ?? [])
      expect(complaints).toBe('')
      expect(count).toBeGreaterThan(1400)
      checked.push(`${series} ${architecture} ${count} assertions`)
    }, 30_000)
  }
})

describe('libc', () => {
  for (const architecture of ARCHITECTURES) {
    it(`of ${architecture} declares what we say it does`, (context) => {
      if (!hasLibc(architecture)) context.skip(`no C library headers for ${architecture}`)
      const { complaints, count } = judge(architecture, committed, [])
      expect(complaints).toBe('')
      expect(count).toBeGreaterThan(70)
      checked.push(`libc ${architecture} ${count} assertions`)
    })
  }
})

describe("this machine's own headers", () => {
  it('agree with the snapshot of their series and with what is read of them', async (context) => {
    if (!existsSync('/usr/include/linux/io_uring.h')) context.skip('no linux-libc-dev')
    if (!hasCompiler(own)) context.skip(`no ${COMPILERS[own]}`)
    const headers = await acquire(quiet)
    const roots = headers.roots[own] ?? []
    const { model } = await read(headers)
    const { complaints, count } = judge(own, textOf(model), roots)
    expect(complaints).toBe('')
    checked.push(`/usr/include (${model.series}) ${own} ${count} assertions`)
    if (!knownKernels().some(({ series }) => series === model.series)) {
      context.skip(`no snapshot of ${model.series}, which is this machine's`)
    }
    expect(judge(own, textOf(readModel(snapshotPath(model.series))), roots).complaints).toBe('')
  }, 30_000)

  it('are refused as the headers of another architecture', async (context) => {
    const other = own === 'x64' ? 'arm64' : 'x64'
    if (!existsSync('/usr/include/linux/io_uring.h')) context.skip('no linux-libc-dev')
    if (!hasCompiler(other)) context.skip(`no ${COMPILERS[other]}`)
    const headers = await acquire(quiet)
    const { model } = await read(headers)
    if (model.architectures === undefined) context.skip('it has the headers of all architectures')
    const { complaints } = judge(other, textOf(model), headers.roots[own] ?? [])
    expect(complaints).toContain(`made from headers of ${own} alone`)
  })
})

describe('a wrong fact', () => {
  const [kernel] = knownKernels().filter(({ series }) => isCached(series))
  const series = kernel?.series ?? ''

  /** What the compiler says when the model is changed so; the headers stay as they are. */
  async function refusal(change: (model: AbiModel) => AbiModel): Promise<string> {
    const { roots } = await acquire({ series, ...quiet })
    const text = textOf(change(readModel(snapshotPath(series))))
    return judge(own, text, roots[own] ?? []).complaints
  }

  function withLayout(model: AbiModel, name: string, edit: (layout: Layout) => Layout): AbiModel {
    const structs = model.structs.map((struct) => {
      if (struct.name !== name) return struct
      if (!('fields' in struct.layout)) throw new Error(`${name} differs between architectures`)
      return { ...struct, layout: edit(struct.layout) }
    })
    return { ...model, structs }
  }

  const moved = (
    model: AbiModel,
    field: string,
    by: { offset?: number; size?: number },
  ): AbiModel =>
    withLayout(model, 'io_uring_sqe', (layout) => ({
      ...layout,
      fields: layout.fields.map((one) =>
        one.name === field
          ? { ...one, offset: one.offset + (by.offset ?? 0), size: one.size + (by.size ?? 0) }
          : one,
      ),
    }))

  const valued = (model: AbiModel, name: string, value: string): AbiModel => ({
    ...model,
    constants: model.constants.map((one) =>
      one.name === name ? { ...one, constant: { value, bits: 32, signed: false } } : one,
    ),
  })

  const wrong: readonly [what: string, change: (model: AbiModel) => AbiModel, named: string][] = [
    ['offset', (model) => moved(model, 'user_data', { offset: 8 }), 'io_uring_sqe.user_data'],
    ['field size', (model) => moved(model, 'len', { size: 4 }), 'io_uring_sqe.len'],
    [
      'struct size',
      (model) => withLayout(model, 'io_uring_params', (one) => ({ ...one, size: one.size + 8 })),
      'io_uring_params',
    ],
    [
      'alignment',
      (model) => withLayout(model, 'io_uring_cqe', (one) => ({ ...one, align: 4 })),
      'io_uring_cqe alignment',
    ],
    ['opcode', (model) => valued(model, 'IORING_OP_RECV', '28'), 'IORING_OP_RECV'],
    ['flag', (model) => valued(model, 'IORING_SETUP_SQPOLL', '4'), 'IORING_SETUP_SQPOLL'],
  ]
  it.for(wrong)('%s is refused by name', async ([, change, named], context) => {
    if (!hasCompiler(own)) context.skip(`no ${COMPILERS[own]}`)
    if (kernel === undefined) context.skip('no headers in headers/cache')
    const complaints = await refusal(change)
    expect(complaints).toContain('static assertion failed')
    expect(complaints).toContain(`"${named}"`)
  })

  it('of libc is refused too', (context) => {
    if (!hasLibc(own)) context.skip(`no C library headers for ${own}`)
    const text = committed.replace('(MSG_PEEK) == 2', '(MSG_PEEK) == 3')
    expect(text).not.toBe(committed)
    expect(judge(own, text, []).complaints).toContain('"MSG_PEEK"')
  })
})

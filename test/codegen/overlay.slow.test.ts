/** The overlay that a user generates: for kernels of tomorrow, of yesterday, for odd headers. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { Op } from 'uring-sdk'
import { assemble } from '../../codegen/emit/assemble.ts'
import { knownKernels, snapshotPath } from '../../codegen/kernels.ts'
import { checkRows, loadRows } from '../../codegen/overlay-rows.ts'
import { generateOverlay } from '../../codegen/overlay.ts'
import { readModel } from '../../codegen/print.ts'
import { kernelTest } from '../support/kernel-test.ts'
import {
  change,
  type Edit,
  editHeaders,
  includeOf,
  newestHeaders,
  TOMORROW,
  versionHeader,
} from './edited-headers.ts'
import { makeProject, runProgram, typeErrors } from './user-project.ts'

// Compilers and programs are started, which a busy machine lets wait.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 })

const newest = newestHeaders()
const scratch = mkdtempSync(join(tmpdir(), 'uring-overlay-'))
afterAll(() => rmSync(scratch, { recursive: true }))

async function run(header: string, out: string, rows?: string): Promise<string[]> {
  const lines: string[] = []
  await generateOverlay({ header, out, rows, progress: (line) => lines.push(line) })
  return lines
}

function edited(name: string, edits: Readonly<Record<string, Edit>>): string {
  return editHeaders(newest ?? '', join(scratch, 'headers', name), edits)
}

function overlayIn(out: string): string {
  return readFileSync(join(out, 'index.ts'), 'utf8')
}

const ROWS = `import type { OperationRow } from 'uring-sdk/rows'

const fd = { name: 'fd', kind: 'fd', field: 'fd', doc: 'The descriptor.' } as const
const buffer = {
  name: 'buffer', kind: 'out', field: 'addr', lengthField: 'len', keep: 'completion',
  doc: 'Memory to fill.',
} as const

export const rows: readonly OperationRow[] = [
  {
    op: 'TELEPORT', name: 'teleport', since: '8.1', category: 'File',
    doc: 'Moves a file through space.',
    parameters: [
      fd, buffer,
      { name: 'distance', kind: 'u64', field: 'off', default: 0, doc: 'How far, in bytes.' },
      { name: 'warpFlags', kind: 'flags', field: 'warpFlags', doc: 'Flags of its own.' },
    ],
    set: { ioprio: 3 },
    result: 'bytes',
  },
  {
    op: 'TELEPORT', name: 'teleportMultishot', since: '8.1', category: 'File',
    doc: 'Moves it again and again.', parameters: [fd], result: 'value', each: 'value',
  },
  {
    op: 'FETCH', name: 'fetch', since: '8.1', category: 'File',
    doc: 'Reads by another name.', parameters: [fd, buffer], result: 'bytes',
  },
]
`

describe.skipIf(newest === null)('the overlay of a kernel of tomorrow', () => {
  const project = join(scratch, 'project')
  const out = join(project, 'uring')
  let header = ''
  let lines: string[] = []

  beforeAll(async () => {
    header = edited('tomorrow', TOMORROW)
    makeProject(project)
    lines = await run(header, out)
  })

  it('says what is new and what there is to do', () => {
    const news = lines.filter((line) => line.startsWith('new: '))
    expect(news).toEqual([
      'new: IORING_OP_TELEPORT is Op.TELEPORT',
      'new: IORING_OP_FETCH is Op.FETCH',
      'new: IORING_SETUP_WARP is SetupFlags.WARP',
      'new: IORING_REGISTER_WARP is RegisterOp.REGISTER_WARP',
      'new: struct io_uring_new_thing is NewThing',
      'new: io_uring_sync_cancel_reg.new_field is SyncCancelReg.newField',
      'new: io_uring_sqe.warp_flags is Sqe.warpFlags',
    ])
    expect(lines).toContain('IORING_OP_FETCH is 22, as IORING_OP_READ: issue() takes its fields')
    const text = lines.join('\n')
    expect(text).toMatch(/io_uring\.h:\d+: URING_GALAXY belongs to no family that uring-sdk knows/)
    expect(text).toMatch(/IORING_REGISTER_WARP has no wrapper: RawRing\.register\(/)
    expect(text).toMatch(/IORING_OP_TELEPORT has no row yet: ring\.issue\(Op\.TELEPORT, .*rows\.ts/)
    expect(lines.at(-1)).toMatch(/index\.ts: uring-sdk and 5 constants, 2 structs, 1 field of the/)
  })

  it('is one small file, with the words of the header', () => {
    const text = overlayIn(out)
    expect(text).toMatch(
      /^\/\/ What the headers of Linux 8\.1 .*beyond uring-sdk,\n\/\/ which knows Linux \d/,
    )
    expect(text.split('\n').length).toBeLessThan(200)
    expect(text).toMatch(/IORING_OP_TELEPORT`: Moves a file through space\. \*\/\n  TELEPORT: \d+,/)
    expect(text).toContain('  WARP: 0x20000000,')
    expect(text).toContain('export const URING_GALAXY = 5')
    expect(text).toContain('export class NewThing {')
    expect(text).toContain('get newField(): number')
  })

  it('leaves rows to fill in, which the next run does not touch', async () => {
    const path = join(out, 'rows.ts')
    expect(readFileSync(path, 'utf8')).toContain("//   op: 'TELEPORT',")
    writeFileSync(path, `// Mine.\n${readFileSync(path, 'utf8')}`)
    const again = await run(header, out)
    expect(readFileSync(path, 'utf8')).toMatch(/^\/\/ Mine\./)
    expect(again.join('\n')).not.toContain("op: 'TELEPORT'")
    writeFileSync(path, 'export const rows = []\n')
    const printed = await run(header, out)
    expect(printed.join('\n')).toMatch(/the row to add to rows\.ts:\n.*\n.*\n.*op: 'TELEPORT',/)
  })

  kernelTest("issue takes the opcode at once, with the sqe's own fields", {}, async () => {
    writeFileSync(
      join(project, 'early.ts'),
      `import { Op, Ring, SetupFlags, UringError } from './uring/index.ts'
const ring = new Ring()
const bytes: Promise<number> = ring.issue(Op.TELEPORT, { fd: 0, addr: new Uint8Array(4), len: 4 })
const error: unknown = await bytes.catch((reason: unknown) => reason)
if (error instanceof UringError) console.log(error.code, error.syscall, SetupFlags.WARP)
await ring.close()
`,
    )
    expect(typeErrors(project)).toBe('')
    expect(runProgram(project, 'early.ts')).toBe('EINVAL uring_teleport 536870912\n')
    rmSync(join(project, 'early.ts'))
  })

  describe('with a row', () => {
    beforeAll(async () => {
      writeFileSync(join(out, 'rows.ts'), ROWS)
      lines = await run(header, out)
    })

    it('gives the opcode its own fields, and the compiler refuses all others', () => {
      expect(lines.join('\n')).not.toContain('no row yet')
      writeFileSync(
        join(project, 'typed.ts'),
        `import { Op, prep, Ring, type Multishot, Sqe } from './uring/index.ts'
import { Ring as Known } from 'uring-sdk'
export function calls(ring: Ring, known: Known, buffer: Uint8Array): unknown[] {
  const bytes: Promise<number> = ring.issue(Op.TELEPORT, { fd: 0, buffer, distance: 1, flags: 2 })
  const same: Promise<number> = known.teleport(0, buffer, 1, { flags: 2, timeout: 5 })
  const stream: Multishot<number> = ring.multishot(Op.TELEPORT, { fd: 0 })
  // @ts-expect-error It has no field of this name.
  void ring.issue(Op.TELEPORT, { fd: 0, buffer, data: buffer })
  // @ts-expect-error It needs memory.
  void ring.issue(Op.TELEPORT, { fd: 0 })
  // @ts-expect-error What uring-sdk knows keeps its own types.
  void ring.issue(Op.READ, { fd: 0, distance: 1 })
  prep.read(Sqe.alone(), 0, 0, 0, 0, 0)
  return [bytes, same, stream]
}
`,
      )
      expect(typeErrors(project)).toBe('')
    })

    kernelTest('runs: a method, issue, a stream, a prep function', { needs: [Op.READ] }, () => {
      writeFileSync(
        join(project, 'late.ts'),
        `import { openSync } from 'node:fs'
import { Op, prep, Ring, Sqe } from './uring/index.ts'
const ring = new Ring()
const buffer = new Uint8Array(4)
const fd = openSync(process.execPath, 'r')
console.log(await ring.fetch(fd, buffer), Buffer.from(buffer).toString('latin1', 1))
const failed = async (run: () => Promise<unknown>): Promise<void> => {
  const error = await run().catch((reason: unknown) => reason)
  const { code, syscall } = error as { code: string; syscall?: string }
  console.log(code, syscall ?? '')
}
await failed(() => ring.teleport(fd, buffer))
await failed(() => ring.issue(Op.TELEPORT, { fd, buffer, flags: 7 }))
await failed(() => ring.multishot(Op.TELEPORT, { fd }).next())
await failed(async () => ring.issue(Op.TELEPORT, { fd, buffer: 5 as never }))
await failed(async () => ring.issue(Op.TELEPORT, { fd, buffer, len: 5 } as never))
const sqe = Sqe.alone()
prep.teleport(sqe, fd, 64, 4, 9, 7)
console.log(sqe.opcode === Op.TELEPORT, sqe.off, sqe.ioprio, sqe.warpFlags, sqe.rwFlags)
await ring.close()
`,
      )
      expect(runProgram(project, 'late.ts').split('\n')).toEqual([
        '4 ELF',
        'EINVAL uring_teleport',
        'EINVAL uring_teleport',
        'EINVAL uring_teleport',
        'ERR_INVALID_ARG_TYPE ',
        'ERR_INVALID_ARG_VALUE ',
        'true 9 3 7 7',
        '',
      ])
    })

    it('is what the guide shows', async () => {
      const page = readFileSync(new URL('../../docs/guide/regenerate.md', import.meta.url), 'utf8')
      const blocks = [...page.matchAll(/```ts\n([^]*?)```/g)].map(([, text = '']) => text)
      expect(blocks).toHaveLength(3)
      const guide = makeProject(join(scratch, 'guide'))
      for (const [index, path] of ['early.ts', 'rows.ts', 'late.ts'].entries()) {
        writeFileSync(join(guide, path), blocks[index] ?? '')
      }
      await run(header, join(guide, 'uring'))
      writeFileSync(join(guide, 'late.ts'), '')
      expect(typeErrors(guide)).toBe('')
      rmSync(join(guide, 'early.ts'))
      writeFileSync(join(guide, 'late.ts'), blocks[2] ?? '')
      await run(header, join(guide, 'uring'), join(guide, 'rows.ts'))
      expect(typeErrors(guide)).toBe('')
    })

    it('takes the rows from any other file, as JSON too', async () => {
      const path = join(scratch, 'rows.json')
      const row = { op: 'TELEPORT', name: 'beam', doc: 'Moves.', parameters: [], result: 'void' }
      writeFileSync(path, JSON.stringify([row]))
      const elsewhere = join(scratch, 'elsewhere')
      await run(header, elsewhere, path)
      expect(overlayIn(elsewhere)).toContain('beam(options?: CallOptions): Promise<void>')
      expect(existsSync(join(elsewhere, 'rows.ts'))).toBe(false)
    })
  })

  it('with a bad row is not written', async () => {
    const bad = join(scratch, 'bad')
    const path = join(scratch, 'bad.json')
    writeFileSync(path, '[{}]')
    await expect(run(header, bad, path)).rejects.toThrow(/bad\.json: row 1 must have a text op/)
    expect(existsSync(bad)).toBe(false)
  })

  it('leaves out a row that the package has taken in', async () => {
    const path = join(scratch, 'old-row.json')
    writeFileSync(path, `[{ "op": "READ", "name": "read", "doc": "Reads.", "result": "bytes" }]`)
    const said = await run(header, join(scratch, 'taken-in'), path)
    expect(said.join('\n')).toMatch(/uring-sdk has read itself now; the row can go/)
    expect(overlayIn(join(scratch, 'taken-in'))).not.toContain('knownPrep')
  })
})

describe.skipIf(newest === null)('the overlay of odd headers', () => {
  it('keeps the numbers of the package where a header has others', async () => {
    const header = edited('renumbered', {
      'linux/io_uring.h': (text) => change(text, /\tIORING_OP_FSYNC,/, '\tIORING_OP_NEW,\n$&'),
    })
    const out = join(scratch, 'renumbered')
    const said = (await run(header, out)).join('\n')
    expect(said).toContain('IORING_OP_FSYNC is 4 in this header and 3 in uring-sdk, which keeps')
    expect(overlayIn(out)).not.toContain('FSYNC')
  })

  it('refuses a submission of another size, which no kernel has', async () => {
    const header = edited('wide', {
      'linux/io_uring.h': (text) => change(text, /__u64\tuser_data;/, '$&\n\t__u64\tmore[8];'),
    })
    await expect(run(header, join(scratch, 'wide'))).rejects.toThrow(/has 128 bytes in this header/)
  })

  it('leaves out a neighbour that it does not understand, and says where', async () => {
    const header = edited('neighbour', {
      'linux/stat.h': (text) => `${text}\n#define STATX_NEW BIT(40)\n`,
      'linux/io_uring/warp.h': () => '#define WARP 1\n',
    })
    const out = join(scratch, 'neighbour')
    const said = (await run(header, out)).join('\n')
    expect(said).toMatch(/warning: linux\/stat\.h is left out: .*linux\/stat\.h:\d+/)
    expect(said).toContain('note: linux/io_uring/warp.h is new and not read')
    expect(said).not.toContain('is gone')
    expect(overlayIn(out)).not.toContain('STATX')
  })

  it('warns of a name that a newer header has no more', async () => {
    const header = edited('removed', {
      'linux/version.h': versionHeader(8, 1),
      'linux/io_uring.h': (text) => change(text, /#define IORING_SETUP_IOPOLL.*\n/, ''),
    })
    const said = await run(header, join(scratch, 'removed'))
    expect(said).toContain(
      'warning: IORING_SETUP_IOPOLL is gone from this header; uring-sdk keeps it',
    )
  })

  it('of a damaged header names the line and writes nothing', async () => {
    const header = edited('damaged', {
      'linux/io_uring.h': (text) => change(text, /__u8\topcode;/, 'u128\topcode;'),
    })
    const out = join(scratch, 'damaged')
    await expect(run(header, out)).rejects.toThrow(/io_uring\.h:\d+:\d+: u128 is an unknown type/)
    expect(existsSync(out)).toBe(false)
  })
})

describe('the overlay of the kernel that the package knows', () => {
  it.skipIf(newest === null)(
    'is the package and nothing else',
    async () => {
      const out = join(scratch, 'same')
      const said = await run(newest ?? '', out)
      expect(said).toEqual([expect.stringMatching(/index\.ts: uring-sdk and nothing new$/)])
      expect(codeOf(overlayIn(out))).toBe("export * from 'uring-sdk'\n")
      expect(existsSync(join(out, 'rows.ts'))).toBe(false)
    },
    60_000,
  )
})

function codeOf(text: string): string {
  return text.replace(/^\/\/.*\n/gm, '')
}

/** Debian 11 has 5.10; its headers are looked at where somebody has put them into the cache. */
const older = ['5.10', ...knownKernels().map(({ series }) => series)].slice(0, -1)

describe('the overlay of an older kernel', () => {
  it.for(older)('%s is empty, and what it lacks is said', {}, async (series, context) => {
    const header = includeOf(series)
    if (header === null) return context.skip(`no headers of ${series} in headers/cache`)
    const out = join(scratch, series)
    const said = await run(header, out)
    expect(codeOf(overlayIn(out))).toBe("export * from 'uring-sdk'\n")
    expect(said[0]).toMatch(
      new RegExp(
        `^This header, of Linux ${series}, is older than .* It lacks \\d+ opcodes \\(IORING_OP_`,
      ),
    )
    expect(said.join('\n')).not.toContain('new: ')
    expect(said.at(-1)).toMatch(/: uring-sdk and nothing new$/)
  })

  it.skipIf(includeOf('6.1') === null)(
    'is known as such without a version too',
    async () => {
      const header = editHeaders(includeOf('6.1') ?? '', join(scratch, 'headers', 'versionless'), {
        'linux/version.h': () => '',
      })
      const said = await run(header, join(scratch, 'versionless'))
      expect(said.join('\n')).toMatch(/This header is older than .* It lacks \d+ opcodes/)
    },
    60_000,
  )
})

const BAD: readonly [what: string, rows: string, said: RegExp][] = [
  ['a syntax error', 'export const rows = [', /rows\.ts:1:22: /],
  ['no rows', 'export const row = 1', /must export an array/],
  ['an import', "import x from './x.js'\nexport const rows = [x]", /it may import types, and/],
  ['an unknown opcode', row({ op: 'TELEPROT' }), /row 1 \(beam\): this header has no opcode TELEP/],
  ['an unknown field', row({}, { field: 'addres' }), /parameters\[0\]\.field: "addres" is none of/],
  ['an unknown kind', row({}, { kind: 'buf' }), /parameters\[0\]\.kind: "buf" is none of .*fd/],
  ['no result', row({ result: 'nothing' }), /row 1 \(beam\): result: "nothing" is none of .*void/],
  ['no words', row({ doc: undefined }), /row 1 must have a text doc/],
  ['a taken name', row({ name: 'close' }), /the name close is taken/],
  ['an unknown constant', row({ set: { len: 'AtFlags.NOT' } }), /no constant AtFlags\.NOT/],
]

function row(over: object, parameter: object = {}): string {
  const fd = { name: 'fd', kind: 'fd', field: 'fd', doc: 'The descriptor.', ...parameter }
  const base = { op: 'NOP', name: 'beam', doc: 'Moves.', result: 'void', parameters: [fd] }
  return `export const rows = [${JSON.stringify({ ...base, ...over })}]`
}

describe('rows', () => {
  it.for(BAD)('with %s are refused in words', async ([what, text, said]) => {
    const path = join(scratch, `${what.replaceAll(' ', '-')}-rows.ts`)
    writeFileSync(path, text)
    const model = readModel(snapshotPath(knownKernels().at(-1)?.series ?? ''))
    const { input } = assemble(model, new Map())
    const check = async () => checkRows(await loadRows(path), path, input)
    await expect(check()).rejects.toThrow(said)
  })
})

/** What one kernel has that another has not: as data, as Markdown, as a command, as a page. */
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { compareKernels, kernelsPage, type Side, sideOf } from '../../codegen/diff.ts'
import { assemble } from '../../codegen/emit/assemble.ts'
import { diffPage, isEmpty, type KernelDiff } from '../../codegen/emit/kernel-diff.ts'
import { knownKernels, snapshotPath } from '../../codegen/kernels.ts'
import { readModel } from '../../codegen/print.ts'
import { readText, scratch, SMALL, writeHeaders } from './headers.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const silent = (): void => {}

/** A kernel of the list. */
function known(series: string): Side {
  return { label: series, model: readModel(snapshotPath(series)), comments: new Map() }
}

/** A kernel whose header is the small one of the tests, edited. */
async function small(label: string, edit = (text: string) => text): Promise<Side> {
  const { model, comments } = await readText(edit(SMALL))
  return { label, model, comments }
}

/** Replaces a piece that must be there: else a test would prove nothing. */
function change(text: string, piece: string | RegExp, by: string): string {
  const changed = text.replace(piece, by)
  if (changed === text) throw new Error(`the header has no ${piece}`)
  return changed
}

/** The command as a maintainer runs it. */
function command(...words: readonly string[]) {
  const all = ['--import', 'tsx', join(root, 'codegen/main.ts'), 'diff', ...words]
  return spawnSync(process.execPath, all, { cwd: root, encoding: 'utf8' })
}

describe('the difference between two kernels that we know', () => {
  const found = compareKernels(known('6.12'), known('7.3'))

  it('has the operations that came, with their names, values and words', () => {
    const names = found.opcodes.added.map(({ name }) => name)
    expect(names).toEqual(
      [
        'RECV_ZC',
        'EPOLL_WAIT',
        'READV_FIXED',
        'WRITEV_FIXED',
        'PIPE',
        'NOP128',
        'URING_CMD128',
      ].map((op) => `Op.${op}`),
    )
    expect(found.opcodes.added[4]).toEqual({
      c: 'IORING_OP_PIPE',
      name: 'Op.PIPE',
      value: '62',
      since: '6.16',
      doc: expect.stringMatching(/^Makes a pipe/) as string,
    })
    // The counter at the end of the enumeration is no operation that has changed.
    expect(found.opcodes).toMatchObject({ removed: [], changed: [] })
  })

  it('has the register operations and the flags by family', () => {
    const registers = found.registerOperations.added.map(({ c }) => c)
    expect(registers).toContain('IORING_REGISTER_QUERY')
    expect(registers).toHaveLength(7)
    const setup = found.families.find(({ family }) => family === 'SetupFlags')
    expect(setup?.kind).toBe('flags')
    expect(setup?.added.map(({ name }) => name)).toEqual([
      'SetupFlags.HYBRID_IOPOLL',
      'SetupFlags.CQE_MIXED',
      'SetupFlags.SQE_MIXED',
      'SetupFlags.SQ_REWIND',
    ])
    expect(found.families.map(({ family }) => family)).not.toContain('Op')
  })

  it('has the structs that came, and the fields that old ones got', () => {
    expect(found.structs.added.map(({ name }) => name)).toContain('ZcrxIfqReg')
    const sqe = found.structs.changed.find(({ name }) => name === 'Sqe')
    expect(sqe).toMatchObject({ c: 'io_uring_sqe', size: 64, sizeBefore: 64, removed: [] })
    expect(sqe?.added).toContainEqual({
      c: 'attr_ptr',
      name: 'attrPtr',
      doc: expect.stringContaining('attributes') as string,
      offset: 48,
      size: 8,
      type: 'u64',
    })
  })

  it('is the reverse of the difference the other way round', () => {
    const back = compareKernels(known('7.3'), known('6.12'))
    expect(back.opcodes.removed).toEqual(found.opcodes.added)
    expect(back.registerOperations.removed).toEqual(found.registerOperations.added)
    expect(back.structs.removed).toEqual(found.structs.added)
    expect(back.families.flatMap(({ removed }) => removed)).toEqual(
      found.families.flatMap(({ added }) => added),
    )
  })

  it('is plain data: JSON gives it back', () => {
    expect(JSON.parse(JSON.stringify(found))).toEqual(found)
    expect(Object.keys(found)).toEqual([
      'format',
      'from',
      'to',
      'opcodes',
      'registerOperations',
      'families',
      'structs',
    ])
  })

  it('is empty for a kernel and itself, and the page says so', () => {
    const none = compareKernels(known('7.3'), known('7.3'))
    expect(isEmpty(none)).toBe(true)
    expect(isEmpty(found)).toBe(false)
    expect(diffPage(none)).toBe('# From Linux 7.3 to Linux 7.3\n\nThere is no difference.\n')
  })

  it('reads as a page', () => {
    const page = diffPage(found)
    expect(page).toMatch(
      /^# From Linux 6\.12 to Linux 7\.3\n\nAdds 7 operations, 7 register operations, /,
    )
    expect(page).toContain('- `Op.PIPE` (`IORING_OP_PIPE`, 62): Makes a pipe')
    expect(page).toContain('### `SetupFlags`\n')
    expect(page).toMatch(/`SetupFlags\.SQ_REWIND` \(`IORING_SETUP_SQ_REWIND`, 0x100000\):/)
    expect(page).toContain('- `Sqe` (`struct io_uring_sqe`)\n  - new: `')
    expect(page).not.toContain('{@link')
    expect(page).not.toContain('No sentence yet')
    for (const line of page.split('\n')) expect(line.length).toBeLessThanOrEqual(100)
  })
})

describe('the difference between invented headers', () => {
  /** A header of tomorrow: one thing of every kind. */
  const tomorrow = (text: string): string => {
    let edited = change(
      text,
      '\tIORING_OP_WRITE,\n',
      '\tIORING_OP_WRITE,\n\tIORING_OP_NEW, /* does it all */\n',
    )
    edited = change(
      edited,
      '#define IORING_SETUP_SQPOLL',
      '#define IORING_SETUP_NEW (1U << 29)\n$&',
    )
    edited = change(edited, '#define IORING_SETUP_SQPOLL', '#define URING_NEW_THING 7\n$&')
    edited = change(edited, '\t__s32\tfd;', '\t__u16\tioprio;\n\t__s64\tfd;')
    edited = change(edited, '__u32\tcmd_op;', '__s32\tcmd_op;')
    return change(
      edited,
      'enum io_uring_op',
      'struct io_uring_new { __u64 size; };\n\nenum io_uring_op',
    )
  }

  async function found(): Promise<KernelDiff> {
    return compareKernels(await small('today'), await small('tomorrow', tomorrow))
  }

  it('has names that nobody has described, in the words of the header or in none', async () => {
    const { opcodes, families, structs } = await found()
    expect(opcodes.added).toEqual([
      { c: 'IORING_OP_NEW', name: 'Op.NEW', value: '3', since: '', doc: 'does it all' },
    ])
    expect(families.map(({ family }) => family)).toEqual(['SetupFlags', null])
    expect(families[0]?.added[0]).toMatchObject({ name: 'SetupFlags.NEW', value: '536870912' })
    expect(families[1]?.added[0]).toMatchObject({ name: 'URING_NEW_THING', value: '7', doc: '' })
    expect(structs.added).toEqual([
      { c: 'io_uring_new', name: 'io_uring_new', size: 8, since: '', doc: '' },
    ])
  })

  it('tells fields that are new, moved, of another size and of another type', async () => {
    const { structs } = await found()
    const [sqe] = structs.changed
    expect(sqe).toMatchObject({ name: 'Sqe', size: 24, sizeBefore: 16, removed: [] })
    expect(sqe?.added).toMatchObject([{ name: 'ioprio', offset: 2, size: 2, type: 'u16' }])
    const what = Object.fromEntries((sqe?.changed ?? []).map((one) => [one.c, one.what]))
    expect(what).toEqual({
      fd: ['moved', 'resized'],
      off: ['moved'],
      cmd_op: ['moved', 'retyped'],
    })
    expect(sqe?.changed[0]?.before).toEqual({ offset: 4, size: 4, type: 's32' })
  })

  it('tells values that changed and what is gone', async () => {
    const other = await small('other', (text) =>
      change(change(text, '\tIORING_OP_NOP,\n', ''), '(1U << 1)', '(1U << 2)'),
    )
    const diff = compareKernels(await small('one'), other)
    expect(diff.opcodes.removed.map(({ name }) => name)).toEqual(['Op.NOP'])
    expect(diff.opcodes.changed).toMatchObject([
      { name: 'Op.READ', before: '1', value: '0' },
      { name: 'Op.WRITE', before: '2', value: '1' },
    ])
    const page = diffPage(diff)
    expect(page).toContain('Removes one operation. Changes 2 operations and one value.')
    expect(page).toContain('Gone:\n\n- `Op.NOP` (`IORING_OP_NOP`, 0): ')
    expect(page).toContain('- `SetupFlags.SQPOLL` (`IORING_SETUP_SQPOLL`): 0x2 is now 0x4')
  })

  it('reads as a page that says what is not described', async () => {
    const page = diffPage(await found())
    expect(page).toContain('# From Linux today to Linux tomorrow\n')
    expect(page).toContain('- `Op.NEW` (`IORING_OP_NEW`, 3): does it all')
    expect(page).toContain('### Constants of their own\n\n- `URING_NEW_THING`')
    expect(page).toContain('- `Sqe` (`struct io_uring_sqe`), 16 bytes before and 24 now\n')
    const words = page.replaceAll(/\s+/g, ' ')
    expect(words).toMatch(
      / - moved and resized: `fd` \(`fd`, s64 at 8\): [^.]*\. Before: s32 at 4\./,
    )
  })

  it('is not told where only the padding of a struct has another shape', async () => {
    const padded = await small('padded', (text) =>
      change(text, '__u32\t__pad1;', '__u8\t__pad1[4];'),
    )
    expect(isEmpty(compareKernels(await small('plain'), padded))).toBe(true)
  })

  it('is refused between headers of different architectures', async () => {
    const one = await small('one')
    const x64: Side = { ...one, model: { ...one.model, architectures: ['x64'] } }
    const arm64: Side = { ...one, label: 'two', model: { ...one.model, architectures: ['arm64'] } }
    expect(() => compareKernels(x64, arm64)).toThrow('one and two have no architecture in common')
  })
})

describe('a kernel is named', () => {
  it('by a series of the list', async () => {
    const side = await sideOf('6.12', silent)
    expect([side.label, side.model.series]).toEqual(['6.12', '6.12'])
  })

  it('by a snapshot, wherever it lies', async () => {
    const path = join(scratch(), 'kernel.json')
    writeFileSync(path, JSON.stringify({ ...readModel(snapshotPath('6.1')), series: '6.1-mine' }))
    expect((await sideOf(path, silent)).label).toBe('6.1-mine')
  })

  it('by a directory of headers, which may be all that is there', async () => {
    const directory = writeHeaders({ 'linux/io_uring.h': SMALL })
    const side = await sideOf(directory, silent)
    expect(side.label).toBe(directory)
    const { opcodes } = compareKernels(side, await sideOf('6.1', silent))
    expect(opcodes.added.map(({ name }) => name)).toContain('Op.RECV')
  })

  it('and what is none of these is refused with what would be one', async () => {
    await expect(sideOf('5.10', silent)).rejects.toThrow(
      /^5\.10 is no kernel that we know \(6\.1, 6\.12, 7\.3\), and no such file is there/,
    )
    const directory = scratch()
    await expect(sideOf(directory, silent)).rejects.toThrow('has no linux/io_uring.h')
    const path = join(directory, 'x.json')
    writeFileSync(path, '{}')
    await expect(sideOf(path, silent)).rejects.toThrow(`${path} is no snapshot: it lacks series`)
    writeFileSync(path, 'no JSON')
    await expect(sideOf(path, silent)).rejects.toThrow(`${path} is no snapshot: `)
  })
})

describe('codegen diff', () => {
  it('prints a page, or data, or writes a file', { timeout: 120_000 }, () => {
    const page = command('6.1', '6.12')
    expect(page).toMatchObject({ status: 0, stderr: '' })
    expect(page.stdout).toBe(diffPage(compareKernels(known('6.1'), known('6.12'))))
    const data = command('6.1', '6.12', '--json')
    expect(JSON.parse(data.stdout)).toEqual(compareKernels(known('6.1'), known('6.12')))
    const out = join(scratch(), 'diff.md')
    const written = command('6.1', '6.12', '--out', out)
    expect(written).toMatchObject({ status: 0, stdout: '', stderr: `wrote ${out}\n` })
    expect(readFileSync(out, 'utf8')).toBe(page.stdout)
  })

  it('says what it needs', { timeout: 120_000 }, () => {
    expect(command('6.1')).toMatchObject({
      status: 1,
      stdout: '',
      stderr: 'codegen: diff takes two kernels: `codegen diff 6.1 7.3`\n',
    })
    expect(command('6.1', '6.2').stderr).toContain('6.2 is no kernel that we know')
  })
})

describe('docs/guide/kernels.md', () => {
  const newest = knownKernels().at(-1)?.series ?? ''
  const { input } = assemble(readModel(snapshotPath(newest)), new Map())
  const { text } = kernelsPage(input)
  const rows = text.split('\n').filter((line) => line.startsWith('| `'))

  it('is fresh', () => {
    expect(readFileSync(join(root, 'docs/guide/kernels.md'), 'utf8')).toBe(text)
  })

  it('has a row for every operation, register operation and flag of the newest kernel', () => {
    const main = [
      'Op',
      'RegisterOp',
      'SetupFlags',
      'Features',
      'EnterFlags',
      'SqeFlags',
      'CqeFlags',
    ]
    for (const name of main) {
      const members = input.families.find(({ family }) => family.name === name)?.members ?? []
      expect(members.length, name).toBeGreaterThan(5)
      for (const one of members) {
        expect(
          rows.some((row) => row.startsWith(`| \`${one.name}\` |`)),
          one.c,
        ).toBe(true)
      }
    }
  })

  it('says yes where the snapshot of a kernel has the name, and only there', () => {
    const columns = knownKernels().map(({ series }) => {
      return new Set(readModel(snapshotPath(series)).constants.map(({ name }) => name))
    })
    const table = text.slice(text.indexOf('## Operations'), text.indexOf('## Register operations'))
    const found = [...table.matchAll(/^\| `(\w+)` \| [\d.]+ \| (\S+) \| (\S+) \| (\S+) \|$/gm)]
    expect(found).toHaveLength(65)
    for (const [, op, ...cells] of found) {
      const there = columns.map((names) => names.has(`IORING_OP_${op}`))
      expect(
        cells.map((cell) => cell === 'yes'),
        op,
      ).toEqual(there)
    }
  })

  it('dates the variants that came after their opcode', () => {
    expect(rows).toContain('| `acceptMultishot` | `ACCEPT` | 5.19 | yes | yes | yes |')
    expect(rows).toContain('| `timeoutMultishot` | `TIMEOUT` | 6.4 | – | yes | yes |')
  })

  it('names the Debian suite of every kernel', () => {
    for (const { series, suite } of knownKernels())
      expect(text).toContain(`| ${series} | \`${suite}\` |`)
  })
})

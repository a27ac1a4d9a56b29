/** `generate` from end to end: our own files, other kernels, changed headers and damaged ones. */
import { spawnSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { generate } from '../../codegen/generate.ts'
import { CACHE, knownKernels } from '../../codegen/kernels.ts'
import { compile, hasCompiler } from './referee.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const MACHINE = '/usr/include'
const FILES = [
  ...['abi-check.c', 'bpf.ts', 'constants.ts', 'decode.ts', 'internal.ts', 'operations.ts'],
  ...['prep.ts', 'registers.ts', 'rings.ts', 'structs.ts', 'support.ts'],
]
const scratch = mkdtempSync(join(tmpdir(), 'uring-generate-'))
afterAll(() => rmSync(scratch, { recursive: true }))

/** Include directories to generate from: the oldest kernel, the newest, this machine's own. */
const kernels = knownKernels()
const sources = [kernels[0]?.series ?? '', kernels.at(-1)?.series ?? '']
  .map((series) => [series, join(CACHE, series, 'usr/include')] as const)
  .concat([['machine', MACHINE] as const])
  .filter(([, directory]) => existsSync(join(directory, 'linux/io_uring.h')))
const [, newest = MACHINE] = sources.filter(([series]) => series !== 'machine').at(-1) ?? []
const noHeaders = sources.length === 0 ? 'no kernel headers: npm run headers fetches them' : ''

/** An include directory whose io_uring.h is edited; all else is the original, linked. */
function edited(name: string, edit: (text: string) => string): string {
  const copy = join(scratch, name)
  mkdirSync(join(copy, 'linux'), { recursive: true })
  for (const entry of readdirSync(newest)) {
    if (entry !== 'linux') symlinkSync(join(newest, entry), join(copy, entry))
  }
  for (const entry of readdirSync(join(newest, 'linux'))) {
    if (entry !== 'io_uring.h')
      symlinkSync(join(newest, 'linux', entry), join(copy, 'linux', entry))
  }
  const text = readFileSync(join(newest, 'linux/io_uring.h'), 'utf8')
  writeFileSync(join(copy, 'linux/io_uring.h'), edit(text))
  return copy
}

/** Replaces a piece that must be there: else a test would prove nothing. */
function change(text: string, piece: RegExp, by: string): string {
  if (!piece.test(text)) throw new Error(`the header has no ${piece}`)
  return text.replace(piece, by)
}

async function run(header: string | undefined, out: string): Promise<string[]> {
  const lines: string[] = []
  await generate({ header, out, progress: (line) => lines.push(line) })
  return lines
}

function textOf(directory: string, file: string): string {
  return readFileSync(join(directory, file), 'utf8')
}

/** What the compiler says of generated directories that stand outside our tree, as a user's do. */
function typeErrors(...directories: readonly string[]): string {
  const project = join(scratch, 'tsconfig.json')
  writeFileSync(
    project,
    JSON.stringify({
      extends: join(root, 'tsconfig.json'),
      compilerOptions: {
        paths: { 'uring-sdk': [join(root, 'src/ring/types.ts')] },
        typeRoots: [join(root, 'node_modules/@types')],
      },
      include: directories,
    }),
  )
  writeFileSync(join(scratch, 'package.json'), '{ "type": "module" }')
  const tsc = join(root, 'node_modules/.bin/tsc')
  const words = ['-p', project, '--pretty', 'false']
  const { stdout } = spawnSync(tsc, words, { encoding: 'utf8' })
  return stdout.split('\n').slice(0, 5).join('\n')
}

/** The command as a user runs it. */
function command(...words: readonly string[]): { status: number | null; stderr: string } {
  const all = ['--import', 'tsx', join(root, 'codegen/main.ts'), ...words]
  return spawnSync(process.execPath, all, { cwd: root, encoding: 'utf8' })
}

describe('generate', () => {
  it('--check is content with the files that are committed', () => {
    const { status, stderr } = command('generate', '--check')
    expect(stderr).toBe(`${FILES.length} files are fresh\n`)
    expect(status).toBe(0)
  }, 40_000)

  it('--check names what is stale, missing or left over, and writing puts it right', async () => {
    const tree = join(scratch, 'tree')
    const out = join(tree, 'generated')
    cpSync(join(root, 'generated'), out, { recursive: true })
    mkdirSync(join(tree, 'src/ring'), { recursive: true })
    cpSync(join(root, 'src/ring/types.ts'), join(tree, 'src/ring/types.ts'))
    writeFileSync(join(out, 'prep.ts'), textOf(out, 'prep.ts').replace('sqe.len', 'sqe.addr'))
    rmSync(join(out, 'rings.ts'))
    writeFileSync(join(out, 'old.ts'), textOf(out, 'support.ts').replace('support.ts', 'old.ts'))
    writeFileSync(join(out, 'mine.ts'), '// By hand.\n')
    const before = readdirSync(out)
    await expect(generate({ out, check: true, progress: () => {} })).rejects.toThrow(
      /is stale \(rings\.ts, prep\.ts, old\.ts\): run `npm run generate`/,
    )
    expect(readdirSync(out)).toEqual(before)
    await run(undefined, out)
    expect(readdirSync(out).sort()).toEqual([...FILES, 'mine.ts'].sort())
    for (const file of FILES) expect(textOf(out, file)).toBe(textOf(join(root, 'generated'), file))
  }, 40_000)

  it('says what it can do, and refuses what it cannot', () => {
    expect(command('--help').status).toBe(0)
    expect(command('generte').stderr).toContain('unknown command: generte')
    const wrong = command('generate', '--header', MACHINE)
    expect(wrong.stderr).toContain('--header needs --out DIR')
    expect(wrong.status).toBe(1)
  }, 40_000)
})

describe('generate from any headers', () => {
  const outputs: string[] = []

  it.for(sources)('of kernel %s', { timeout: 40_000 }, async ([series, header], context) => {
    if (noHeaders !== '') context.skip(noHeaders)
    const out = join(scratch, 'out', series)
    const lines = await run(header, out)
    expect(lines.at(-1)).toMatch(new RegExp(`^${FILES.length} files for Linux \\d+\\.\\d+ in `))
    expect(readdirSync(out).sort()).toEqual(FILES)
    expect(textOf(out, 'prep.ts')).toMatch(/^\/\/ Generated from the headers of Linux \d+\.\d+/)
    expect(textOf(out, 'operations.ts')).toContain("from 'uring-sdk'")
    outputs.push(out)
  })

  it('gives files that the compiler accepts', (context) => {
    if (outputs.length === 0) context.skip(noHeaders)
    expect(typeErrors(...outputs)).toBe('')
  }, 40_000)

  it('gives what that kernel has, and not what came later', (context) => {
    const old = outputs.find((out) => out.endsWith('/6.1'))
    if (old === undefined) return context.skip('no headers of 6.1 in headers/cache')
    expect(textOf(old, 'constants.ts')).toContain('  SENDMSG_ZC: 48,')
    expect(textOf(old, 'constants.ts')).not.toContain('  BIND:')
    expect(textOf(old, 'prep.ts')).toContain('export function recv(')
    expect(textOf(old, 'prep.ts')).not.toMatch(/function (bind|listen|futexWait|pipe)\(/)
    expect(textOf(old, 'operations.ts')).not.toContain('Op.WAITID')
    expect(textOf(old, 'registers.ts')).not.toContain('REGISTER_QUERY')
  })
})

describe('generate from a changed header', () => {
  const out = join(scratch, 'changed-out')
  let lines: string[] = []
  let header = ''

  beforeAll(async () => {
    if (noHeaders !== '') return
    header = edited('changed', (original) => {
      let text = change(original, /\tIORING_OP_FSYNC,/, '\tIORING_OP_NEW,\t/* does it all */\n$&')
      text = change(
        text,
        /#define IORING_SETUP_SQPOLL\b/,
        '#define IORING_SETUP_NEW\t(1U << 29)\n$&',
      )
      text = change(text, /\t\t__u32\t\topen_flags;/, '$&\n\t\t__u32\t\tnew_flags;')
      text = change(text, /struct io_uring_sync_cancel_reg \{[^}]*/, '$&\t__u32\tnew_field;\n')
      return change(text, /struct io_uring_sync_cancel_reg \{/, `${NEW_STRUCT}$&`)
    })
    lines = await run(header, out)
  }, 40_000)

  const NEW_STRUCT = 'struct io_uring_new_thing {\n\t__u64\tnew_size;\t/* bytes of it */\n};\n\n'

  it('lists what is new', (context) => {
    if (noHeaders !== '') context.skip(noHeaders)
    const names = lines.filter((line) => line.startsWith('new: ')).map((line) => line.slice(5))
    expect(names).toEqual(
      expect.arrayContaining([
        'IORING_OP_NEW',
        'IORING_SETUP_NEW',
        'io_uring_sqe.new_flags',
        'io_uring_sync_cancel_reg.new_field',
        'struct io_uring_new_thing',
      ]),
    )
    const rowless = "no row yet: IORING_OP_NEW; issue() takes it with the sqe's own fields"
    expect(lines).toContain(rowless)
  })

  it('has it all, in its place, with the words of the header', (context) => {
    if (noHeaders !== '') context.skip(noHeaders)
    const constants = textOf(out, 'constants.ts')
    expect(constants).toMatch(/IORING_OP_NEW`: Does it all\. \*\/\n  NEW: 3,/)
    expect(constants).toContain('  FSYNC: 4,')
    expect(constants).toContain('  NEW: 0x20000000,')
    const structs = textOf(out, 'structs.ts')
    expect(structs).toContain('set newFlags(value: number)')
    expect(structs).toContain('get newField(): number')
    expect(structs).toContain('export class NewThing {')
    expect(structs).toMatch(/`new_size`: Bytes of it\./)
    expect(typeErrors(out)).toBe('')
  }, 40_000)

  it('is what the compiler reads there', (context) => {
    if (noHeaders !== '') context.skip(noHeaders)
    const native = process.arch === 'arm64' ? 'arm64' : 'x64'
    if (!hasCompiler(native)) context.skip('no C compiler')
    const builtin = spawnSync('gcc', ['-print-file-name=include'], {
      encoding: 'utf8',
    }).stdout.trim()
    const triplet = { x64: 'x86_64-linux-gnu', arm64: 'aarch64-linux-gnu' }[native]
    const roots = [header, join(header, triplet), builtin]
    expect(compile(native, roots, textOf(out, 'abi-check.c'))).toBe('')
  }, 40_000)
})

describe('generate from a damaged header', () => {
  const damages: readonly [
    what: string,
    edit: (text: string) => string,
    near: RegExp,
    said: RegExp,
  ][] = [
    [
      'a missing brace',
      (text) => change(text, /(\tIORING_OP_LAST,\n)\};/, '$1'),
      /enum io_uring_op \{/,
      /not closed/,
    ],
    [
      'a bit-field',
      (text) => change(text, /__u8\topcode;/, '__u8\topcode : 4;'),
      /opcode : 4/,
      /bit-field/,
    ],
    [
      'an unknown macro',
      (text) => change(text, /(#define IORING_SETUP_SQPOLL\s+)\(1U << 1\)/, '$1(1U << NEW_BIT)'),
      /NEW_BIT/,
      /NEW_BIT/,
    ],
    [
      'an unknown macro with arguments',
      (text) => change(text, /(#define IORING_SETUP_SQPOLL\s+)\(1U << 1\)/, '$1NEW_BIT(1)'),
      /NEW_BIT/,
      /NEW_BIT/,
    ],
    [
      'a name of no known family',
      (text) => change(text, /#define IORING_SETUP_SQPOLL/, '#define URING_NEW_THING 1\n$&'),
      /URING_NEW_THING/,
      /URING_NEW_THING has no home[^]*To do: add a family/,
    ],
    [
      'an unknown type',
      (text) => change(text, /__u8\topcode;/, 'u128\topcode;'),
      /u128/,
      /u128 is an unknown type/,
    ],
  ]

  /** The directory as it was: a failed generation must not touch it. */
  function prepared(name: string): string {
    const out = join(scratch, 'damaged', name.replaceAll(' ', '-'))
    mkdirSync(out, { recursive: true })
    writeFileSync(join(out, 'prep.ts'), 'as it was\n')
    return out
  }

  it.for(damages)(
    'with %s names the line, says what to do, writes nothing',
    async (damage, context) => {
      if (noHeaders !== '') context.skip(noHeaders)
      const [what, edit, near, said] = damage
      const header = edited(`header with ${what}`, edit)
      const out = prepared(what)
      const error: unknown = await run(header, out).catch((reason: unknown) => reason)
      expect(error).toBeInstanceOf(Error)
      const { message } = error as Error
      expect(message).toMatch(said)
      expect(message).toContain('To do:')
      const [, path = '', line = ''] = /^(\S.*?io_uring\.h):(\d+):/.exec(message) ?? []
      expect(path).toBe(join(header, 'linux/io_uring.h'))
      const text = readFileSync(path, 'utf8').split('\n')
      expect(text.slice(Number(line) - 2, Number(line) + 1).join('\n')).toMatch(near)
      expect(readdirSync(out)).toEqual(['prep.ts'])
      expect(textOf(out, 'prep.ts')).toBe('as it was\n')
    },
  )

  it('ends with exit code 1 and the message on stderr', (context) => {
    if (noHeaders !== '') context.skip(noHeaders)
    const header = edited('command', (text) => change(text, /__u8\topcode;/, 'u128\topcode;'))
    const out = join(scratch, 'never/made')
    const { status, stderr } = command('generate', '--header', header, '--out', out)
    expect(status).toBe(1)
    expect(stderr).toMatch(/linux\/io_uring\.h:\d+:\d+: u128 is an unknown type/)
    expect(existsSync(dirname(out))).toBe(false)
    const gone = command('generate', '--header', join(scratch, 'nowhere'), '--out', out)
    expect(gone.status).toBe(1)
    expect(gone.stderr).toContain('has no linux/io_uring.h')
  }, 40_000)
})

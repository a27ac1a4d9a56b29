/** The command `uring-sdk` as a user runs it: words, answers, errors, exit codes. */
import { spawnSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test, vi } from 'vitest'
import { editHeaders, newestHeaders, TOMORROW } from '../codegen/edited-headers.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const scratch = mkdtempSync(join(tmpdir(), 'uring-cli-'))
afterAll(() => rmSync(scratch, { recursive: true }))

// Every test starts a program, which a busy machine lets wait.
vi.setConfig({ testTimeout: 180_000 })

interface Ended {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

function uring(...words: readonly string[]): Ended {
  const all = ['--import', join(root, 'node_modules/tsx/dist/esm/index.mjs')]
  const command = [...all, join(root, 'src/cli/main.ts'), ...words]
  return spawnSync(process.execPath, command, { cwd: scratch, encoding: 'utf8' })
}

describe('uring-sdk', () => {
  test('lists its commands, with --help and without a word', () => {
    const { status, stdout, stderr } = uring('--help')
    expect(stdout).toMatch(/^Usage: uring-sdk <command>[^]*\n {2}generate +write an overlay for/)
    expect([status, stderr]).toEqual([0, ''])
    expect(uring().stdout).toBe(stdout)
  })

  test('tells its version', () => {
    const text = readFileSync(join(root, 'package.json'), 'utf8')
    const { version } = JSON.parse(text) as { version: string }
    expect(uring('--version').stdout).toBe(`${version}\n`)
  })

  test('refuses a command that it has not', () => {
    const { status, stderr } = uring('generte')
    expect(stderr).toBe('uring-sdk: there is no command generte; `uring-sdk --help` lists them\n')
    expect(status).toBe(2)
  })
})

describe('uring-sdk generate', () => {
  test('explains every option', () => {
    const { status, stdout } = uring('generate', '--help')
    for (const option of ['--out DIR', '--header DIR', '--rows FILE', '--json', '--help']) {
      expect(stdout).toContain(`\n  ${option}`)
    }
    expect(status).toBe(0)
  })

  const file = join(scratch, 'file')
  writeFileSync(file, '')
  const empty = join(scratch, 'empty')
  mkdirSync(empty)

  /** A header that needs no others: errors come before anything else is read. */
  const damaged = join(scratch, 'damaged')
  mkdirSync(join(damaged, 'linux'), { recursive: true })
  writeFileSync(join(damaged, 'linux/io_uring.h'), 'struct io_uring_sqe {\n\tu128 opcode;\n};\n')

  const refusals: readonly [what: string, words: readonly string[], said: RegExp, code?: 2][] = [
    ['no --out', [], /^uring-sdk: generate needs --out DIR/, 2],
    ['an unknown option', ['--output', 'x'], /^uring-sdk: Unknown option '--output'/, 2],
    ['a stray word', ['x', '--out', 'out'], /^uring-sdk: Unexpected argument 'x'/, 2],
    [
      'a directory that is not there',
      ['--header', join(scratch, 'nowhere'), '--out', 'out'],
      /nowhere has no linux\/io_uring\.h\. Name the directory that holds linux\//,
    ],
    ['a directory without the header', ['--header', empty, '--out', 'out'], /empty has no linux/],
    ['an --out that is a file', ['--header', empty, '--out', file], /file is a file: --out names/],
    [
      'a damaged header',
      ['--header', damaged, '--out', 'out'],
      /linux\/io_uring\.h:2:2: u128 is an unknown type\n[^]*To do: /,
    ],
  ]
  for (const [what, words, said, code = 1] of refusals) {
    test(`refuses ${what} in a sentence, and makes nothing`, () => {
      const { status, stdout, stderr } = uring('generate', ...words)
      expect(stderr).toMatch(said)
      expect(stderr).not.toMatch(/\n {4}at /)
      expect([status, stdout]).toEqual([code, ''])
      expect(existsSync(join(scratch, 'out'))).toBe(false)
    })
  }

  test('refuses a directory that cannot be written', (context) => {
    const header = newestHeaders()
    if (header === null) return context.skip('no kernel headers: npm run headers fetches them')
    const { status, stderr } = uring('generate', '--header', header, '--out', '/dev/null/uring')
    expect(stderr).toMatch(/\/dev\/null\/uring\/index\.ts cannot be written \(\w+\): name another/)
    expect(status).toBe(1)
  })

  test('writes the overlay, and says on stderr what is new', (context) => {
    const newest = newestHeaders()
    if (newest === null) return context.skip('no kernel headers: npm run headers fetches them')
    const header = editHeaders(newest, join(scratch, 'tomorrow'), TOMORROW)
    const { status, stdout, stderr } = uring('generate', '--header', header, '--out', 'uring')
    expect(stderr).toContain('new: IORING_OP_TELEPORT is Op.TELEPORT\n')
    expect(stderr).toContain('uring/rows.ts has a row for each to fill in\n')
    expect(stderr).toMatch(/\nuring\/index\.ts: uring-sdk and 5 constants.*\n$/)
    expect([status, stdout]).toEqual([0, ''])
    expect(existsSync(join(scratch, 'uring/index.ts'))).toBe(true)
    const again = uring('generate', '--header', header, '--out', 'uring', '--json')
    const { file, said } = JSON.parse(again.stdout) as { file: string; said: string[] }
    expect(file).toBe('uring/index.ts')
    expect(said).toContain('new: IORING_OP_TELEPORT is Op.TELEPORT')
  })
})

describe('the built command', () => {
  const built = join(root, 'dist/src/cli/main.js')

  /** Runs it where nothing but the package is installed. */
  function alone(words: readonly string[]) {
    const home = join(scratch, 'node_modules/uring-sdk')
    mkdirSync(home, { recursive: true })
    cpSync(join(root, 'package.json'), join(home, 'package.json'))
    cpSync(join(root, 'dist'), join(home, 'dist'), { recursive: true })
    const command = join(home, 'dist/src/cli/main.js')
    return spawnSync(process.execPath, [command, ...words], { cwd: scratch, encoding: 'utf8' })
  }

  test.for<readonly [work: string, asked: readonly string[]]>([
    ['generate reads C and prints TypeScript', ['generate', '--out', 'out']],
    ['diff reads C headers', ['diff', '6.1', '/usr/include']],
  ])('names the packages to install where they are missing: %s', ([work, asked], context) => {
    if (!existsSync(built)) return context.skip('needs dist, which npm run build makes')
    const { status, stderr } = alone(asked)
    const names = ['prettier', 'tree-sitter-c', 'ts-morph', 'web-tree-sitter']
    const list = names.map((name) => `${name}@\\d+\\.\\d+\\.\\d+`).join(' ')
    expect(stderr).toContain(`uring-sdk: ${work}, for which packages are missing: npm install`)
    expect(stderr).toMatch(new RegExp(`: npm install --save-dev ${list}\n$`))
    expect(status).toBe(1)
  })

  test('compares kernels that it knows without any other package', (context) => {
    if (!existsSync(built)) return context.skip('needs dist, which npm run build makes')
    const { status, stdout, stderr } = alone(['diff', '6.12', '7.3'])
    expect(stdout).toMatch(/^# From Linux 6\.12 to Linux 7\.3\n/)
    expect([status, stderr]).toEqual([0, ''])
  })

  test('finds its snapshots beside dist, and writes the overlay', (context) => {
    const header = newestHeaders()
    if (!existsSync(built)) return context.skip('needs dist, which npm run build makes')
    if (header === null) return context.skip('no kernel headers: npm run headers fetches them')
    // npm puts a link into node_modules/.bin.
    const link = join(scratch, 'uring-sdk')
    symlinkSync(built, link)
    const words = [link, 'generate', '--header', header, '--out', 'same']
    const { status, stderr } = spawnSync(process.execPath, words, {
      cwd: scratch,
      encoding: 'utf8',
    })
    expect(stderr).toBe('same/index.ts: uring-sdk and nothing new\n')
    expect(status).toBe(0)
  })
})

/** docs/guide/from-liburing.md: it is fresh, its programs run, what its tables call is there. */
import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { assemble } from '../../codegen/emit/assemble.ts'
import { readPrototype } from '../../codegen/emit/c-prototype.ts'
import { emitFromLiburing } from '../../codegen/emit/from-liburing.ts'
import { knownKernels, snapshotPath } from '../../codegen/kernels.ts'
import { fillRows, otherGroups } from '../../codegen/liburing/index.ts'
import { readModel } from '../../codegen/snapshot.ts'
import { support } from 'uring-sdk'
import { root } from '../rules/files.ts'

const run = promisify(execFile)
const page = readFileSync(join(root, 'docs/guide/from-liburing.md'), 'utf8')
const programs = [...page.matchAll(/^```ts\n([^]*?)^```$/gm)].map(([, code = '']) => code)

let folder: string
beforeAll(() => {
  // Inside the checkout, so that the package's own name leads to the package.
  mkdirSync(join(root, 'dist'), { recursive: true })
  folder = mkdtempSync(join(root, 'dist', 'from-liburing-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

it('is what the tables give: else `npm run generate` writes it', () => {
  const { series = '' } = knownKernels().at(-1) ?? {}
  const { input } = assemble(readModel(snapshotPath(series)), new Map())
  expect(emitFromLiburing(input).text).toBe(page)
})

it('names every function of the tables', () => {
  const names = [
    ...fillRows.map(({ c }) => readPrototype(c).name),
    ...otherGroups.flatMap(({ rows }) => rows.flatMap(({ c }) => c)),
  ]
  const lacking = names.filter((name) => {
    const full = name.startsWith('__') ? `__io_uring_${name.slice(2)}` : `io_uring_${name}`
    return !new RegExp(`\\| .*\`${full}[(\`]`).test(page)
  })
  expect(names.length).toBeGreaterThan(220)
  expect(lacking).toEqual([])
})

it('has a program for the raw face and one for the Ring, which say the same', async (context) => {
  const answer = support()
  if (!answer.ok) context.skip(`needs io_uring: ${answer.error.message}`)
  const { length } = readFileSync(join(root, 'package.json'))
  expect(programs).toHaveLength(2)
  const said: string[] = []
  for (const [index, code] of programs.entries()) {
    const file = join(folder, `program-${index}.ts`)
    writeFileSync(file, code)
    const words = ['--conditions=uring-source', '--import', 'tsx', file]
    said.push((await run(process.execPath, words, { cwd: root })).stdout)
  }
  expect(said).toEqual([`42: ${length} bytes\n`, `${length} bytes\n`])
})

it('compiles: the programs, and every call of the tables', async () => {
  for (const [index, code] of programs.entries()) {
    writeFileSync(join(folder, `program-${index}.ts`), code)
  }
  const cells = cellsOf(page)
  expect(cells.raw.length).toBeGreaterThan(200)
  expect(cells.ring.length).toBeGreaterThan(80)
  writeFileSync(join(folder, 'raw.ts'), callsOf('uring-sdk/raw', RAW, cells.raw))
  writeFileSync(join(folder, 'ring.ts'), callsOf('uring-sdk', RING, cells.ring))
  const options = { extends: '../../tsconfig.json', include: ['.'] }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(options))
  const compiler = run(join(root, 'node_modules/.bin/tsc'), ['-p', folder, '--pretty', 'false'])
  const { stdout } = await compiler.catch((error: { stdout: string }) => error)
  expect(stdout).toBe('')
})

/** What the names of the tables are: classes of the faces. */
const RAW = { ring: 'RawRing', buffers: 'BufferRing', region: 'WaitRegion', sqe: 'Sqe' }
const RING = { ring: 'Ring', pool: 'BufferPool', lease: 'Lease' }

/** The pieces of code in the columns of the two faces. */
function cellsOf(text: string): { raw: string[]; ring: string[] } {
  const found = { raw: new Array<string>(), ring: new Array<string>() }
  let columns: readonly string[] = []
  for (const line of text.split('\n').filter((one) => one.startsWith('| '))) {
    const cells = line.split(/(?<!\\)\|/).map((cell) => cell.trim())
    if (cells.includes('`Ring`')) columns = cells
    else {
      found.raw.push(...codeOf(cells[columns.indexOf('`uring-sdk/raw`')]))
      found.ring.push(...codeOf(cells[columns.indexOf('`Ring`')]))
    }
  }
  return found
}

function codeOf(cell = ''): string[] {
  const pieces = [...cell.replaceAll('\\|', '|').matchAll(/`([^`]+)`/g)].map(
    ([, code = '']) => code,
  )
  return pieces.filter((code) => !/^(for )?await$/.test(code))
}

/** A module that makes these calls; what the page leaves open, such as `fd`, may be anything. */
function callsOf(
  face: string,
  known: Readonly<Record<string, string>>,
  calls: readonly string[],
): string {
  const text = calls.join('\n').replace(/'[^']*'/g, '')
  const wordsOf = (pattern: RegExp): string[] => text.match(pattern) ?? []
  // Functions are called; classes and constants have a capital; `Symbol` is everybody's.
  const functions = wordsOf(/(?<![.\w])[a-z]\w*(?=\()/g)
  const capitals = wordsOf(/(?<![.\w])(?!Symbol)[A-Z]\w*/g)
  const spaces = wordsOf(/(?<![.\w])(prep|registers)(?=\.)/g)
  const imported = [...new Set([...functions, ...capitals, ...spaces])]
  const given = [...imported, ...Object.keys(known), 'new', 'await', 'false']
  const words = [...new Set(wordsOf(/(?<![.\w])[a-z]\w*/g))]
  const open = words.filter((word) => !given.includes(word))
  return [
    `import type * as face from '${face}'`,
    `import { ${imported.join(', ')} } from '${face}'`,
    ...open.map((word) => `export declare const ${word}: any`),
    ...Object.entries(known).map(([name, type]) => `export declare const ${name}: face.${type}`),
    ...calls.map((call, index) => `export const call${index} = async () => { ${call} }`),
  ].join('\n')
}

import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

const folder = fileURLToPath(new URL('..', import.meta.url))
const own = basename(import.meta.url)

/** A test as a cell of a table names it. */
interface Named {
  readonly file: string
  readonly name: string
}

/** The last cells of all rows: what proves each fact. */
function proofs(text: string): string[] {
  const rows = text.split('\n').filter((line) => /^\|(?!---| program )/.test(line))
  return rows.map(
    (row) =>
      row
        .split(/(?<!\\)\|/)
        .at(-2)
        ?.trim() ?? '',
  )
}

/** What such a cell names: one test, or several with line breaks between them. */
function named(cell: string): Named[] {
  if (cell.startsWith('not run: ')) return []
  return cell.split('<br>').map((part) => {
    const [, file = '', name = ''] = /^`([^`]+)`: (.+)$/.exec(part.trim()) ?? []
    if (file === '') throw new Error(`this names no test: ${part}`)
    return { file, name: name.replaceAll('\\|', '|') }
  })
}

/** The names of all tests of a file, as they stand there. */
function titles(file: string): string[] {
  const text = readFileSync(join(folder, file), 'utf8')
  const calls = text.matchAll(/\b(?:kernelTest|test)\(\s*(['"`])((?:\\.|(?!\1)[^\\])*)\1/g)
  return [...calls].map(([, , title = '']) => title.replaceAll(/\\(.)/g, '$1'))
}

const cells = proofs(readFileSync(join(folder, 'README.md'), 'utf8'))

describe('the tables of conformance', () => {
  test('name tests that exist', () => {
    const known = new Map<string, string[]>()
    const missing = cells.flatMap(named).filter(({ file, name }) => {
      const there = known.get(file) ?? titles(file)
      known.set(file, there)
      return !there.includes(name)
    })
    expect(missing).toEqual([])
    expect(cells.length).toBeGreaterThan(100)
  })

  test('name every test of conformance', () => {
    const all = new Set(cells.flatMap(named).map(({ file, name }) => `${file}: ${name}`))
    const files = readdirSync(join(folder, 'conformance')).filter((file) =>
      file.endsWith('.test.ts'),
    )
    const unnamed = files
      .filter((file) => file !== own)
      .flatMap((file) =>
        titles(`conformance/${file}`).map((name) => `conformance/${file}: ${name}`),
      )
    expect(unnamed.filter((name) => !all.has(name))).toEqual([])
    expect(unnamed.length).toBeGreaterThan(100)
  })

  test('are read as they are meant', () => {
    const text =
      '| program | given: expected | proven by |\n|---|---|---|\n| a \\| b | c | `x.ts`: d |'
    expect(proofs(text)).toEqual(['`x.ts`: d'])
    expect(named('`x.ts`: one, two<br>`../y.ts`: three')).toEqual([
      { file: 'x.ts', name: 'one, two' },
      { file: '../y.ts', name: 'three' },
    ])
    expect(named('not run: needs a disk')).toEqual([])
    expect(() => named('x.ts: one')).toThrow('names no test')
  })
})

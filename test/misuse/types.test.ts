/** Wrong use that the compiler refuses, in words that name what is wrong. */
import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { root } from '../rules/files.ts'

const source = readFileSync(join(root, 'test/misuse/compiled.ts'), 'utf8').split('\n')

/** What must be named, by the line that is wrong, counted from 1 as the compiler does. */
const wanted = source.flatMap((line, index) => {
  const name = /@ts-expect-error '([^']+)'/.exec(line)?.[1]
  return name === undefined ? [] : [{ line: index + 2, name, code: source[index + 1]?.trim() }]
})

/** The messages of the compiler by line, their details in one. */
async function messages(): Promise<ReadonlyMap<number, string>> {
  mkdirSync(join(root, 'dist'), { recursive: true })
  const folder = mkdtempSync(join(root, 'dist', 'misuse-'))
  try {
    const bare = source.map((line) => line.replace('@ts-expect-error', ''))
    writeFileSync(join(folder, 'compiled.ts'), bare.join('\n'))
    const options = { extends: '../../tsconfig.json', include: ['.'] }
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(options))
    const tsc = join(root, 'node_modules/.bin/tsc')
    const failed = await promisify(execFile)(tsc, ['--pretty', 'false', '-p', folder]).then(
      () => ({ stdout: '' }),
      (error: { stdout: string }) => error,
    )
    return byLine(failed.stdout)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** What is said of a line, and what of it that is about: the text from the column on. */
function byLine(text: string): Map<number, string> {
  const found = new Map<number, string>()
  let line = 0
  for (const one of text.split('\n')) {
    const place = /compiled\.ts\((\d+),(\d+)\)/.exec(one)
    line = Number(place?.[1] ?? line)
    const about = place === null ? '' : source[line - 1]?.slice(Number(place[2]) - 1)
    found.set(line, `${found.get(line) ?? ''}${one} ${about}\n`)
  }
  return found
}

test('each wrong call is an error of its line that names, or points to, the argument', async () => {
  const found = await messages()
  expect(wanted.length).toBeGreaterThanOrEqual(20)
  const missed = wanted.filter(
    ({ line, name }) => !new RegExp(`error TS.*${name}`, 's').test(found.get(line) ?? ''),
  )
  expect(missed.map(({ line, ...one }) => ({ ...one, said: found.get(line) }))).toEqual([])
})

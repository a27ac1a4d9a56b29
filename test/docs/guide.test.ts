/** docs/guide: every program of its pages compiles, runs, and says what the page says. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { support } from 'uring-sdk'
import { filesOfCheckout } from '../rules/files.ts'
import { kernelTest } from '../support/kernel-test.ts'
import { slowness } from '../support/slowness.ts'
import {
  type Ending,
  pages,
  pageText,
  type Program,
  programsIn,
  Workshop,
} from './guide-programs.ts'

/** Pages whose blocks are no programs by themselves, and the test that tries those. */
const elsewhere: Readonly<Record<string, string>> = {
  'from-liburing.md': 'test/codegen/liburing-page.test.ts',
  'kernels.md': 'test/codegen/diff.test.ts',
  'regenerate.md': 'test/codegen/overlay.slow.test.ts',
}

const written = pages().filter((name) => !(name in elsewhere))
const programs = written.flatMap((name) => programsIn(name, pageText(name)))
const workshop = new Workshop()
let complaints = ''
let endings = new Map<Program, Promise<Ending>>()

beforeAll(async () => {
  complaints = await workshop.compile(programs)
  if (complaints === '' && support().ok) endings = workshop.runAll(programs)
}, 120_000 * slowness)

afterAll(async () => {
  await Promise.allSettled(endings.values())
  workshop.close()
})

test('the programs of the guide compile, under the options of the package itself', () => {
  expect(complaints).toBe('')
})

test('a page whose blocks are not tried here has a test that does', () => {
  const files = filesOfCheckout()
  for (const [page, path] of Object.entries(elsewhere)) {
    const text = files.find((file) => file.path === path)?.text ?? ''
    expect(text.includes(page), `${path} names ${page}`).toBe(true)
  }
})

describe.each(written)('docs/guide/%s', (name) => {
  const text = pageText(name)

  test('has its programs where they are found: from the first column, closed', () => {
    expect(text.match(/^[ >]+```/gm)).toBeNull()
    expect((text.match(/^```/gm) ?? []).length % 2).toBe(0)
    expect(text.match(/^```ts\n/gm) ?? []).toHaveLength(programsIn(name, text).length)
  })

  for (const program of programs.filter(({ page }) => page.endsWith(`/${name}`))) {
    kernelTest(`the program in line ${program.line} runs`, { timeout: 180_000 }, async () => {
      const { code, stdout, stderr } = await endingOf(program)
      expect({ code, stderr }, stdout).toEqual({ code: 0, stderr: '' })
      if (program.says !== undefined) expect(stdout).toBe(program.says)
    })
  }
})

async function endingOf(program: Program): Promise<Ending> {
  const ending = endings.get(program)
  if (ending === undefined) throw new Error('it was not run: the programs do not compile')
  return ending
}

describe('the programs of a page', () => {
  const page = '# A page\n\n```ts\none\n```\n\n```text\nsaid\n```\n\nWords.\n\n```ts\ntwo\n```\n'

  test('are found with their lines and with what they say', () => {
    expect(programsIn('page.md', page)).toEqual([
      { page: 'docs/guide/page.md', line: 4, code: 'one\n', says: 'said\n' },
      { page: 'docs/guide/page.md', line: 14, code: 'two\n', says: undefined },
    ])
  })

  test('are refused with page and line when they do not compile', async () => {
    const bad = new Workshop()
    try {
      const text = '\n\n```ts\nconst one = 1\nconst two: string = one\n```\n'
      const answer = await bad.compile(programsIn('bad.md', text))
      expect(answer).toMatch(/^docs\/guide\/bad\.md:5: error TS2322: /)
    } finally {
      bad.close()
    }
  })

  test('fail by their exit code, and with what they wrote on stderr', async () => {
    const bad = new Workshop()
    try {
      const list = programsIn(
        'bad.md',
        "```ts\nconsole.log('so far')\nthrow new Error('no')\n```\n",
      )
      expect(await bad.compile(list)).toBe('')
      const ending = await bad.runAll(list).get(list[0])
      expect(ending).toMatchObject({ code: 1, stdout: 'so far\n' })
      expect(ending?.stderr).toContain('Error: no')
    } finally {
      bad.close()
    }
  })
})

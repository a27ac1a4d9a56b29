/** docs/site: what the pages of operations say, and the page of the charts. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { Sqe } from 'uring-sdk'
import { prep } from 'uring-sdk/raw'
import { assemble } from '../../codegen/emit/assemble.ts'
import { prepArguments } from '../../codegen/emit/arguments.ts'
import { knownKernels, snapshotPath } from '../../codegen/kernels.ts'
import type { OperationRow } from '../../codegen/operations/types.ts'
import { readModel } from '../../codegen/snapshot.ts'
import { cellsOf } from '../../docs/site/cells.ts'
import { chartNames, chartsPage } from '../../docs/site/charts.ts'
import { drawSubmission } from '../../docs/site/drawing.ts'
import { errorsOf } from '../../docs/site/errors.ts'
import { sectionsOf, slotLayout } from '../../docs/site/operation-page.ts'
import { brokenLinks } from './site-links.ts'

const { series = '' } = knownKernels().at(-1) ?? {}
const { input } = assemble(readModel(snapshotPath(series)), new Map())
const layout = slotLayout(input)

function rowOf(name: string): OperationRow {
  const row = input.operations.find((one) => one.name === name)
  if (row === undefined) throw new Error(`no operation ${name}`)
  return row
}

const fillers = new Map<string, (sqe: Sqe, ...words: number[]) => void>(Object.entries(prep))
const names = input.operations.map(({ name }) => name)

describe.each(names)('the drawing of prep.%s', (name) => {
  const row = rowOf(name)
  const cells = cellsOf(row, layout)

  test('covers every byte once', () => {
    let next = 0
    for (const { offset, size } of cells) {
      expect(offset).toBe(next)
      next = offset + size
    }
    expect(next).toBe(Sqe.SIZE)
  })

  test('shows as written the bytes that the function writes, and no others', () => {
    const sqe = Sqe.alone()
    const count = prepArguments(row).length
    fillers.get(name)?.(sqe, ...Array.from({ length: count }, () => -1))
    const shown = new Set(
      cells
        .filter(({ use }) => use === 'written')
        .flatMap(({ offset, size }) => Array.from({ length: size }, (_, byte) => offset + byte)),
    )
    const bytes = [...sqe.bytes.subarray(0, Sqe.SIZE)]
    const written = bytes.flatMap((byte, at) => (byte === 0 ? [] : [at]))
    expect(fillers.has(name)).toBe(true)
    expect(written.filter((at) => !shown.has(at))).toEqual([])
  })

  test('is SVG that has its words, and names all that is written', () => {
    const svg = drawSubmission(row, layout)
    expect(svg).toMatch(/^<svg [^>]*role="img"[^]*<title [^]*<desc [^]*<\/svg>$/)
    for (const cell of cells.filter(({ use }) => use === 'written')) {
      expect(svg).toContain(`>${cell.name}</text>`)
    }
    expect(svg).not.toMatch(/NaN|undefined|font-size="-/)
  })
})

test('bytes that several fields share say which', () => {
  const cell = cellsOf(rowOf('read'), layout).find(({ name }) => name === 'rwFlags')
  expect(cell).toMatchObject({ offset: 28, size: 4, use: 'written', value: 'flags' })
  expect(cell?.sharing).toContain('msgFlags')
  expect(cell?.sharing).not.toContain('rwFlags')
})

test('what may be set by hand is told from what is written', () => {
  const cells = cellsOf(rowOf('read'), layout)
  const uses = Object.fromEntries(cells.map(({ name, use }) => [name, use]))
  expect(uses).toMatchObject({ addr: 'written', ioprio: 'optional', userData: 'yours' })
  expect(uses).toMatchObject({ addr3: 'unused' })
})

describe('the page of an operation', () => {
  const page = (name: string): Record<string, string> => {
    const sections = sectionsOf(rowOf(name), input, (target) => `there/${target}`)
    return Object.fromEntries(sections.map(({ id, html }) => [id, html]))
  }

  test('has facts, drawing, fields, lifetimes and errors', () => {
    const { facts = '', bytes = '', fields = '', memory = '', errors = '' } = page('recv')
    expect(facts).toContain('io_uring_prep_recv')
    expect(facts).toContain('man7.org/linux/man-pages/man2/recv.2.html')
    expect(facts).toContain('Linux 5.6')
    expect(facts).toContain('href="there/Ring.recv"')
    expect(bytes).toContain('<svg ')
    expect(fields).toContain('href="there/Sqe.addr"')
    expect(fields).toContain('href="there/MsgFlags"')
    expect(memory).toContain('<code>address</code>: until the final completion.')
    expect(errors).toContain('EFAULT')
  })

  test('has no part about memory where the kernel keeps none', () => {
    expect(Object.keys(page('nop'))).toEqual(['facts', 'bytes', 'fields', 'errors'])
  })

  test('has links wherever the sentences of the tables have them', () => {
    for (const name of names) expect(Object.values(page(name)).join('')).not.toContain('{@')
  })
})

test('errors follow from what an operation takes', () => {
  const errors = (name: string): string[] => errorsOf(rowOf(name)).map(([errno]) => errno)
  expect(errors('nop')).toEqual(['EINVAL', 'ECANCELED'])
  expect(errors('recvMultishot')).toContain('ENOBUFS')
  expect(errors('recv')).not.toContain('ENOBUFS')
  expect(errors('timeout')).toContain('ETIME')
  expect(errors('asyncCancel')).toContain('EALREADY')
})

describe('the page of the charts', () => {
  test('says how to make them when there are none', () => {
    expect(chartsPage([], '../charts')).toContain('npm run bench')
    expect(chartsPage([], '../charts')).not.toContain('<img')
  })

  test('shows those that are there in both themes', () => {
    const files = ['echo-light.svg', 'echo-dark.svg', 'lone-light.svg', 'bench.json']
    expect(chartNames(files)).toEqual(['echo'])
    const page = chartsPage(['echo'], '../charts')
    expect(page).toContain('src="../charts/echo-light.svg"')
    expect(page).toContain('src="../charts/echo-dark.svg"')
  })
})

test('a link that leads nowhere is found, with the page that has it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'uring-site-'))
  try {
    mkdirSync(join(folder, 'deep'))
    writeFileSync(join(folder, 'index.html'), '<a href="deep/a.html#there">a</a> <p id="top">')
    const links = ['../index.html#top', '../gone.html', '#nowhere', '../../out.html', 'https://x.y']
    const html = links.map((href) => `<a href="${href}">x</a>`).join('')
    writeFileSync(join(folder, 'deep/a.html'), `<p id="there">${html}<img src="no.svg">`)
    expect(brokenLinks(folder)).toEqual([
      'deep/a.html: ../gone.html is not there',
      'deep/a.html: #nowhere has no such place',
      'deep/a.html: ../../out.html leaves the site',
      'deep/a.html: no.svg is not there',
    ])
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

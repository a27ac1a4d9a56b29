import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'

import { parse, View } from 'vega'
import { compile, type TopLevelSpec } from 'vega-lite'

import type { BenchRecord } from '../record.ts'
import { familiesOf } from './families.ts'
import { chartOf } from './spec.ts'
import { themeNames } from './themes.ts'

/** From vega-lite to SVG, by the same libraries that draw it in a browser. */
export async function drawSvg(spec: TopLevelSpec): Promise<string> {
  const view = new View(parse(compile(spec).spec), { renderer: 'none' })
  try {
    return round(await view.toSVG())
  } finally {
    view.finalize()
  }
}

/** A hundredth of a pixel is fine enough; what lies below it only makes the files differ. */
function round(svg: string): string {
  const numbers = (text: string): string =>
    text.replaceAll(/-?\d+\.\d{3,}/g, (number) => String(Number(Number(number).toFixed(2))))
  return svg.replaceAll(/<[^>]+>/g, numbers)
}

export interface Drawn {
  readonly file: string
  readonly svg: string
}

/** Every chart of a record, in both themes. */
export async function drawRecord(record: BenchRecord): Promise<readonly Drawn[]> {
  const charts: Drawn[] = []
  for (const family of familiesOf(record)) {
    for (const theme of themeNames) {
      const svg = await drawSvg(chartOf(family, record, theme))
      charts.push({ file: `${family.name}-${theme}.svg`, svg })
    }
  }
  return charts
}

const isChart = new RegExp(`-(${themeNames.join('|')})\\.svg$`)

/** Charts of suites that are gone go too: a picture without data behind it is a rumour. */
export function writeCharts(charts: readonly Drawn[], directory: string): void {
  mkdirSync(directory, { recursive: true })
  const names = new Set(charts.map(({ file }) => file))
  for (const old of readdirSync(directory)) {
    if (isChart.test(old) && !names.has(old)) rmSync(path.join(directory, old))
  }
  for (const { file, svg } of charts) writeFileSync(path.join(directory, file), `${svg}\n`)
}

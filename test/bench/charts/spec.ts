import type { TopLevelSpec } from 'vega-lite'

import { partOf } from '../ladder/steps.ts'
import { machineLine } from '../machine.ts'
import type { BenchRecord } from '../record.ts'
import type { SuiteCase } from '../suites/suite.ts'
import { dataOf, kindOf, type Datum, type Family, type Kind } from './families.ts'
import { themes, type ThemeName } from './themes.ts'

type Spec = Record<string, unknown>

const kinds: readonly Kind[] = ['uring-sdk', 'C', 'others']
const barStep = 21
const wide = 250
const narrow = 210

/**
 * One picture for a family: a row for each case, with the CPU time that decides, and throughput and
 * latency beside it. Peers stand in the same order in all three, the cheapest on top.
 */
export function chartOf(
  { title, unit, cases }: Family,
  { machine, date }: Pick<BenchRecord, 'machine' | 'date'>,
  themeName: ThemeName,
): TopLevelSpec {
  const theme = themes[themeName]
  const rounds = Math.max(...cases.flatMap(({ rows }) => rows.map(roundsOf)))
  const small = cases.every(({ rows }) => dataOf(rows, 'cpuUs').every(({ value }) => value < 1))
  const spec = {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    background: theme.background,
    padding: 16,
    title: {
      text: title,
      subtitle: [
        directions(cases, unit),
        'Blue and bold: uring-sdk; orange: C; grey: others. ' +
          (rounds > 1 ? `Median of ${rounds} rounds, lowest to highest.` : 'One round only.'),
        ...wrap(`${date.slice(0, 10)}: ${machineLine(machine)}`),
      ],
      anchor: 'start',
      frame: 'bounds',
      offset: 14,
    },
    spacing: 26,
    vconcat: cases.map((one) => rowOf(one, title, small, theme.ink)),
    resolve: { scale: { color: 'shared' } },
    config: configOf(themeName),
  }
  return spec as unknown as TopLevelSpec
}

/** vega reckons more width for a letter than it has: long lines would widen the picture. */
function wrap(text: string): string[] {
  const lines = ['']
  for (const part of text.split(', ')) {
    const last = lines.pop() ?? ''
    const joined = last === '' ? part : `${last}, ${part}`
    lines.push(...(joined.length > 90 && last !== '' ? [`${last},`, part] : [joined]))
  }
  return lines
}

function directions(cases: readonly SuiteCase[], unit: string): string {
  const has = (metric: string): boolean => cases.some(({ rows }) => dataOf(rows, metric).length > 0)
  if (!has('cpuUs') && !has('perSecond')) return 'Less memory is better.'
  const latency = has('p50Us') ? ', less latency' : ''
  return `Less CPU${latency} and more ${unit}s a second are better.`
}

function roundsOf({ metrics }: SuiteCase['rows'][number]): number {
  return Math.max(0, ...Object.values(metrics).map(({ values }) => values.length))
}

interface Panel {
  readonly metric: string
  readonly title: (unit: string) => string
  readonly scale: number
}

const cpuPanel: Panel = {
  metric: 'cpuUs',
  title: (unit) => `CPU µs a ${unit} (less is better)`,
  scale: 1,
}
const smallCpuPanel: Panel = {
  metric: 'cpuUs',
  title: (unit) => `CPU ns a ${unit} (less is better)`,
  scale: 1000,
}
const ratePanel: Panel = {
  metric: 'perSecond',
  title: (unit) => `${unit}s a second (more is better)`,
  scale: 1,
}
/** Where neither is measured: idle connections. */
const memoryPanel: Panel = {
  metric: 'bytesPerConnection',
  title: (unit) => `KiB of memory a ${unit} (less is better)`,
  scale: 1 / 1024,
}

const byKind: Spec = {
  field: 'kind',
  type: 'nominal',
  scale: { domain: kinds },
  legend: null,
}

function rowOf(one: SuiteCase, title: string, small: boolean, ink: string): Spec {
  const { name, rows, unit } = one
  const order = peersInOrder(one)
  const has = ({ metric }: Panel): boolean => dataOf(rows, metric).length > 0
  const panels = [small ? smallCpuPanel : cpuPanel, ratePanel].filter(has)
  const bars = (panels.length > 0 ? panels : [memoryPanel]).map((panel) => ({
    panel,
    data: dataOf(rows, panel.metric, panel.scale),
  }))
  const plots = bars.map(({ panel, data }, i) => barPlot(panel, data, unit, order, i === 0, ink))
  const latency = latencyData(rows)
  if (latency.length > 0) plots.push(latencyPlot(latency, order))
  const rest = name.startsWith(title) ? name.slice(title.length).replace(/^,\s*/, '') : name
  return {
    ...(rest === '' ? {} : { title: { text: rest, anchor: 'start', fontSize: 14, color: ink } }),
    // Space that is reckoned from the names of peers would be kept free in every column.
    bounds: 'flush',
    spacing: 34,
    hconcat: plots,
  }
}

/** The steps of a ladder stand as they are climbed, everything else from the cheapest on. */
function peersInOrder({ rows }: SuiteCase): string[] {
  if (rows.every(({ peer }) => partOf(peer) !== undefined)) return rows.map(({ peer }) => peer)
  const weight = ({ metrics }: SuiteCase['rows'][number]): number =>
    metrics['cpuUs']?.median ??
    metrics['bytesPerConnection']?.median ??
    1 / (metrics['perSecond']?.median ?? Number.NaN)
  return rows.toSorted((a, b) => weight(a) - weight(b)).map(({ peer }) => peer)
}

/** Peer names stand once a row; our own are bold, which needs no colour to be seen. */
function peerAxis(order: readonly string[], names: boolean): Spec {
  const ours = order.filter((peer) => kindOf(peer) === 'uring-sdk')
  const axis = {
    title: null,
    labelFontWeight: {
      condition: { test: { field: 'value', oneOf: ours }, value: 'bold' },
      value: 'normal',
    },
    // Reckoned wider than it is drawn: the longest of our names has to fit.
    labelLimit: 280,
  }
  return { field: 'peer', type: 'nominal', sort: order, axis: names ? axis : null }
}

function barPlot(
  { title }: Panel,
  values: readonly Datum[],
  unit: string,
  order: readonly string[],
  names: boolean,
  ink: string,
): Spec {
  const longest = Math.max(...values.map(({ high }) => high), 0)
  const x = {
    field: 'value',
    type: 'quantitative',
    title: title(unit),
    // Room behind the longest bar for its figure.
    scale: { domain: [0, longest * 1.25 || 1], nice: false },
    axis: { tickCount: 4, ...(longest >= 1000 ? { format: '~s' } : {}) },
  }
  return {
    width: names ? wide : narrow,
    height: { step: barStep },
    data: { values },
    encoding: { y: { ...peerAxis(order, names), scale: { domain: order } } },
    layer: [
      { mark: { type: 'bar', height: { band: 0.72 } }, encoding: { x, color: byKind } },
      {
        mark: { type: 'rule', strokeWidth: 1.5, color: ink },
        encoding: { x: { field: 'low', type: 'quantitative' }, x2: { field: 'high' } },
      },
      {
        mark: { type: 'text', align: 'left', dx: 6, fontSize: 12, color: ink },
        encoding: {
          x: { field: 'high', type: 'quantitative' },
          text: { field: 'label' },
        },
      },
    ],
  }
}

interface Point {
  readonly peer: string
  readonly kind: Kind
  readonly percentile: string
  readonly value: number
}

const percentiles: Readonly<Record<string, string>> = {
  p50Us: 'p50',
  p99Us: 'p99',
  p999Us: 'p99.9',
}

function latencyData(rows: SuiteCase['rows']): Point[] {
  return Object.entries(percentiles).flatMap(([metric, percentile]) =>
    dataOf(rows, metric)
      // A logarithm has no place for nothing.
      .filter(({ value }) => value > 0)
      .map(({ peer, kind, value }) => ({ peer, kind, percentile, value })),
  )
}

/** Logarithmic, because the highest percentile is a hundred times the lowest as often as not. */
function latencyPlot(values: readonly Point[], order: readonly string[]): Spec {
  const domain = Object.values(percentiles)
  const all = values.map(({ value }) => value)
  const lowest = Math.floor(Math.log10(Math.min(...all)))
  const highest = Math.max(lowest + 1, Math.ceil(Math.log10(Math.max(...all))))
  const decades = Array.from({ length: highest - lowest + 1 }, (_, i) => 10 ** (lowest + i))
  const scale = { type: 'log', domain: [10 ** lowest, 10 ** highest], nice: false }
  const x = { type: 'quantitative', scale }
  const axis = { values: decades, format: '~s' }
  return {
    width: narrow,
    height: { step: barStep },
    data: { values },
    encoding: { y: { ...peerAxis(order, false), scale: { domain: order } } },
    layer: [
      {
        mark: { type: 'rule', strokeWidth: 1, opacity: 0.6 },
        encoding: {
          x: {
            ...x,
            field: 'value',
            aggregate: 'min',
            title: 'latency, µs (less is better)',
            axis,
          },
          x2: { field: 'value', aggregate: 'max' },
          color: byKind,
        },
      },
      {
        mark: { type: 'point', filled: true, size: 60, opacity: 1 },
        encoding: {
          x: { ...x, field: 'value', title: 'latency, µs (less is better)', axis },
          color: byKind,
          shape: {
            field: 'percentile',
            type: 'nominal',
            scale: { domain, range: ['circle', 'diamond', 'triangle-right'] },
            legend: { title: null, orient: 'bottom', direction: 'horizontal' },
          },
        },
      },
    ],
  }
}

const font = "system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', Arial, sans-serif"

function configOf(themeName: ThemeName): Spec {
  const { ink, faint, colors } = themes[themeName]
  return {
    font,
    aria: false,
    range: { category: kinds.map((kind) => colors[kind]) },
    title: {
      color: ink,
      fontSize: 17,
      subtitleColor: ink,
      subtitleFontSize: 12,
      subtitleLineHeight: 17,
      subtitlePadding: 8,
    },
    axis: {
      labelColor: ink,
      titleColor: ink,
      labelFontSize: 12,
      titleFontSize: 12,
      titleFontWeight: 'normal',
      gridColor: faint,
      domainColor: faint,
      tickColor: faint,
    },
    legend: { labelColor: ink, titleColor: ink, labelFontSize: 12, symbolFillColor: ink },
    view: { stroke: null },
  }
}

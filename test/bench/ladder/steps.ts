import { readFileSync } from 'node:fs'
import path from 'node:path'

import { here } from '../build.ts'

/** One way to do better than one operation, one enter: a switch of the program. */
export interface Technique {
  readonly name: string
  readonly about: string
  /** What it cannot be without. */
  readonly needs?: readonly string[]
  /** What it does not go together with, and why. */
  readonly refuses?: Readonly<Record<string, string>>
  /** The kind of work that it is for; all when left out. */
  readonly work?: string
}

export interface Techniques {
  /** In the order in which they are added. */
  readonly ladder: readonly Technique[]
  /** Those that do not go together with a step of the ladder: measured alone. */
  readonly aside: readonly Technique[]
  /** Those that make no sense for this program, with the reason. */
  readonly out: Readonly<Record<string, string>>
}

export type LadderName = 'echo' | 'files'

/** The table that the programs read as well: they refuse what it refuses. */
export function techniquesOf(name: LadderName): Techniques {
  const text = readFileSync(path.join(here, 'ladder/techniques.json'), 'utf8')
  return (JSON.parse(text) as Record<LadderName, Techniques>)[name]
}

/** Where a step stands: nothing, one technique alone, the first so many, or all but one. */
export type Part = 'nothing' | 'alone' | 'ladder' | 'without'

/** One program to measure. */
export interface Step {
  /** The name of the peer. */
  readonly name: string
  readonly about: string
  readonly part: Part
  /** The technique that makes it differ. */
  readonly technique: string
  readonly switches: readonly string[]
  readonly work?: string
}

const BASE = 'uring-nothing'
const prefixes = { alone: 'uring-only-', ladder: 'uring-to-', without: 'uring-not-' } as const

/** What a peer of a ladder is, told by its name alone: charts have nothing else. */
export function partOf(peer: string): { part: Part; technique: string } | undefined {
  if (peer === BASE) return { part: 'nothing', technique: 'nothing' }
  for (const part of ['alone', 'ladder', 'without'] as const) {
    const prefix = prefixes[part]
    if (peer.startsWith(prefix)) return { part, technique: peer.slice(prefix.length) }
  }
  return undefined
}

/** Why two techniques do not go together, or undefined. */
export function refusalOf(one: Technique, other: Technique): string | undefined {
  return one.refuses?.[other.name] ?? other.refuses?.[one.name]
}

/**
 * Nothing; each technique alone, with what it needs; the ladder from its second step on, because
 * its first is the first alone; and all but one, where the others can be without it.
 */
export function stepsOf({ ladder, aside }: Pick<Techniques, 'ladder' | 'aside'>): readonly Step[] {
  const names = ladder.map(({ name }) => name)
  const alone = [...ladder, ...aside].map((technique) =>
    stepOf('alone', technique, [...(technique.needs ?? []), technique.name], technique.about),
  )
  const added = ladder
    .slice(1)
    .map((technique, i) =>
      stepOf('ladder', technique, names.slice(0, i + 2), `the step before, and ${technique.name}`),
    )
  // Without the last it is the step before, and it stands there.
  const removed = ladder
    .slice(0, -1)
    .filter(({ name }) => !ladder.some(({ needs = [] }) => needs.includes(name)))
    .map((technique) => {
      const rest = names.filter((name) => name !== technique.name)
      return stepOf('without', technique, rest, `all but ${technique.name}`)
    })
  const nothing: Step = {
    name: BASE,
    about: 'no technique: an enter for each operation',
    part: 'nothing',
    technique: 'nothing',
    switches: [],
  }
  return [nothing, ...alone, ...added, ...removed]
}

function stepOf(
  part: Exclude<Part, 'nothing'>,
  { name, work }: Technique,
  switches: readonly string[],
  about: string,
): Step {
  const step = { name: prefixes[part] + name, about, part, technique: name, switches }
  return work === undefined ? step : { ...step, work }
}

/** What is not measured, or not together, in a sentence each. */
export function leftOut({ ladder, aside, out }: Techniques): readonly string[] {
  const absent = Object.entries(out).map(([name, reason]) => `${name} is left out: ${reason}.`)
  const apart = aside.flatMap((technique) =>
    ladder.flatMap((step) => {
      const reason = refusalOf(technique, step)
      return reason === undefined ? [] : [`${technique.name} without ${step.name}: ${reason}.`]
    }),
  )
  return [...absent, ...apart]
}

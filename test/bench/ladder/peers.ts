import { MissingError } from '../build.ts'
import { nodePeer, type Peer } from '../peers/peer.ts'
import type { Program } from '../program-suite.ts'
import { uringProgram } from '../programs.ts'
import type { Available } from './availability.ts'
import { type LadderName, type Step, stepsOf, techniquesOf } from './steps.ts'

export const YARDSTICK = 'uring-nothing'

/** What --quick measures: the first step, and the top. */
const quickParts = ['uring-nothing', 'uring-only-batching', 'uring-to-min-wait']

interface Source {
  readonly name: string
  readonly about: string
  readonly fullOnly?: boolean
  /** The value of --with; a MissingError leaves the step out. */
  switches(): Promise<string>
}

let asked: Promise<Availability> | undefined
type Availability = { has: Available; lackOf: (name: string, has: Available) => string | undefined }

/** The package is only needed where the ladder runs, and dist may not be there for the rest. */
async function ask(): Promise<Availability> {
  const { available, lackOf } = await import('./availability.ts')
  return { has: available(), lackOf }
}

/** The switches of a step that can be had here; those that need a missing one go with it. */
export async function switchesOf(name: LadderName, step: Step): Promise<readonly string[]> {
  const { has, lackOf } = await (asked ??= ask())
  const { ladder, aside } = techniquesOf(name)
  const lacks = (technique: string): string | undefined => {
    const needs = [...ladder, ...aside].find((one) => one.name === technique)?.needs ?? []
    return [technique, ...needs].map((one) => lackOf(one, has)).find((reason) => reason)
  }
  const reason = lacks(step.technique)
  if (reason !== undefined) throw new MissingError(reason)
  return step.switches.filter((one) => lacks(one) === undefined)
}

function sourcesOf(name: LadderName): readonly (Source & { readonly work?: string })[] {
  const techniques = techniquesOf(name)
  const steps = stepsOf(techniques).map((step) => ({
    name: step.name,
    about: step.about,
    ...(quickParts.includes(step.name) ? {} : { fullOnly: true }),
    ...(step.work === undefined ? {} : { work: step.work }),
    switches: async () => (await switchesOf(name, step)).join(','),
  }))
  const out = Object.entries(techniques.out).map(([technique, reason]) => ({
    name: `uring-only-${technique}`,
    about: `left out: ${reason}`,
    fullOnly: true,
    switches: () => Promise.reject(new MissingError(reason)),
  }))
  return [...steps, ...out]
}

export const echoSteps: readonly Peer[] = sourcesOf('echo').map(({ switches, ...peer }) => ({
  ...peer,
  async prepare() {
    const words = ['--with', await switches()]
    return nodePeer(peer.name, peer.about, 'ladder/echo.mjs', ...words).prepare()
  },
}))

export const fileSteps: readonly Program[] = sourcesOf('files').map(
  ({ switches, work, ...program }) => ({
    ...program,
    ...(work === undefined
      ? {}
      : {
          takes: (parameters: Readonly<Record<string, number | string>>) =>
            parameters['work'] === work,
        }),
    async prepare() {
      const words = ['--with', await switches()]
      return uringProgram(program.name, program.about, '../ladder/files.mjs', words).prepare()
    },
  }),
)

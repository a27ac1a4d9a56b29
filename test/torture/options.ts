import { createRequire } from 'node:module'
import { parseArgs } from 'node:util'
import { type RingOptions, SetupFlags } from 'uring-sdk'
import { AddonKernel, type Native } from '../../src/kernel/addon.ts'

export type Mode = 'default' | 'defer' | 'sqpoll'

/** What a run is made of. */
export interface Options {
  readonly operations: number
  readonly seed: number
  readonly mode: Mode
  readonly backend: 'addon' | 'koffi'
  /** Scenes at a time. */
  readonly scenes: number
  /** Workers that are started and killed one after the other; each costs a second to load. */
  readonly workers: number
  /** Only kinds whose name is listed. */
  readonly kinds: readonly string[]
  /** Operations between two forced collections. */
  readonly collect: number
  /** MiB that memory may grow after the warm-up; 0 for no bound. */
  readonly growth: number
}

const MODES: Readonly<Record<Mode, RingOptions>> = {
  default: {},
  defer: { flags: SetupFlags.SINGLE_ISSUER | SetupFlags.DEFER_TASKRUN },
  sqpoll: { flags: SetupFlags.SQPOLL, sqThreadIdle: 20 },
}

/** Another build of the addon, for example one with sanitizers: the path of its file. */
const addon = process.env['URING_ADDON']
const kernel = addon === undefined ? null : new AddonKernel(loadAddon(addon))

function loadAddon(path: string): Native {
  return createRequire(import.meta.url)(path) as Native
}

/** How the rings of a mode are made. */
export function ringOptions({ mode, backend }: Options): RingOptions {
  return kernel === null ? { ...MODES[mode], backend } : { ...MODES[mode], kernel }
}

/** Reads the command line. */
export function readOptions(args: readonly string[]): Options {
  const text = (fallback: string): { type: 'string'; default: string } => ({
    type: 'string',
    default: fallback,
  })
  const { values } = parseArgs({
    args: [...args],
    options: {
      operations: text('100000'),
      seed: text('1'),
      mode: text('default'),
      backend: text('addon'),
      scenes: text('64'),
      workers: text('2'),
      kinds: text(''),
      collect: text('10000'),
      growth: text('48'),
    },
  })
  if (!(values.mode in MODES)) throw new Error(`--mode is one of ${Object.keys(MODES).join(', ')}`)
  return {
    operations: whole(values.operations, 'operations'),
    seed: whole(values.seed, 'seed'),
    mode: values.mode as Mode,
    backend: values.backend === 'koffi' ? 'koffi' : 'addon',
    scenes: whole(values.scenes, 'scenes'),
    workers: whole(values.workers, 'workers'),
    kinds: values.kinds.split(',').filter(Boolean),
    collect: whole(values.collect, 'collect'),
    growth: whole(values.growth, 'growth'),
  }
}

function whole(text: string, name: string): number {
  const value = Number(text)
  if (Number.isInteger(value) && value >= 0) return value
  throw new Error(`--${name} is a whole number, not ${text}`)
}

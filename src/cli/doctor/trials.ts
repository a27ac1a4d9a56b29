import { Op, SetupFlags } from '../../../generated/constants.ts'
import { UringError } from '../../errors.ts'
import { withCompanions } from '../../flag-rules.ts'
import { defaultKernel } from '../../kernel/default.ts'
import { setupRefusal, sinceOf, type Support } from '../../raw/support.ts'
import { isOlder, thisSystem } from '../../system.ts'
import { Bench } from './bench.ts'
import { patiently } from './patience.ts'
import type { Trial as Report } from './report.ts'
import { controlTrials } from './trials-control.ts'
import { fileTrials, pathTrials, type Trial } from './trials-files.ts'
import { socketTrials } from './trials-sockets.ts'

type OpName = keyof typeof Op

/** Why some are not tried. */
const untried = {
  RECV_ZC: 'needs a network card that takes headers and data apart',
  NOP128: 'needs a ring of 128-byte submissions',
  URING_CMD128: 'needs a device that takes such commands',
} satisfies Partial<Record<OpName, string>>

const trials: Readonly<Record<OpName, Trial | string>> = {
  ...fileTrials,
  ...pathTrials,
  ...socketTrials,
  ...controlTrials,
  ...untried,
}

/** Makes a ring with each setup flag, and with those that it does not go without. */
export async function tryFlags(): Promise<Report[]> {
  const kernel = defaultKernel()
  const reports: Report[] = []
  for (const [name, flag] of Object.entries(SetupFlags)) {
    const refusal = await patiently(() => setupRefusal(kernel, withCompanions(flag)))
    reports.push(resultOf(name, sinceOf('setup', flag), refusal, refusal === null))
  }
  return reports
}

/** Uses each opcode that the kernel has, one after the other, and says which one is being tried. */
export async function tryOperations(
  support: Support,
  progress: (name: string) => void,
): Promise<Report[]> {
  const bench = await Bench.open()
  const reports: Report[] = []
  try {
    for (const [name, trial] of Object.entries(trials)) {
      progress(name)
      reports.push(await tryOperation(name as OpName, trial, support, bench))
    }
  } finally {
    await bench.close()
  }
  const place = new Map(Object.keys(Op).map((name, at) => [name, at]))
  return reports.sort((a, b) => (place.get(a.name) ?? 0) - (place.get(b.name) ?? 0))
}

async function tryOperation(
  name: OpName,
  trial: Trial | string,
  support: Support,
  bench: Bench,
): Promise<Report> {
  const since = sinceOf('op', Op[name])
  if (!support.op(Op[name])) return resultOf(name, since, null, false)
  if (typeof trial === 'string') return { name, since, state: 'untried', text: trial }
  try {
    await trial(bench)
    return resultOf(name, since, null, true)
  } catch (error) {
    return resultOf(name, since, error instanceof Error ? error : new Error(String(error)), true)
  }
}

/** A kernel that is too old lacks it; any other that refuses it has a reason. */
function resultOf(
  name: string,
  since: string | undefined,
  refusal: Error | null,
  known: boolean,
): Report {
  const { release } = thisSystem
  if (refusal instanceof UringError && refusal.reason === 'memlock') {
    return { name, since, state: 'untried', text: 'no more memory may be locked' }
  }
  if (known && refusal === null) return { name, since, state: 'works' }
  if (since !== undefined && isOlder(release, since)) {
    return { name, since, state: 'missing', text: `needs Linux ${since}` }
  }
  const text = refusal?.message ?? 'the kernel says that it has not been built with it'
  return { name, since, state: refusal === null ? 'missing' : 'fails', text }
}

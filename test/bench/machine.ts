import { readdirSync, readFileSync } from 'node:fs'
import { cpus, loadavg, release, totalmem } from 'node:os'

/** Where the figures come from: without these facts nobody can compare them with others. */
export interface Machine {
  readonly kernel: string
  readonly cpu: string
  readonly cores: number
  readonly memoryGib: number
  readonly node: string
  /** How the clock of the cores is set; a machine without that choice says nothing. */
  readonly governor?: string
  /** What the kernel does against faults of the CPU: system calls pay for it. */
  readonly mitigations: Readonly<Record<string, string>>
  readonly hypervisor: boolean
  /** Load over 1, 5 and 15 minutes before the first measurement. */
  readonly loadBefore: readonly number[]
}

export function machineFacts(): Machine {
  const all = cpus()
  const governor = readLine('/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor')
  return {
    kernel: release(),
    cpu: all[0]?.model ?? 'unknown',
    cores: all.length,
    memoryGib: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    ...(governor === undefined ? {} : { governor }),
    mitigations: mitigations(),
    hypervisor: / hypervisor\b/.test(readLine('/proc/cpuinfo', /^flags\s*:(.*)$/m) ?? ''),
    loadBefore: loadavg(),
  }
}

/** Faults that this CPU has, and what is done about each. */
function mitigations(): Record<string, string> {
  const directory = '/sys/devices/system/cpu/vulnerabilities'
  let names: string[]
  try {
    names = readdirSync(directory).toSorted()
  } catch {
    return {}
  }
  const entries = names.map((name) => [name, readLine(`${directory}/${name}`) ?? ''] as const)
  return Object.fromEntries(entries.filter(([, text]) => text !== '' && text !== 'Not affected'))
}

function readLine(file: string, pattern = /^(.*)$/m): string | undefined {
  try {
    return pattern.exec(readFileSync(file, 'utf8'))?.[1]?.trim()
  } catch {
    return undefined
  }
}

/** For the terminal and below the charts. */
export function machineLine({ kernel, cpu, cores, node, hypervisor }: Machine): string {
  const where = hypervisor ? `${cores} cores of a virtual machine` : `${cores} cores`
  return `Linux ${kernel}, ${cpu}, ${where}, Node ${node.replace(/^v/, '')}`
}

/** Who else is busy makes every figure rough; better to know before half an hour has gone. */
export function loadWarning({ loadBefore, cores }: Machine): string | undefined {
  const [minute = 0] = loadBefore
  if (minute < 0.5) return undefined
  return (
    `The load before is ${minute.toFixed(1)} on ${cores} cores: ` +
    'others are busy, so figures are rough.'
  )
}

import type { Parameters, Prepared, Program, Window } from './program-suite.ts'
import type { Printed } from './program.ts'
import { findRuntime } from './runtimes.ts'

interface FioReport {
  readonly jobs?: readonly {
    readonly error: number
    readonly usr_cpu: number
    readonly sys_cpu: number
    readonly read: {
      readonly total_ios: number
      readonly runtime: number
      readonly clat_ns: { readonly max: number; readonly percentile?: Record<string, number> }
    }
  }[]
}

/** fio with io_uring: the same reads, of which it does not look at a byte. */
export function fioProgram(name: string, about: string, fixed: boolean): Program {
  return {
    name,
    about,
    takes: ({ direct }) => direct === 1,
    async prepare(): Promise<Prepared> {
      const { version, command } = await findRuntime('fio')
      const words = (parameters: Parameters, window: Window) => options(parameters, window, fixed)
      return { version, command: await command('--name=reads'), words, read: readFio }
    },
  }
}

function options(
  { file, blocks, depth, direct }: Parameters,
  { warmup, seconds }: Window,
  fixed: boolean,
): string[] {
  const ms = (time: number): string => `${Math.round(time * 1000)}ms`
  const registered = fixed ? ['--registerfiles=1', '--fixedbufs=1'] : []
  return [
    ...['--ioengine=io_uring', '--rw=randread', '--bs=4k', '--readonly', '--norandommap=1'],
    ...['--time_based=1', '--thread=1', '--randrepeat=0', '--output-format=json'],
    ...[`--filename=${file}`, `--size=${Number(blocks) * 4}k`, `--iodepth=${depth}`],
    ...[`--direct=${direct}`, `--ramp_time=${ms(warmup)}`, `--runtime=${ms(seconds)}`],
    ...registered,
  ]
}

/** From fio's report to the line that other programs print. */
export function readFio(output: string): Printed {
  let report: FioReport
  try {
    // Notes of fio may stand before its report.
    report = JSON.parse(output.slice(output.indexOf('{'))) as FioReport
  } catch {
    throw new Error(`fio printed "${output.trim().slice(0, 80)}" and no report`)
  }
  const job = report.jobs?.[0]
  if (job === undefined) throw new Error("fio's report has no job")
  if (job.error !== 0) throw new Error(`fio's job ended with error ${job.error}`)
  const { total_ios: operations, runtime, clat_ns: latency } = job.read
  if (operations === 0 || runtime === 0) throw new Error('fio has read nothing')
  const seconds = runtime / 1000
  const at = (percent: string): number => (latency.percentile?.[percent] ?? Number.NaN) / 1000
  const latencyUs = {
    p50: at('50.000000'),
    p90: at('90.000000'),
    p99: at('99.000000'),
    p999: at('99.900000'),
    max: latency.max / 1000,
  }
  const cpuSeconds = (seconds * (job.usr_cpu + job.sys_cpu)) / 100
  return { operations, seconds, cpuSeconds, latencyUs }
}

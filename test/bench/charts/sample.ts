import type { BenchRecord } from '../record.ts'
import type { SuiteCase, SuiteRow } from '../suites/suite.ts'
import { summarize } from '../statistics.ts'

/** A small record for the tests: three peers in two cases, with latencies, and a suite of NOPs. */
export function sampleRecord(): BenchRecord {
  return {
    version: 2,
    date: '2026-11-20T12:00:00.000Z',
    machine: {
      kernel: '6.18.1',
      cpu: 'Example CPU',
      cores: 2,
      memoryGib: 8,
      node: 'v24.1.0',
      mitigations: {},
      hypervisor: true,
      loadBefore: [0, 0, 0],
    },
    cpus: { server: 0, client: 1 },
    arguments: [],
    suites: [
      {
        suite: 'echo',
        about: 'TCP echo over loopback',
        seconds: 10,
        cases: [sampleCase('64 B', 1), sampleCase('16 KiB', 3)],
        missing: [{ peer: 'go', reason: 'go is missing' }],
        failed: [],
      },
      {
        suite: 'nop',
        about: 'NOPs in batches',
        seconds: 5,
        cases: [
          {
            name: 'NOPs, batches of 64',
            parameters: { batch: 64 },
            unit: 'NOP',
            rows: [rowOf('c-uring', 0.07), rowOf('uring-raw', 0.074), rowOf('uring-ring', 0.2)],
          },
        ],
        missing: [],
        failed: [],
      },
    ],
  }
}

function sampleCase(size: string, factor: number): SuiteCase {
  return {
    name: `TCP echo, 64 connections, ${size}`,
    parameters: { connections: 64, size },
    unit: 'message',
    rows: [
      rowOf('c-uring', 4.2 * factor, 60),
      rowOf('uring-raw', 4.3 * factor, 61),
      rowOf('node-net', 8.8 * factor, 120),
    ],
  }
}

function rowOf(peer: string, cpuUs: number, p50Us?: number): SuiteRow {
  const around = (value: number) => summarize([value * 0.97, value, value * 1.05])
  const latency =
    p50Us === undefined
      ? {}
      : { p50Us: around(p50Us), p99Us: around(p50Us * 2), p999Us: around(p50Us * 9) }
  return {
    peer,
    version: `${peer} 1.0`,
    metrics: { cpuUs: around(cpuUs), perSecond: around(1e6 / cpuUs), ...latency },
  }
}

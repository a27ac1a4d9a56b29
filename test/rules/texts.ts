import type { File } from './files.ts'
import {
  isCallOf,
  isDefaultExport,
  isNameOf,
  isTopLevelAwait,
  isUsing,
  linesWith,
  makesPromises,
} from './syntax.ts'

const columnsMax = 100
/** The line that opens a test holds the whole sentence that names it. */
const isTestName = /^\s*(test|kernelTest|describe)\(['`]/
const linesMax = 450

/** Handwritten files that may be longer than the rest, and why; tables and tests stand below. */
const longFiles: Readonly<Record<string, { lines: number; why: string }>> = {}

/**
 * A row of a table is a line, however long its sentence; it has as many as the kernel has names.
 */
const isTable = /^codegen\/(vocabulary|operations|registers|liburing)(\/|\.ts$)/

/** A test file has as many lines as it has facts. */
const longByNature: readonly [holds: RegExp, lines: number][] = [
  [isTable, 2000],
  [/^test\//, 700],
]

const isHandwrittenCode = (path: string): boolean =>
  /\.(ts|mjs|c|h)$/.test(path) && !path.startsWith('generated/')

/** What the rules about single files, layers aside, have to say about one file. */
export function textComplaints(file: File): string[] {
  return textRules.flatMap(({ holds, check }) =>
    holds(file.path) ? check(file).map((complaint) => `${file.path}${complaint}`) : [],
  )
}

interface TextRule {
  readonly holds: (path: string) => boolean
  /** What is wrong, each with the line in front: `:12 says …`. */
  readonly check: (file: File) => string[]
}

const isTypeScript = (path: string): boolean => path.endsWith('.ts')
const below =
  (...folders: readonly string[]) =>
  (path: string): boolean =>
    isTypeScript(path) && folders.some((folder) => path.startsWith(folder))

const syntaxRule = (
  holds: (path: string) => boolean,
  test: Parameters<typeof linesWith>[1],
  complaint: string,
): TextRule => ({
  holds,
  check: (file) => linesWith(file, test).map((line) => `:${line} ${complaint}`),
})

const lineRule = (
  holds: (path: string) => boolean,
  pattern: RegExp,
  complaint: string,
  prepare: (text: string) => string = (text) => text,
): TextRule => ({
  holds,
  check: ({ text }) =>
    prepare(text)
      .split('\n')
      .flatMap((line, index) => {
        const found = pattern.exec(line)?.[0]
        return found === undefined ? [] : [`:${index + 1} ${complaint}: ${found}`]
      }),
})

/** A comment may say what a word means; the lines keep their numbers. */
function withoutCComments(text: string): string {
  return text
    .replace(/\/\*[^]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ' '))
    .replace(/\/\/.*/g, '')
}

const byteAccess = /^(get|set)(Big)?(Uint|Int|Float)(8|16|32|64)$/
const everywhere = (): boolean => true

// The words are put together here, so that this file does not break its own rules.
const reminders = new RegExp(`\\b(${['TO' + 'DO', 'FIX' + 'ME', 'XX' + 'X'].join('|')})\\b`)
const machinePaths = new RegExp(
  [
    String.raw`(^|[\s"'\`(=])/(root|work|Users)` + '/',
    String.raw`(^|[\s"'\`(=])/home/(?!user\b)\w`,
  ].join('|'),
)
const registryHosts = new RegExp(
  ['registry\\.npm' + 'js', 'registry\\.yarn' + 'pkg', 'pypi\\.' + 'org', 'npm' + 'mirror'].join(
    '|',
  ),
)

const textRules: readonly TextRule[] = [
  syntaxRule(
    below('src/', 'docs/examples/', 'generated/'),
    isUsing,
    'has `using`, a SyntaxError on Node 22',
  ),
  syntaxRule(
    below('src/', 'generated/'),
    isTopLevelAwait,
    'awaits at the top level, which require(esm) refuses',
  ),
  syntaxRule(
    (path) => isTypeScript(path) && path !== 'test/vitest.config.ts',
    isDefaultExport,
    'has a default export',
  ),
  syntaxRule(
    (path) => below('src/', 'generated/')(path) && path !== 'src/memory.ts',
    isNameOf('Atomics'),
    'touches Atomics: only src/memory.ts does',
  ),
  syntaxRule(
    below('src/ring/'),
    (node) => isNameOf('DataView')(node) || isCallOf(byteAccess)(node),
    'works with byte offsets: the generated views and src/raw do that',
  ),
  syntaxRule(below('src/raw/'), makesPromises, 'makes promises: src/ring does that'),
  lineRule(
    (path) => path === 'native/uring.c',
    /\b(IORING_|IOSQE_)\w+|struct io_uring\w*|linux\/io_uring[\w./]*/,
    'names what only generated code may know',
    withoutCComments,
  ),
  lineRule(everywhere, reminders, 'puts work off'),
  lineRule(everywhere, machinePaths, "names a path of somebody's machine"),
  lineRule(everywhere, registryHosts, 'names a package registry'),
  lineRule(
    (path) => path === 'package-lock.json',
    /"resolved": "http[^"]*/,
    'says where a package came from',
  ),
  {
    holds: (path) => isHandwrittenCode(path) && !isTable.test(path),
    check: ({ text }) =>
      text.split('\n').flatMap((line, index) => {
        // An address cannot be broken.
        if (line.length <= columnsMax || line.includes('https://')) return []
        if (isTestName.test(line)) return []
        return [`:${index + 1} has ${line.length} columns, ${columnsMax} are allowed`]
      }),
  },
  {
    holds: isHandwrittenCode,
    check: ({ path, text }) => {
      const nature = longByNature.find(([holds]) => holds.test(path))
      const allowed = longFiles[path]?.lines ?? nature?.[1] ?? linesMax
      const lines = text.split('\n').length - 1
      return lines > allowed ? [` has ${lines} lines: has it still one subject?`] : []
    },
  },
  {
    holds: (path) => path.startsWith('generated/'),
    check: ({ text }) => {
      const head = text.split('\n').slice(0, 4).join('\n')
      return /generated from/i.test(head) && /do not edit/i.test(head)
        ? []
        : [' lacks the banner: what it is generated from, and "Do not edit"']
    },
  },
]

/** Layer-less files at the top, and the folders, that the house has: a tenth folder is refused. */
const topFolders = ['.ci', 'codegen', 'docs', 'generated', 'headers', 'native', 'src', 'test']
const topPages = 'README|CHANGELOG|CONTRIBUTING|SECURITY'
const topFiles = new RegExp(
  String.raw`^(package|package-lock|tsconfig)\.json$|^(${topPages})\.md$|^LICENSE$|^\.`,
)

export function houseComplaint(path: string): string | null {
  const [first = '', ...rest] = path.split('/')
  if (rest.length === 0) {
    return topFiles.test(first) ? null : `${path}: the top level holds no such file`
  }
  return topFolders.includes(first) ? null : `${path}: the house has no room called ${first}`
}

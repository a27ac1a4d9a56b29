/** The programs of the guide: found in its pages, compiled together, run one by one. */
import { execFile } from 'node:child_process'
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join, relative } from 'node:path'
import { promisify } from 'node:util'
import { root } from '../rules/files.ts'
import { slowness } from '../support/slowness.ts'

const execute = promisify(execFile)
const GUIDE = 'docs/guide'
const TIMEOUT_MS = 60_000 * slowness
/** How many run at a time: other tests run meanwhile. */
const LANES = 2

/** A `ts` block of a page. */
export interface Program {
  /** `docs/guide/files.md`. */
  readonly page: string
  /** The line of the page that its first line is. */
  readonly line: number
  readonly code: string
  /** The `text` block that follows directly; `undefined` if there is none. */
  readonly says: string | undefined
}

/** Names of the pages. */
export function pages(): string[] {
  return readdirSync(join(root, GUIDE)).filter((name) => name.endsWith('.md'))
}

/** The text of a page. */
export function pageText(name: string): string {
  return readFileSync(join(root, GUIDE, name), 'utf8')
}

/** All programs of a page, in order. */
export function programsIn(name: string, text: string): Program[] {
  const blocks = text.matchAll(/^```ts\n([^]*?)^```$(?:\n+```text\n([^]*?)^```$)?/gm)
  return [...blocks].map(({ 1: code = '', 2: says, index }) => ({
    page: `${GUIDE}/${name}`,
    line: text.slice(0, index).split('\n').length + 1,
    code,
    says,
  }))
}

/** How a program ended. */
export interface Ending {
  /** Its exit code, or what ended it instead. */
  readonly code: number | string
  readonly stdout: string
  readonly stderr: string
}

/**
 * A copy of the package, compiled from its sources, and the programs with it: plain JavaScript, so
 * that a program can start itself as a Worker, which on Node 20 has no loader for TypeScript.
 */
export class Workshop {
  readonly #folder: string

  constructor() {
    // Inside the checkout, where the package's own name and its dependencies are found.
    mkdirSync(join(root, 'dist'), { recursive: true })
    this.#folder = mkdtempSync(join(root, 'dist', 'guide-'))
  }

  /** @returns What the compiler complains about, with page and line; '' if it does not. */
  async compile(programs: readonly Program[]): Promise<string> {
    if (programs.length === 0) return ''
    mkdirSync(join(this.#folder, 'pages'))
    for (const program of programs) {
      // Its lines keep their numbers.
      const text = '\n'.repeat(program.line - 1) + program.code
      writeFileSync(join(this.#folder, 'pages', `${nameOf(program)}.ts`), text)
    }
    const compilerOptions = {
      rootDir: '../..',
      outDir: './out',
      noEmit: false,
      noEmitOnError: true,
      rewriteRelativeImportExtensions: true,
      moduleDetection: 'force',
      inlineSourceMap: true,
    }
    const options = { extends: '../../tsconfig.json', compilerOptions, include: ['pages'] }
    writeFileSync(join(this.#folder, 'tsconfig.json'), JSON.stringify(options))
    const words = ['-p', this.#folder, '--pretty', 'false']
    const compiler = execute(join(root, 'node_modules/.bin/tsc'), words, { cwd: root })
    const { stdout } = await compiler.catch((error: { stdout: string }) => error)
    this.#furnish()
    return withPages(stdout, programs)
  }

  /** The compiled copy is a package of the same name, with the same addon. */
  #furnish(): void {
    const out = join(this.#folder, 'out')
    mkdirSync(out, { recursive: true })
    const exports = { '.': './src/index.js', './raw': './src/raw/index.js' }
    const manifest = { name: 'uring-sdk', type: 'module', exports }
    writeFileSync(join(out, 'package.json'), JSON.stringify(manifest))
    symlinkSync(join(root, 'native'), join(out, 'native'))
  }

  /** Starts all of them, a few at a time and in order. */
  runAll(programs: readonly Program[]): Map<Program, Promise<Ending>> {
    const lanes: Promise<unknown>[] = Array.from({ length: LANES }, () => Promise.resolve())
    const endings = programs.map((program, index): [Program, Promise<Ending>] => {
      const lane = index % LANES
      const ending = lanes[lane].then(() => this.#run(program))
      lanes[lane] = ending
      return [program, ending]
    })
    return new Map(endings)
  }

  async #run(program: Program): Promise<Ending> {
    const pagesOut = join(this.#folder, 'out', relative(root, this.#folder), 'pages')
    const file = join(pagesOut, `${nameOf(program)}.js`)
    const cwd = mkdtempSync(join(tmpdir(), 'uring-guide-'))
    const options = { cwd, timeout: TIMEOUT_MS, killSignal: 'SIGKILL' } as const
    try {
      const running = execute(process.execPath, ['--enable-source-maps', file], options)
      return { code: 0, ...(await running) }
    } catch (error) {
      const { code, signal, stdout, stderr } = error as Ending & { signal: string | null }
      return { code: signal === null ? code : `${signal}, after a long wait`, stdout, stderr }
    } finally {
      rmSync(cwd, { recursive: true, force: true })
    }
  }

  close(): void {
    rmSync(this.#folder, { recursive: true, force: true })
  }
}

function nameOf({ page, line }: Program): string {
  return `${basename(page, '.md')}.${line}`
}

/** `dist/guide-x/pages/files.12.ts(14,3): …` is `docs/guide/files.md:14: …`. */
function withPages(complaints: string, programs: readonly Program[]): string {
  const pageOf = new Map(programs.map((program) => [nameOf(program), program.page]))
  return complaints.replaceAll(
    /^.*\/pages\/(.+)\.ts\((\d+),\d+\)/gm,
    (_, name: string, line: string) => `${pageOf.get(name)}:${line}`,
  )
}

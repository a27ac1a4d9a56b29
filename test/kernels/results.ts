/** What the virtual machine says, and what becomes of it. */

import type { Arch } from './missing.ts'

/** One line from inside. */
export type Outcome =
  | { readonly state: 'passed'; readonly name: string; readonly ms: number }
  | { readonly state: 'failed'; readonly name: string; readonly ms: number; readonly error: string }
  | { readonly state: 'skipped'; readonly name: string; readonly reason: string }
  | { readonly state: 'done' }

/** What the guest writes on its console, one JSON object a line behind {@link MARK}. */
export type Message =
  | { readonly kind: 'hello'; readonly release: string; readonly node: string }
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'outcome'; readonly path: string; readonly outcome: Outcome }
  | { readonly kind: 'again'; readonly path: string }
  | { readonly kind: 'kernel'; readonly path: string; readonly text: string }
  | { readonly kind: 'bye' }

export const MARK = '@uring '

export interface Failure {
  readonly test: string
  readonly error: string
}

export interface Skip {
  readonly test: string
  readonly reason: string
}

/** One kernel on one architecture. */
export interface Run {
  readonly kernel: string
  readonly arch: Arch
  /** What `uname -r` says inside. */
  release: string
  node: string
  passed: number
  readonly failures: Failure[]
  readonly skips: Skip[]
  /** Warnings of the kernel itself, with the file that was running. */
  readonly complaints: Failure[]
  seconds: number
  /** Why nothing ran, if nothing did. */
  notRun?: string
  /** Why the rest did not run. */
  cut?: string
}

export function emptyRun(kernel: string, arch: Arch): Run {
  return {
    kernel,
    arch,
    release: '',
    node: '',
    passed: 0,
    failures: [],
    skips: [],
    complaints: [],
    seconds: 0,
  }
}

/**
 * What is known of a run that may take several boots: results of a file count when it is over, so
 * that a file during which the machine stopped can be run again.
 */
export class RunRecord {
  readonly #run: Run
  readonly #file: Message[] = []
  #left: readonly string[]

  constructor(run: Run, files: readonly string[]) {
    this.#run = run
    this.#left = files
  }

  /** The files that are not over, the one that is running included. */
  get left(): readonly string[] {
    return this.#left
  }

  add(message: Message): void {
    if (message.kind === 'hello') {
      account(this.#run, message)
    } else if (message.kind === 'again') {
      this.#again(message.path)
    } else if (message.kind === 'file' || message.kind === 'bye') {
      this.#keep()
      this.#left = message.kind === 'bye' ? [] : this.#left.slice(this.#left.indexOf(message.path))
    } else {
      this.#file.push(message)
    }
  }

  /** The time is over. */
  cut(minutes: number): void {
    const count = this.#left.length
    this.#run.cut = `${count} files were left when the ${minutes} minutes were over`
  }

  /** The machine has stopped; `forGood` if there will be no other boot. */
  stopped(problem: string, forGood: boolean): void {
    const during = this.#left[0] ?? 'no file'
    if (forGood) {
      this.#keep()
      this.#run.failures.push({ test: `the virtual machine, during ${during}`, error: problem })
    } else {
      this.#file.length = 0
      this.#run.complaints.push({ test: during, error: 'the machine stopped; it was run again' })
    }
  }

  /** What failed is said, and what counts is the second time. */
  #again(path: string): void {
    for (const message of this.#file.splice(0)) {
      if (message.kind !== 'outcome' || message.outcome.state !== 'failed') continue
      const error = `"${message.outcome.name}" failed once; the file was run again`
      this.#run.complaints.push({ test: path, error })
    }
  }

  #keep(): void {
    for (const message of this.#file.splice(0)) account(this.#run, message)
  }
}

/** Adds one line from inside to what is known. */
function account(run: Run, message: Message): void {
  if (message.kind === 'hello') {
    run.release = message.release
    run.node = message.node
  } else if (message.kind === 'kernel') {
    run.complaints.push({ test: message.path, error: message.text })
  } else if (message.kind === 'outcome') {
    const { path, outcome } = message
    if (outcome.state === 'done') return
    const test = `${path} > ${outcome.name}`
    if (outcome.state === 'passed') run.passed++
    else if (outcome.state === 'failed') run.failures.push({ test, error: outcome.error })
    else run.skips.push({ test, reason: outcome.reason })
  }
}

import type { Styles } from '../terminal.ts'
import type { Check, Report, Trial } from './report.ts'

const WIDTH = 10

/** The report as a page to read: what stops it, what was tried, and what to paste. */
export function pageOf(report: Report, all: boolean, styles: Styles): string {
  const parts = [
    report.checks.map((check) => checkLine(check, styles)).join(''),
    backendLines(report, styles),
    trialLines('setup flags', report.setupFlags, all, styles),
    trialLines('opcodes', report.operations, all, styles),
    verdict(report, styles),
    remedyLines(report, styles),
  ]
  return parts.filter((part) => part !== '').join('\n')
}

function checkLine({ name, state, text }: Check, styles: Styles): string {
  const mark = {
    ok: styles.good('ok  '),
    stop: styles.bad('STOP'),
    warn: styles.doubtful('warn'),
    info: styles.faint('-   '),
  }[state]
  return `${mark}  ${name.padEnd(WIDTH)} ${text}\n`
}

function backendLines({ backends }: Report, styles: Styles): string {
  const lines = backends.map(({ name, state, text }) => {
    const mark = state === 'in use' ? styles.good(state) : styles.faint(state)
    return `  ${name.padEnd(16)} ${mark}: ${text}\n`
  })
  return `${styles.strong('Ways to the kernel')}\n${lines.join('')}`
}

function trialLines(what: string, trials: readonly Trial[], all: boolean, styles: Styles): string {
  if (trials.length === 0) return ''
  const count = trials.filter(({ state }) => state === 'works').length
  const title = styles.strong(`${count} of ${trials.length} ${what} were tried and work`)
  const shown = trials.filter(({ state }) => all || state !== 'works')
  const lines = shown.map(({ name, state, text }) => {
    const mark = {
      works: styles.good('works  '),
      missing: styles.faint('missing'),
      untried: styles.faint('untried'),
      fails: styles.doubtful('fails  '),
    }[state]
    return `  ${mark}  ${name.padEnd(20)} ${text ?? ''}`.trimEnd()
  })
  return `${[title, ...lines].join('\n')}\n`
}

function verdict({ works, error }: Report, styles: Styles): string {
  if (works) return `${styles.good('io_uring works here.')}\n`
  const head = styles.bad('io_uring does not work here.')
  return `${head}\n${error?.message ?? ''}\n${error?.remedy ?? ''}`.trimEnd().concat('\n')
}

function remedyLines({ remedies }: Report, styles: Styles): string {
  if (remedies.length === 0) return ''
  const parts = remedies.map(({ title, lines }) => {
    return `${styles.faint(`# ${title}`)}\n${lines.map((line) => `${line}\n`).join('')}`
  })
  return `${styles.strong('What to change: one of these')}\n\n${parts.join('\n')}`
}

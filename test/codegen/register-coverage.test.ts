import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { registers } from '../../codegen/registers.ts'

/** What the newest header has, told by its snapshot. */
interface Snapshot {
  readonly constants: readonly {
    readonly name: string
    readonly origin: 'define' | { readonly enum: string }
  }[]
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const LAST = 'IORING_REGISTER_LAST'
const BY_INDEX = 'IORING_REGISTER_USE_REGISTERED_RING'

function operations(): readonly string[] {
  const path = `${ROOT}headers/abi/7.3.json`
  const { constants } = JSON.parse(readFileSync(path, 'utf8')) as Snapshot
  return constants
    .filter(({ origin }) => origin !== 'define' && origin.enum === 'io_uring_register_op')
    .map(({ name }) => name)
    .filter((name) => name !== LAST && name !== BY_INDEX)
}

/** A test that faces the kernel, or what such tests share: its name and its code. */
interface Piece {
  readonly name: string
  readonly code: string
}

/** The tests of this folder that face the kernel, and the processes that they start. */
function pieces(): readonly Piece[] {
  const folder = `${ROOT}test/raw/`
  const files = readdirSync(folder).filter((name) => name.endsWith('.test.ts'))
  const tests = files.flatMap((file) => {
    // What stands before the first test are helpers, of which a test says that it uses them.
    const [, ...parts] = readFileSync(folder + file, 'utf8').split(/^ *kernelTest\(/m)
    return parts.map((code) => ({ name: `${file}: ${/(['"`])(.*?)\1/.exec(code)?.[2]}`, code }))
  })
  const fixture = 'fixtures/restricted-task.ts'
  return [...tests, { name: fixture, code: readFileSync(folder + fixture, 'utf8') }]
}

/** Which test calls a form of io_uring_register(2) by its wrapper. */
function callerOf(wrapper: string): string | undefined {
  const call = new RegExp(`\\bregisters\\.${wrapper}\\(`)
  return pieces().find(({ code }) => call.test(code))?.name
}

test('every operation of io_uring_register is called on the kernel by a test', () => {
  const names = operations().map((name) => name.replace(/^IORING_/, ''))
  expect(names.length).toBeGreaterThan(30)
  const missing: string[] = []
  const lines = names.map((op) => {
    const forms = registers.filter((row) => row.op === op)
    const callers = forms.map((row) => [row.name, callerOf(row.name)] as const)
    missing.push(...callers.flatMap(([form, caller]) => (caller === undefined ? [form] : [])))
    if (forms.length === 0) missing.push(op)
    return callers.map(([form, caller]) => `  ${form}: ${caller}`).join('\n')
  })
  const reached = names.length - new Set(missing).size
  console.log(`register: ${reached} of ${names.length} operations are called\n${lines.join('\n')}`)
  expect(missing).toEqual([])
})

test('the table has a row for what the header has, and for nothing else', () => {
  const names = operations().map((name) => name.replace(/^IORING_/, ''))
  expect([...new Set(registers.map(({ op }) => op))].sort()).toEqual([...names].sort())
})

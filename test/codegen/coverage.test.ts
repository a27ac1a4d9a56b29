/** How much of the newest kernel's header is there: counted from its snapshot, and printed. */
import { readFileSync } from 'node:fs'
import { afterAll, describe, expect, it } from 'vitest'
import { valueOn } from '../../codegen/emit/input.ts'
import { knownKernels, snapshotPath } from '../../codegen/kernels.ts'
import type { NamedConstant } from '../../codegen/model.ts'
import { readModel } from '../../codegen/print.ts'
import { familyOf, memberName } from '../../codegen/vocabulary/index.ts'
import * as constants from '../../generated/constants.ts'
import { issuers, streamers } from '../../generated/operations.ts'
import * as prep from '../../generated/prep.ts'
import { Sqe } from '../../generated/structs.ts'

const newest = knownKernels().at(-1)?.series ?? ''
const model = readModel(snapshotPath(newest))
const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8')
/** Comments on one line each: where they break says nothing. */
const constantsText = read('../../generated/constants.ts').replaceAll(/\n +\* /g, ' ')
const registersText = read('../../generated/registers.ts')
const printed: string[] = []

afterAll(() => console.log([`Linux ${newest}:`, ...printed].join('\n  ')))

function enumerators(tag: string): NamedConstant[] {
  return model.constants.filter(({ origin }) => origin !== 'define' && origin.enum === tag)
}

/** The constants of io_uring.h that begin so. */
function prefixed(prefix: string): NamedConstant[] {
  return model.constants.filter(
    ({ name, header }) => header.startsWith('linux/io_uring') && name.startsWith(prefix),
  )
}

const valueOf = ({ constant }: NamedConstant): number => Number(valueOn(constant, 'x64'))

/** Says how many of all are there; those that are not are named. */
function count(what: string, all: readonly NamedConstant[], has: (one: NamedConstant) => boolean) {
  const missing = all.filter((one) => !has(one)).map(({ name }) => name)
  printed.push(`${what}: ${all.length - missing.length} of ${all.length}`)
  expect(all.length, what).toBeGreaterThan(0)
  expect(missing, what).toEqual([])
}

/** Exported with its value, under its family, with a sentence and the kernel it came with. */
function isDocumented(one: NamedConstant): boolean {
  const family = familyOf(one.name)
  if (family === undefined) return false
  const group = (constants as Record<string, unknown>)[family.name] as Record<string, number>
  if (group[memberName(family, one.name)] !== valueOf(one)) return false
  const [, sentence = ''] = new RegExp(`\`${one.name}\`: ([^]*?)\\*/`).exec(constantsText) ?? []
  return /\w\S*\. /.test(sentence) && sentence.includes('@since Linux')
}

/** Everything of an enumeration but its end, and what is a bit besides. */
const opcodes = enumerators('io_uring_op').filter(({ name }) => name !== 'IORING_OP_LAST')
const registerOps = enumerators('io_uring_register_op').filter(
  (one) => one.name !== 'IORING_REGISTER_LAST' && valueOf(one) < 0x8000_0000,
)

describe('operations', () => {
  it('each opcode is filled by a prep function', () => {
    const filled = new Set<number>()
    for (const fill of Object.values(prep) as ((sqe: Sqe, ...all: number[]) => void)[]) {
      const sqe = Sqe.alone()
      sqe.reset(255, 0)
      fill(sqe, ...Array.from({ length: fill.length - 1 }, () => 0))
      filled.add(sqe.opcode)
    }
    count('opcodes with a prep function', opcodes, (one) => filled.has(valueOf(one)))
  })

  it('each opcode is reached by the promise face', () => {
    const methods = opcodes.filter((one) => {
      return valueOf(one) in issuers || valueOf(one) in streamers
    })
    printed.push(`opcodes with a method of Ring: ${methods.length} of ${opcodes.length}`)
    // All others by `issue`, with the names of the submission.
    expect(methods.length).toBeGreaterThan(opcodes.length / 2)
  })
})

describe('register operations', () => {
  it('each is called by a wrapper', () => {
    const called = new Set(registersText.match(/(?<=\bRegisterOp\.)\w+/g))
    count('register operations with a wrapper', registerOps, ({ name }) => {
      const family = familyOf(name, 'io_uring_register_op')
      return family !== undefined && called.has(memberName(family, name))
    })
  })
})

describe('flags', () => {
  it.each([
    ['setup flags', 'IORING_SETUP_'],
    ['features', 'IORING_FEAT_'],
    ['enter flags', 'IORING_ENTER_'],
    ['flags of the submission queue', 'IORING_SQ_'],
    ['completion flags', 'IORING_CQE_F_'],
    ['flags of the completion queue', 'IORING_CQ_'],
    ['send and receive flags', 'IORING_RECVSEND_'],
    ['accept flags', 'IORING_ACCEPT_'],
    ['NOP flags', 'IORING_NOP_'],
    ['cancel flags', 'IORING_ASYNC_CANCEL_'],
    ['message flags', 'IORING_MSG_RING_'],
  ])('%s are exported and described', (what, prefix) => {
    count(what, prefixed(prefix), isDocumented)
  })

  it('flags of a submission are exported and described', () => {
    const bits = prefixed('IOSQE_').filter(({ origin }) => origin === 'define')
    count('submission flags', bits, isDocumented)
  })

  it('opcodes and register operations are described, too', () => {
    count('opcodes described', opcodes, isDocumented)
    count('register operations described', registerOps, isDocumented)
  })
})

/** `check`: what the maintainer of the tables still has to describe. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test, vi } from 'vitest'
import { check, missingIn } from '../../codegen/check.ts'
import { knownKernels, snapshotPath } from '../../codegen/kernels.ts'
import type { AbiModel, NamedConstant } from '../../codegen/model.ts'
import { readModel } from '../../codegen/print.ts'
import { editHeaders, newestHeaders, TOMORROW } from './edited-headers.ts'

vi.setConfig({ testTimeout: 180_000 })

const root = fileURLToPath(new URL('../../', import.meta.url))
const scratch = mkdtempSync(join(tmpdir(), 'uring-check-'))
afterAll(() => rmSync(scratch, { recursive: true }))

const model = readModel(snapshotPath(knownKernels().at(-1)?.series ?? ''))

function named(name: string, origin: NamedConstant['origin']): NamedConstant {
  const constant = { value: '200', bits: 32, signed: true } as const
  return { name, origin, header: 'linux/io_uring.h', constant }
}

function withConstants(...constants: readonly NamedConstant[]): AbiModel {
  return { ...model, constants: [...model.constants, ...constants] }
}

test('nothing is missing of the newest kernel that we know', () => {
  expect(missingIn(model)).toEqual([])
})

test('a new opcode lacks a sentence and a row', () => {
  expect(missingIn(withConstants(named('IORING_OP_NEW', { enum: 'io_uring_op' })))).toEqual([
    'IORING_OP_NEW has no sentence: add one to Op in codegen/vocabulary/',
    'IORING_OP_NEW has no row: add one to codegen/operations/',
  ])
})

test('a new register operation lacks a sentence and a row', () => {
  const [sentence, row] = missingIn(
    withConstants(named('IORING_REGISTER_NEW', { enum: 'io_uring_register_op' })),
  )
  expect(sentence).toBe(
    'IORING_REGISTER_NEW has no sentence: add one to RegisterOp in codegen/vocabulary/',
  )
  expect(row).toBe('IORING_REGISTER_NEW has no row: add one to codegen/registers/')
})

test('a name of no family lacks a home, and what else is missing is said too', () => {
  expect(
    missingIn(withConstants(named('URING_NEW', 'define'), named('IORING_SETUP_NEW', 'define'))),
  ).toEqual([
    'URING_NEW (linux/io_uring.h) has no home: add a family for it to codegen/vocabulary/',
    'IORING_SETUP_NEW has no sentence: add one to SetupFlags in codegen/vocabulary/',
  ])
})

test('a new struct and a new field lack words', (context) => {
  const newest = newestHeaders()
  if (newest === null) return context.skip('no kernel headers: npm run headers fetches them')
  const header = editHeaders(newest, join(scratch, 'tomorrow'), TOMORROW)
  const lines: string[] = []
  return expect(check({ header, progress: (line) => lines.push(line) }))
    .rejects.toThrow(/^of Linux 8\.1, \d+ things are not described$/)
    .then(() => {
      const words = 'has no words: add them to codegen/vocabulary/structs-*.ts'
      expect(lines).toContain(`struct io_uring_new_thing ${words}`)
      expect(lines).toContain(`io_uring_sqe.warp_flags ${words}`)
    })
})

test('the command counts what is described, and ends well', () => {
  const words = ['--import', 'tsx', join(root, 'codegen/main.ts'), 'check']
  const { status, stderr } = spawnSync(process.execPath, words, { cwd: root, encoding: 'utf8' })
  expect(stderr).toMatch(/^everything that Linux \S+ has is described: \d+ opcodes, \d+ constants/)
  expect(status).toBe(0)
})

import { describe, expect, test } from 'vitest'
import { filesOfCheckout } from './rules/files.ts'
import { isModule, layerComplaints } from './rules/layers.ts'
import { houseComplaint, textComplaints } from './rules/texts.ts'

const files = filesOfCheckout()

describe('the checkout', () => {
  test('imports only along the layers', () => {
    expect(files.filter(({ path }) => isModule(path)).flatMap(layerComplaints)).toEqual([])
  })

  test('keeps the rules that hold for single files', () => {
    expect(files.filter(({ path }) => !isBinary(path)).flatMap(textComplaints)).toEqual([])
  })

  test('has the rooms of the house and no other', () => {
    expect(files.flatMap(({ path }) => houseComplaint(path) ?? [])).toEqual([])
  })
})

function isBinary(path: string): boolean {
  return /\.(png|svg|wasm|node|gz|xz)$/.test(path)
}

/** A rule that cannot fail proves nothing: each one meets something bad here. */
describe('the layer rules', () => {
  const bad: readonly [path: string, text: string, complaint: string][] = [
    ['codegen/model.ts', "import 'node:fs'", '(model) imports node:fs'],
    [
      'codegen/layout.ts',
      "import { emit } from './emit/structs.ts'",
      '(reader) imports codegen/emit',
    ],
    ['codegen/evaluate.ts', "import { Project } from 'ts-morph'", '(reader) imports ts-morph'],
    ['codegen/vocabulary/x.ts', "import { parse } from '../source.ts'", '(tables) imports'],
    ['codegen/emit/prep.ts', "import { tree } from '../source.ts'", '(emitters) imports'],
    ['codegen/emit/prep.ts', "import { generate } from '../main.ts'", '(emitters) imports'],
    ['generated/prep.ts', "import { Ring } from '../src/ring/ring.ts'", '(generated) imports'],
    ['generated/prep.ts', "import { Fd } from '../src/ring/types.ts'", '(generated) imports'],
    ['src/errors.ts', "import { Ring } from './ring/ring.ts'", '(base) imports src/ring'],
    ['src/kernel/addon.ts', "import koffi from 'koffi'", '(kernel) imports koffi'],
    ['src/kernel/addon.ts', "import { Sqe } from '../../generated/structs.ts'", 'must not import'],
    ['src/raw/queue.ts', "import { Ring } from '../ring/ring.ts'", '(raw) imports src/ring'],
    ['src/raw/queue.ts', "export * from '../index.ts'", '(raw) imports src/index.ts'],
    ['src/ring/ring.ts', "const x = await import('../cli/main.ts')", '(ring) imports src/cli'],
    [
      'src/cli/main.ts',
      "import { parse } from '../../codegen/source.ts'",
      '(command line) imports',
    ],
    ['src/index.ts', "import 'uring-sdk/raw'", 'by the name uring-sdk/raw'],
    ['src/ring/ring.ts', "import { x } from './files'", 'without its .ts'],
    ['src/ring/ring.ts', "import { x } from './files.js'", 'without its .ts'],
    ['src/ring/ring.ts', "import ws from 'ws'", '(ring) imports ws'],
    ['docs/examples/echo.ts', "import { Ring } from '../../src/index.ts'", '(examples) imports'],
    ['docs/site/plugin.ts', "import { Ring } from '../../src/ring/ring.ts'", '(site) imports src'],
    [
      'test/bench/main.ts',
      "import { prep } from '../../generated/prep.ts'",
      '(benchmarks) imports',
    ],
    ['test/x.test.ts', "import { Ring } from '../src/index.ts'", '(tests) imports src/index.ts'],
    ['test/x.test.ts', "type R = import('../src/raw/index.ts').RawRing", 'must not import'],
    ['src/somewhere/x.ts', '', 'belongs to no layer'],
  ]
  for (const [path, text, complaint] of bad) {
    test(`in ${path}, complain: ${complaint}`, () => {
      expect(layerComplaints({ path, text })).toEqual([expect.stringContaining(complaint)])
    })
  }

  const good: readonly [path: string, text: string][] = [
    ['codegen/source.ts', "import { Parser } from 'web-tree-sitter'"],
    ['codegen/emit/prep.ts', "import { rows } from '../operations/index.ts'"],
    ['generated/prep.ts', "import type { Fd } from '../src/ring/types.ts'"],
    ['docs/site/plugin.ts', "import { JSX } from 'typedoc'\nimport '../../codegen/emit/prep.ts'"],
    ['src/kernel/koffi.ts', "import koffi from 'koffi'\nimport { a } from './kernel.ts'"],
    ['src/ring/ring.ts', "import { RawRing } from '../raw/raw-ring.ts'\nimport 'node:dns'"],
    [
      'docs/examples/echo.ts',
      "import { Ring } from 'uring-sdk'\nimport { prep } from 'uring-sdk/raw'",
    ],
    [
      'test/x.test.ts',
      "import { Ring } from 'uring-sdk'\nimport { x } from '../src/raw/memory.ts'",
    ],
  ]
  for (const [path, text] of good) {
    test(`are content with ${path}: ${text.split('\n', 1)[0]}`, () => {
      expect(layerComplaints({ path, text })).toEqual([])
    })
  }
})

describe('the rules for single files', () => {
  const bad: readonly [path: string, text: string, complaint: string][] = [
    ['src/ring/ring.ts', 'function f() { using x = y() }', 'has `using`'],
    ['docs/examples/a.ts', 'async function f() { await using x = y() }', 'has `using`'],
    ['src/ring/ring.ts', 'export const x = await y()', 'awaits at the top level'],
    ['generated/prep.ts', `${banner()}for await (const x of y) z()`, 'awaits at the top level'],
    ['src/ring/ring.ts', 'export default 1', 'default export'],
    ['src/ring/ring.ts', 'export default class {}', 'default export'],
    ['src/ring/ring.ts', 'const a = 1\nexport { a as default }', 'default export'],
    ['src/raw/queue.ts', 'Atomics.load(words, 0)', 'touches Atomics'],
    ['generated/rings.ts', `${banner()}const { load } = Atomics`, 'touches Atomics'],
    ['src/ring/ring.ts', 'view.setUint32(4, 1, true)', 'byte offsets'],
    ['src/ring/ring.ts', 'const view = new DataView(memory)', 'byte offsets'],
    ['src/raw/ring.ts', 'export async function f() {}', 'makes promises'],
    ['src/raw/ring.ts', 'let waiting: Promise<void>', 'makes promises'],
    ['native/uring.c', 'if (op == IORING_OP_RECV) {}', 'only generated code may know'],
    ['native/uring.c', '#include <linux/io_uring.h>', 'only generated code may know'],
    ['native/uring.c', 'struct io_uring_sqe *sqe;', 'only generated code may know'],
    ['src/ring/ring.ts', `// ${'TO' + 'DO'}: later`, 'puts work off'],
    ['README.md', 'look into `/ho' + 'me/someone/uring`', "somebody's machine"],
    ['src/errors.ts', "const file = '/ro" + "ot/x'", "somebody's machine"],
    ['.ci/run', 'npm ci --registry https://registry.npm' + 'js.org', 'names a package registry'],
    ['package-lock.json', '"resolved": "https://example.org/x.tgz"', 'where a package came from'],
    ['src/errors.ts', `// ${'x'.repeat(98)}`, 'has 101 columns'],
    ['src/errors.ts', '\n'.repeat(451), 'has 451 lines'],
    ['generated/prep.ts', 'export const x = 1', 'lacks the banner'],
  ]
  for (const [path, text, complaint] of bad) {
    test(`in ${path}, complain: ${complaint}`, () => {
      expect(textComplaints({ path, text })).toEqual([expect.stringContaining(complaint)])
    })
  }

  const good: readonly [path: string, text: string][] = [
    ['src/ring/ring.ts', 'async function f() { for await (const x of y) await x.using }'],
    ['src/ring/ring.ts', "// Atomics are memory.ts's.\nconst s = 'Atomics'"],
    ['src/memory.ts', 'Atomics.store(words, 0, 1)'],
    ['src/raw/ring.ts', '// Unlike a Promise, nothing is allocated.\nconst a = b.await'],
    [
      'native/uring.c',
      '/* The bit that says IORING_CQE_F_MORE\n   comes from the recipe. */ int a;',
    ],
    ['src/errors.ts', `// see https://kernel.org/${'x'.repeat(90)}`],
    ['generated/prep.ts', `${banner()}export const x = 1`],
    ['codegen/vocabulary/opcodes.ts', '\n'.repeat(900)],
    ['README.md', 'a copy lies in /usr/include/linux and the port is in /home/user/.config'],
  ]
  for (const [path, text] of good) {
    test(`are content with ${path}: ${text.split('\n', 1)[0]}`, () => {
      expect(textComplaints({ path, text })).toEqual([])
    })
  }

  test('a tenth room and a stray file are noticed', () => {
    expect(houseComplaint('examples/echo.ts')).toContain('no room called examples')
    expect(houseComplaint('echo.ts')).toContain('no such file')
    expect(houseComplaint('docs/examples/echo.ts')).toBeNull()
    expect(houseComplaint('.editorconfig')).toBeNull()
    expect(houseComplaint('SECURITY.md')).toBeNull()
    expect(houseComplaint('THREATS.md')).toContain('no such file')
  })
})

function banner(): string {
  return '// Generated from headers/abi/7.3.json by codegen.\n// Do not edit.\n'
}

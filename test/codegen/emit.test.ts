/** What the emitters print: the same twice, documented, and methods that keep their promises. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'
import { beforeAll, describe, expect, it } from 'vitest'
import { assemble, HomelessError } from '../../codegen/emit/assemble.ts'
import { emit } from '../../codegen/emit/index.ts'
import type { Generated } from '../../codegen/emit/print.ts'
import { docComment } from '../../codegen/emit/text.ts'
import { positional, shown } from '../../codegen/emit/signature.ts'
import { snapshotPath } from '../../codegen/kernels.ts'
import type { AbiModel } from '../../codegen/model.ts'
import { operations } from '../../codegen/operations/index.ts'
import type { OperationRow, Parameter } from '../../codegen/operations/types.ts'
import { readModel } from '../../codegen/print.ts'
import { Op } from '../../generated/constants.ts'
import { RingOperations } from '../../generated/operations.ts'
import { Sqe, Statx } from '../../generated/structs.ts'
import type { Begun, Multishot, Pinned } from '../../src/ring/types.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const generated = join(root, 'generated')
const model = readModel(snapshotPath('7.3'))
const none = new Map<string, string>()

describe('the generated files', () => {
  let files: readonly Generated[] = []
  beforeAll(async () => {
    files = await emit(assemble(model, none).input)
  }, 40_000)

  it('are the same when they are made again', async () => {
    const again = await emit(assemble(readModel(snapshotPath('7.3')), none).input)
    expect(again.map(({ path }) => path)).toEqual(files.map(({ path }) => path))
    for (const [index, { text }] of again.entries()) expect(text).toBe(files[index]?.text)
  }, 40_000)

  it('are those that stand in generated/, and no others stand there', () => {
    expect(readdirSync(generated).sort()).toEqual(files.map(({ path }) => path).sort())
    for (const { path, text } of files) {
      expect(readFileSync(join(generated, path), 'utf8') === text, path).toBe(true)
    }
  })

  it('say what made them and how to change them', () => {
    for (const { path, text } of files) {
      const [first, second] = text.split('\n').filter((line) => !/^\/\*$/.test(line))
      const emitter = path === 'internal.ts' ? 'constants.ts' : path.replace(/\.c$/, '.ts')
      expect(first).toMatch(`Generated from headers/abi/7.3.json by codegen/emit/${emitter}.`)
      expect(second).toMatch(/Do not edit: change codegen\/\S+.*, then run `npm run generate`\.$/)
    }
  })

  it('keep to 100 columns, links and addresses aside', () => {
    for (const { path, text } of files) {
      if (path.endsWith('.c')) continue
      expect(
        text.split('\n').filter((line) => line.length > 100),
        path,
      ).toEqual([])
    }
  })

  it('export each name once wherever they are exported together', () => {
    for (const face of ['src/raw/index.ts', 'src/index.ts']) {
      const names = exportsOf(join(root, face))
      const twice = names.filter((name, index) => names.indexOf(name) !== index)
      expect(twice, face).toEqual([])
    }
  })

  it('describe every argument of a prep function, and no other', () => {
    const text = files.find(({ path }) => path === 'prep.ts')?.text ?? ''
    const functions = [...text.matchAll(/\/\*\*([^]*?)\*\/\nexport function (\w+)\(([^)]*)\)/g)]
    // One for each row, and the one that adds an address to a send.
    expect(functions).toHaveLength(operations.length + 1)
    for (const [, doc = '', name, list = ''] of functions) {
      const documented = [...doc.matchAll(/@param (\w+)/g)].map((match) => match[1])
      const declared = [...list.matchAll(/(\w+): (?:number|Sqe)/g)].map((match) => match[1])
      expect(documented, name).toEqual(declared.slice(1))
      // The sentence about memory speaks of arguments, by their names.
      const [, memory = ''] = /The kernel needs ([^]*?)\.\n/.exec(doc) ?? []
      for (const [, word] of memory.matchAll(/`(\w+)`/g)) expect(declared, name).toContain(word)
    }
  })
})

/** Every name that a module exports, `export *` of its siblings followed. */
function exportsOf(path: string): string[] {
  const program = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest)
  return program.statements.flatMap((statement): string[] => {
    if (!ts.isExportDeclaration(statement)) {
      const modifiers = ts.canHaveModifiers(statement) ? (statement.modifiers ?? []) : []
      if (!modifiers.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) return []
      if (ts.isVariableStatement(statement)) {
        return statement.declarationList.declarations.map((one) => one.name.getText(program))
      }
      // A constant and the type of its values share a name on purpose.
      if (ts.isTypeAliasDeclaration(statement) || ts.isInterfaceDeclaration(statement)) return []
      const { name } = statement as ts.FunctionDeclaration | ts.ClassDeclaration
      return name === undefined ? [] : [name.text]
    }
    const { exportClause, moduleSpecifier } = statement
    if (exportClause !== undefined) {
      return ts.isNamedExports(exportClause)
        ? exportClause.elements.map((one) => one.name.text)
        : [exportClause.name.text]
    }
    if (moduleSpecifier === undefined || !ts.isStringLiteral(moduleSpecifier)) return []
    return exportsOf(join(path, '..', moduleSpecifier.text))
  })
}

describe('assemble', () => {
  const constant = { value: '1', bits: 32, signed: true } as const
  const withConstant = (name: string, tag?: string): AbiModel => ({
    ...model,
    constants: [
      ...model.constants,
      {
        name,
        origin: tag === undefined ? 'define' : { enum: tag },
        header: 'linux/io_uring.h',
        constant,
      },
    ],
  })

  it('lets a new name of a known family join it, with the words of the header', () => {
    const comments = new Map([['IORING_SETUP_NEW', 'makes it faster']])
    const { input, newNames } = assemble(withConstant('IORING_SETUP_NEW'), comments)
    expect(newNames).toEqual(['IORING_SETUP_NEW'])
    const group = input.families.find(({ family }) => family.name === 'SetupFlags')
    expect(group?.members.at(-1)).toMatchObject({ name: 'NEW', entry: ['', 'Makes it faster.'] })
  })

  it('says which opcodes and register calls have no row', () => {
    const { rowless } = assemble(withConstant('IORING_OP_NEW', 'io_uring_op'), none)
    expect(rowless).toEqual(['IORING_OP_NEW'])
    expect(assemble(model, none).rowless).toEqual([])
  })

  it('refuses a name of no family, and says where it stands', () => {
    expect(() => assemble(withConstant('URING_NEW'), none)).toThrow(HomelessError)
    expect(() => assemble(withConstant('URING_NEW'), none)).toThrow('URING_NEW (linux/io_uring.h)')
  })

  it('leaves out of an older kernel what it does not have', () => {
    const { input } = assemble(readModel(snapshotPath('6.1')), none)
    const names = input.operations.map((row) => row.name)
    expect(names).toContain('sendZc')
    expect(names).toContain('uringCmd')
    expect(
      names.filter((name) => ['bind', 'getsockopt', 'readMultishot', 'pipe'].includes(name)),
    ).toEqual([])
  })
})

describe('doc comments', () => {
  it('take one line where they fit on one', () => {
    expect(docComment(['Short.'], 2)).toBe('  /** Short. */')
    expect(docComment(['Short.', '@since Linux 5.1'])).toBe('/** Short. @since Linux 5.1 */')
    expect(docComment(['x'.repeat(92)])).toBe(`/** ${'x'.repeat(92)} */`)
    expect(docComment(['x'.repeat(94)])).toBe(`/**\n * ${'x'.repeat(94)}\n */`)
  })

  it('never break a line inside a link or a piece of code', () => {
    const text = `${'word '.repeat(18)}see {@link Params.flags} and \`a b c\`.`
    expect(docComment([text]).split('\n')).toEqual([
      '/**',
      ` * ${'word '.repeat(18)}see`,
      ' * {@link Params.flags} and `a b c`.',
      ' */',
    ])
  })
})

/** A Ring that only notes what the generated methods ask of it. */
class Recorder extends RingOperations {
  readonly log: string[] = []
  readonly sqe = Sqe.alone()

  #pin(note: string): Pinned {
    this.log.push(note)
    return { address: 0x1000, length: 16, bufIndex: 0 }
  }

  protected override begin(op: number): Begun {
    this.log.push(`begin ${op}`)
    return { sqe: this.sqe }
  }
  protected override commit<T>(): Promise<T> {
    this.log.push('commit')
    return new Promise(() => {})
  }
  protected override stream<T>(
    op: number,
    _each: unknown,
    _file: unknown,
    _pinned: unknown,
    _pool: unknown,
    _call: unknown,
    arm: (sqe: Sqe) => void,
  ): Multishot<T> {
    this.log.push(`begin ${op}`)
    arm(this.sqe)
    this.log.push('commit')
    return {} as Multishot<T>
  }
  protected override fileOf(): number {
    this.log.push('file')
    return 7
  }
  protected override isDirect = (): boolean => false
  protected override heldOf = (): Pinned => this.#pin('held')
  protected override directoryOf(): number {
    this.log.push('directory')
    return -100
  }
  protected override memoryOf = (): Pinned => this.#pin('memory')
  protected override fixedOf = (): Pinned => this.#pin('fixed')
  protected override vectorOf = (): Pinned => this.#pin('vector')
  protected override messageOf = (): Pinned => this.#pin('message')
  protected override pathOf = (): Pinned => this.#pin('path')
  protected override addressOf = (): Pinned => this.#pin('address')
  protected override destinationOf = (): Pinned => this.#pin('destination')
  protected override roomOf = (): Pinned => this.#pin('room')
  protected override endsOf = (): Pinned => this.#pin('ends')
  protected override integrityOf = (): Pinned => this.#pin('integrity')
  protected override inlineOf(): Uint8Array {
    this.log.push('inline')
    return Uint8Array.of(1, 2, 3)
  }
  protected override timespecOf = (): Pinned => this.#pin('timespec')
  protected override structOf(create: (buffer: ArrayBuffer) => object, size: number): Pinned {
    expect(create(new ArrayBuffer(size))).toBeInstanceOf(Object)
    return this.#pin('struct')
  }
  protected override poolOf = (): never => {
    this.log.push('pool')
    return { group: 3 } as never
  }
  protected override slotOf(): number {
    this.log.push('slot')
    return 5
  }
  protected override pinsWith = (pins: Pinned | readonly Pinned[] | null): typeof pins => pins
  protected override numberOf(value: number | undefined): number {
    this.log.push('number')
    return value ?? 0
  }
  protected override callOf(): undefined {
    this.log.push('call')
  }
  override closeFd = (): never => {
    throw new Error('by hand')
  }
  override recvmsgMultishot = this.closeFd
}

function argumentFor({ kind }: Parameter): unknown {
  return ['u32', 'u64', 'i32', 'timespec'].includes(kind) ? 1 : {}
}

describe('a promise method', () => {
  const methods = operations.filter((row) => row.face === undefined)

  it.each(methods.map((row) => [row.name, row] as const))(
    '%s reads its options once and before it takes a slot',
    (name, row: OperationRow) => {
      const ring = new Recorder()
      const reads: string[] = []
      const options = new Proxy(
        {},
        {
          get: (_, key) => {
            reads.push(String(key))
            ring.log.push('option')
            return undefined
          },
        },
      )
      const args = positional(row).map(argumentFor)
      ;(ring as unknown as Record<string, (...all: unknown[]) => unknown>)[name]?.(...args, options)
      const begin = `begin ${Op[row.op as keyof typeof Op]}`
      const at = ring.log.indexOf(begin)
      // Nothing of the user's runs between begin and commit.
      expect(ring.log.slice(at)).toEqual([begin, 'commit'])
      expect(ring.log.filter((line) => line.startsWith('begin'))).toHaveLength(1)
      expect(ring.log).toContain('call')
      expect(new Set(reads).size).toBe(reads.length)
      expect(ring.sqe.opcode).toBe(Op[row.op as keyof typeof Op])
      expect(shown(row).length).toBe(args.length + reads.length)
    },
  )

  it('puts what it was given into the submission', () => {
    const ring = new Recorder()
    void ring.sendto(7, new Uint8Array(1), { address: '::1', port: 1 }, { flags: 0x40 })
    const { fd, addr, len, addr2, addrLen, msgFlags } = ring.sqe
    expect({ fd, addr, len, addr2, addrLen, msgFlags }).toEqual({
      ...{ fd: 7, addr: 0x1000, len: 16, addr2: 0x1000, addrLen: 16, msgFlags: 0x40 },
    })
    void ring.fsetxattr(7, 'user.x', new Uint8Array(1), { flags: 1 })
    expect(ring.sqe.xattrFlags).toBe(1)
    expect(ring.sqe.len).toBe(16)
    void ring.openat('/', 0, 0o600, { slot: 4 })
    expect(ring.sqe.fileIndex).toBe(5)
    expect(Statx.SIZE).toBe(256)
  })
})

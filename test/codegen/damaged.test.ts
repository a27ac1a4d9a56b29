import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readHeaders } from '../../codegen/reading.ts'
import { HeaderError } from '../../codegen/source.ts'
import { constant, layout, readText, SMALL, STRICT, writeHeaders } from './headers.ts'

/**
 * The text with one piece replaced; a piece that is not there would make a test that proves
 * nothing.
 */
function change(piece: string, by: string, text = SMALL): string {
  if (!text.includes(piece)) throw new Error(`the header has no ${piece}`)
  return text.replace(piece, by)
}

function lineOf(text: string, piece: string): number {
  return text.slice(0, text.indexOf(piece)).split('\n').length
}

describe('a changed header', () => {
  it('is read as it is, to begin with', async () => {
    const { model } = await readText(SMALL)
    expect(constant(model, 'IORING_OP_WRITE')).toBe('2:i32')
    expect(constant(model, 'IORING_SETUP_SQPOLL')).toBe('2:u32')
    expect(layout(model, 'io_uring_sqe')?.size).toBe(16)
    expect(model.constants.map(({ name }) => name)).not.toContain('LINUX_IO_URING_H')
  })

  it('with a new opcode in the middle moves those behind it', async () => {
    const text = change('\tIORING_OP_READ,', '\tIORING_OP_NEW,\n\tIORING_OP_READ,')
    const { model } = await readText(text)
    expect(constant(model, 'IORING_OP_NEW')).toBe('1:i32')
    expect(constant(model, 'IORING_OP_READ')).toBe('2:i32')
    expect(constant(model, 'IORING_OP_LAST')).toBe('4:i32')
    expect(model.constants.find(({ name }) => name === 'IORING_OP_NEW')?.origin).toEqual({
      enum: 'io_uring_op',
    })
  })

  it('with a new flag has it', async () => {
    const text = change(
      '#ifdef __cplusplus\n}',
      '#define IORING_SETUP_NEW (1U << 31)\n#ifdef __cplusplus\n}',
    )
    expect(constant((await readText(text)).model, 'IORING_SETUP_NEW')).toBe('2147483648:u32')
  })

  it('with a new field has it, and the offsets behind it move', async () => {
    const text = change('\t__s32\tfd;', '\t__u64\tadded;\n\t__s32\tfd;')
    const sqe = layout((await readText(text)).model, 'io_uring_sqe')
    expect(sqe?.size).toBe(32)
    expect(sqe?.fields.find(({ name }) => name === 'added')?.offset).toBe(8)
    expect(sqe?.fields.find(({ name }) => name === 'fd')?.offset).toBe(16)
  })
})

describe('a damaged header', () => {
  const cases: readonly (readonly [string, string, string, string])[] = [
    [
      'a missing closing brace of an enumeration',
      change('\n};\n\n/* How', '\n\n/* How'),
      'enum io_uring_op {',
      'not closed',
    ],
    [
      'a missing closing brace of a struct',
      change('\t};\n};\n\nenum', '\t};\n\nenum'),
      'struct io_uring_sqe {',
      'not closed',
    ],
    [
      'a missing brace inside a struct',
      change('\t\t};\n\t};', '\t};'),
      'struct io_uring_sqe {',
      'not closed',
    ],
    [
      'a missing semicolon of a field',
      change('__u8\topcode;', '__u8\topcode'),
      '__u8\topcode',
      'syntax error',
    ],
    [
      'a missing semicolon of a struct',
      change('};\n\nenum', '}\n\nenum'),
      'enum io_uring_op',
      'syntax error',
    ],
    ['a bit-field', change('__u8\tflags;', '__u8\tflags : 3;'), 'flags : 3', 'bit-field'],
    ['an unnamed bit-field', change('__u8\tflags;', '__u8\t: 3;'), ': 3', 'bit-field'],
    [
      'an unknown macro',
      change('(1U << 1)', '(1U << IORING_BIT)'),
      '#define IORING_SETUP_SQPOLL',
      'IORING_BIT',
    ],
    [
      'an unknown macro with arguments',
      change('(1U << 1)', 'BIT(1)'),
      '#define IORING_SETUP_SQPOLL',
      'BIT(...)',
    ],
    ['an unknown macro in a struct', change('__u8\tflags;', '__FLEX(__u8, flags);'), '__FLEX', ''],
    ['an unknown type', change('__s32\tfd;', 'fd_t\tfd;'), 'fd_t', 'fd_t is an unknown type'],
    [
      'a keyword for a name',
      change('__s32\tfd;', '__s32\tstruct;'),
      '\tstruct;',
      'the keyword struct as a name',
    ],
    [
      'an unknown struct',
      change('__s32\tfd;', 'struct gone fd;'),
      'struct gone',
      'struct gone is an unknown type',
    ],
    [
      'a floating-point field',
      change('__s32\tfd;', 'double\tfd;'),
      'double',
      'double is no integer',
    ],
    ['a string', change('(1U << 1)', '"one"'), '#define IORING_SETUP_SQPOLL', 'stands'],
    [
      'two enumerators of one name',
      change('\tIORING_OP_READ,', '\tIORING_OP_NOP,'),
      '\tIORING_OP_NOP,\n\tIORING_OP_WRITE',
      'declared twice',
    ],
    [
      'two fields of one name',
      change('__u8\tflags;', '__u8\topcode;'),
      'struct io_uring_sqe',
      'opcode twice',
    ],
    [
      'two structs of one name',
      `${SMALL}struct io_uring_sqe { int x; };\n`,
      'struct io_uring_sqe { int',
      'declared twice',
    ],
    ['a function', `${SMALL}int main(void);\n`, 'int main', 'neither a struct'],
    [
      'an unknown attribute',
      change('__s32\tfd;', '__s32\tfd __attribute__((mode(DI)));'),
      '__attribute__((mode',
      'unknown attribute',
    ],
    [
      'an enumerator without a value',
      change('IORING_OP_READ,', 'IORING_OP_READ = ,'),
      'IORING_OP_READ =',
      '',
    ],
    ['an array of arrays', change('__s32\tfd;', '__s32\tfd[2][2];'), 'fd[2][2]', 'array of arrays'],
    [
      'a flexible array that is not the last field',
      change('__s32\tfd;', '__s32\tfd[];'),
      'fd[]',
      'this array has no length, and more fields follow',
    ],
    ['a negative length', change('__s32\tfd;', '__s32\tfd[-1];'), 'fd[-1]', 'no sensible count'],
    [
      'half a header',
      SMALL.slice(0, SMALL.indexOf('IORING_OP_READ')),
      '#ifndef LINUX',
      'no #endif',
    ],
    ['an open comment', change('/* polled */', '/* polled '), '/* polled', 'never closed'],
  ]

  it.each(cases)('with %s is an error at its line', async (_, text, piece, message) => {
    const error: unknown = await readText(text).then(
      () => undefined,
      (reason: unknown) => reason,
    )
    expect(error).toBeInstanceOf(HeaderError)
    const { message: said, line, path } = error as HeaderError
    expect(said).toContain(message)
    expect(said).toContain('To do:')
    expect(said).toContain(`${path}:${line}:`)
    expect(path).toMatch(/linux\/io_uring\.h$/)
    expect(Math.abs(line - lineOf(text, piece))).toBeLessThanOrEqual(1)
  })

  it('is an error in a neighbour where something of it is wanted, and none elsewhere', async () => {
    const neighbour =
      'struct bits { int a : 3; };\nstruct fine { int b; };\nint f(void);\n#define N_A 1\n'
    const root = writeHeaders({ 'linux/io_uring.h': SMALL, 'linux/near.h': neighbour })
    const read = (structs: string[]) =>
      readHeaders({ x64: [root], arm64: [root] }, 'test', [
        ...STRICT,
        { header: 'linux/near.h', prefixes: ['N_'], structs },
      ])
    expect(layout((await read(['fine'])).model, 'fine')?.size).toBe(4)
    await expect(read(['bits'])).rejects.toThrow('linux/near.h:1:21: this is a bit-field')
    const { absent } = await read(['fine', 'gone'])
    expect(absent).toContain('linux/near.h has no struct gone for x64')
  })

  it('is an error where a wanted struct holds one that cannot be read', async () => {
    const root = writeHeaders({
      'linux/io_uring.h': '#include <linux/near.h>\nstruct s { struct bits x; };\n',
      'linux/near.h': 'struct bits { int a : 3; };\n',
    })
    await expect(readHeaders({ x64: [root], arm64: [root] }, 'test', STRICT)).rejects.toThrow(
      'linux/near.h:1:21: this is a bit-field',
    )
  })

  it('is an error where only one architecture has a name', async () => {
    const text = `${SMALL}#ifdef __x86_64__\n#define IORING_X64 1\n#endif\n`
    await expect(readText(text)).rejects.toThrow('IORING_X64 is there for x64 only')
  })
})

const MACHINE = '/usr/include/linux/io_uring.h'

describe.skipIf(!existsSync(MACHINE))("the machine's own io_uring.h", () => {
  it('is refused wherever one brace is lost', async () => {
    const text = readFileSync(MACHINE, 'utf8')
    const braces = [...text.matchAll(/^\};?$|^(?:struct|enum) \w+ \{$|^\t\};?$/gm)]
    expect(braces.length).toBeGreaterThan(50)
    for (const { index, 0: line } of braces.filter((_, at) => at % 7 === 0)) {
      const damaged =
        text.slice(0, index) + line.replace(/[{}]/, '') + text.slice(index + line.length)
      const root = writeHeaders({ 'linux/io_uring.h': damaged })
      const roots = { x64: [root, '/usr/include', '/usr/include/x86_64-linux-gnu'] }
      const error: unknown = await readHeaders(roots, 'test', STRICT).catch(
        (reason: unknown) => reason,
      )
      expect(error, `line ${damaged.slice(0, index).split('\n').length}: ${line}`).toBeInstanceOf(
        HeaderError,
      )
    }
  })
})

import { describe, expect, it } from 'vitest'
import { readHeaders } from '../../codegen/reading.ts'
import { constant, layout, readText, STRICT, writeHeaders } from './headers.ts'

describe('conditions', () => {
  it('choose one branch', async () => {
    const { model } = await readText(`
#define ONE 1
#if ONE == 2
#define A 1
#elif defined(ONE) && !defined NOTHING
#define A 2
#elif 1
#define A 3
#else
#define A 4
#endif
#ifdef NOTHING
#if THIS IS ( NOT READ
#endif
#define B 1
#else
#define B 2
#endif
#ifndef NOTHING
# define C 1
#endif`)
    expect(['A', 'B', 'C'].map((name) => constant(model, name))).toEqual([
      '2:i32',
      '2:i32',
      '1:i32',
    ])
  })

  it('know the architecture', async () => {
    const { model } = await readText(`
#if defined(__x86_64__)
#define A 1
#elif defined(__aarch64__)
#define A 2
#endif
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ && defined(__LP64__)
#define B 1
#endif`)
    expect(constant(model, 'A', 'x64')).toBe('1:i32')
    expect(constant(model, 'A', 'arm64')).toBe('2:i32')
    expect(constant(model, 'B')).toBe('1:i32')
  })

  it.each([
    ['#if 1\n', ':1:1: this condition has no #endif'],
    ['#endif\n', ':1:1: #endif without an #if'],
    ['#if 1 +\n#endif\n', ':1:1: the expression ends'],
    ['#ifdef\n#endif\n', ':1:1: #ifdef without a name'],
    ['#if defined(\n#endif\n', ':1:5: defined without a name'],
    ['int x;\n#error no\n', ':2:1: the header refuses'],
    ['#pragma pack(1)\nstruct s { int a; };\n', ':1:1: #pragma pack(1) is not understood'],
    ['# #define A 1\n', ':1:1: this directive has no name'],
    ['#frobnicate\n', ':1:1: #frobnicate is not understood'],
  ])('that are damaged are an error: %j', async (text, message) => {
    await expect(readText(text)).rejects.toThrow(message)
  })
})

describe('macros', () => {
  it('expand as C does, textually and never inside themselves', async () => {
    const { model } = await readText(
      `
#define SUM 1 + 2
#define TWICE SUM * 2
enum { SELF = 5 };
#define SELF SELF
#define SHIFT(n, by) ((n) << (by))
#define CALLED SHIFT(SUM, 2)
#define NONE() 4
#define GONE 1
#undef GONE
#define RESULT NONE()`,
      [
        {
          header: 'linux/io_uring.h',
          names: ['SUM', 'TWICE', 'SELF', 'CALLED', 'RESULT', 'GONE'],
        },
      ],
    )
    expect(constant(model, 'TWICE')).toBe('5:i32')
    expect(constant(model, 'CALLED')).toBe('12:i32')
    expect(constant(model, 'RESULT')).toBe('4:i32')
    expect(constant(model, 'GONE')).toBeUndefined()
    expect(model.constants.find(({ name }) => name === 'SELF')?.origin).toEqual({ enum: '' })
  })

  it('are seen by declarations', async () => {
    const { model } = await readText(
      `
#define LENGTH 4
#define WORD unsigned int
#define EMPTY
#define FIELD(type, name) type name
struct s { WORD a[LENGTH]; EMPTY FIELD(short, b); };`,
      [{ header: 'linux/io_uring.h', structs: ['s'] }],
    )
    expect(layout(model, 's')).toMatchObject({ size: 20, fields: [{ count: 4 }, { size: 2 }] })
  })

  it.each([
    ['#define F(x) (x)\n#define A F(1, 2)\n', ':2:11: F takes 1 arguments and gets 2'],
    ['#define F(x) (x)\n#define A F(1\n', ':2:11: the parentheses of F are never closed'],
    ['#define F(x) a ## x\n#define A F(1)\n', ':2:11: F pastes names'],
    ['#define F(x...) 1\n#define A F(1)\n', ':2:11: F pastes names or takes any number'],
    ['#define A 1\n#define A 2\n', ':2:9: A is defined twice, and differently'],
    ['#define F(x) (x)\n', ':1:9: F takes arguments, so that it is no constant'],
    ['int y;\n#define F\n', ':2:9: F is empty, so that it is no constant'],
    ['#define A "text"\n', ':1:11: ""text"" stands'],
    ['#define A (1 + UNKNOWN)\n', ':1:16: UNKNOWN is no macro'],
  ])('that we cannot value are an error: %j', async (text, message) => {
    const names = [{ header: 'linux/io_uring.h', prefixes: ['A', 'F'], except: {} }]
    const wanted = text.includes('#define A F')
      ? [{ ...names[0], prefixes: ['A'], header: 'linux/io_uring.h' }]
      : names
    await expect(readText(text, wanted)).rejects.toThrow(message)
  })

  it('that guard a header are no constants', async () => {
    const { model } = await readText('/* x */\n#ifndef GUARD\n#define GUARD\n#define A 1\n#endif\n')
    expect(model.constants.map(({ name }) => name)).toEqual(['A'])
  })
})

describe('includes', () => {
  it('are followed for types and macros, and cycles end', async () => {
    const root = writeHeaders({
      'linux/io_uring.h': [
        '#ifndef A',
        '#define A',
        '#include <linux/other.h>',
        '#define X (Y + 1)',
        'struct s { o_t a; struct o b; };',
        '#endif',
      ].join('\n'),
      'linux/other.h': [
        '#ifndef B',
        '#define B',
        '#include <linux/io_uring.h>',
        '#define Y 4',
        'typedef int o_t;',
        'struct o { long z; };',
        '#endif',
      ].join('\n'),
    })
    const { model, files } = await readHeaders({ x64: [root], arm64: [root] }, 'test', STRICT)
    expect(constant(model, 'X')).toBe('5:i32')
    expect(layout(model, 's')?.size).toBe(16)
    expect(model.structs.map(({ name, header }) => `${header} ${name}`)).toEqual([
      'linux/io_uring.h s',
      'linux/other.h o',
    ])
    expect([...files.keys()].sort()).toEqual(['linux/io_uring.h', 'linux/other.h'])
  })

  it('that cannot be found are named when something is unknown', async () => {
    await expect(
      readText('#include <linux/gone.h>\nstruct s {\n  gone_t x;\n};\n'),
    ).rejects.toThrow(/:3:3: gone_t is an unknown type[^]*linux\/gone\.h/)
  })

  it('that cannot be found are noted even if nobody misses them', async () => {
    const { notes } = await readText('\n#include <linux/gone.h>\n')
    expect(notes).toEqual(['linux/io_uring.h:2 includes linux/gone.h, which is not there'])
  })

  it('of asm/ bring the generic header along', async () => {
    const root = writeHeaders({
      'linux/io_uring.h': '#define A 1\n',
      'asm-generic/fcntl.h': '#ifndef O_B\n#define O_B 2\n#endif\n#define O_C 3\n',
    })
    const x64 = writeHeaders({ 'asm/fcntl.h': '#include <asm-generic/fcntl.h>\n' })
    const arm64 = writeHeaders({ 'asm/fcntl.h': '#define O_B 7\n#include <asm-generic/fcntl.h>\n' })
    const { model } = await readHeaders({ x64: [root, x64], arm64: [root, arm64] }, 'test', [
      { header: 'asm/fcntl.h', prefixes: ['O_'] },
      { header: 'linux/io_uring.h', whole: true },
    ])
    expect(constant(model, 'O_B', 'x64')).toBe('2:i32')
    expect(constant(model, 'O_B', 'arm64')).toBe('7:i32')
    expect(constant(model, 'O_C')).toBe('3:i32')
    expect(model.constants[0]?.header).toBe('asm/fcntl.h')
  })
})

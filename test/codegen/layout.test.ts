import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readHeaders } from '../../codegen/reading.ts'
import { layout, readText, STRICT, writeHeaders } from './headers.ts'
import { assertions, compile, hasCompiler } from './referee.ts'
import type { Architecture } from '../../codegen/model.ts'

/** Reads a text that knows the kernel's types. */
function readTyped(text: string, wanted = STRICT) {
  return readText(`#include <linux/types.h>\n${text}`, wanted)
}

describe('a layout', () => {
  it('has the sizes of every kind of field', async () => {
    const { model } = await readTyped(`
      enum small { SMALL }; enum wide { WIDE = 1ULL << 40 }; enum minus { MINUS = -1 };
      struct other { __u16 a; __u8 b; };
      struct all {
        __u8 u8; __s16 s16; __be32 be32; __be16 be16[2]; unsigned long long u64; char bytes[3];
        void *pointer; struct missing *unknown; void (*call)(int); struct other other;
        struct other many[2]; enum small e; enum wide w; enum minus m; const unsigned int c, d;
        _Bool flag; __u32 tail[];
      };`)
    const fields = layout(model, 'all')?.fields ?? []
    expect(fields.map(({ name, offset, size }) => `${name} ${offset} ${size}`)).toEqual([
      'u8 0 1',
      's16 2 2',
      'be32 4 4',
      'be16 8 4',
      'u64 16 8',
      'bytes 24 3',
      'pointer 32 8',
      'unknown 40 8',
      'call 48 8',
      'other 56 4',
      'many 60 8',
      'e 68 4',
      'w 72 8',
      'm 80 4',
      'c 84 4',
      'd 88 4',
      'flag 92 1',
      'tail 96 0',
    ])
    expect(fields.find(({ name }) => name === 'be32')?.type).toEqual({
      kind: 'int',
      bits: 32,
      signed: false,
      bigEndian: true,
    })
    expect(fields.find(({ name }) => name === 'm')?.type).toEqual({
      kind: 'int',
      bits: 32,
      signed: true,
    })
    expect(fields.find(({ name }) => name === 'many')).toMatchObject({
      count: 2,
      type: { kind: 'struct', struct: 'other' },
    })
    expect(fields.find(({ name }) => name === 'tail')?.count).toBe(0)
  })

  it('lifts anonymous members and tells the arms of a union apart', async () => {
    const { model } = await readTyped(`struct s {
      __u32 first;
      union {
        __u64 a;
        __u64 b;
        struct { __u32 c; union { __u16 d; __u32 e; }; };
      };
      struct { __u8 f; };
    };`)
    const fields = layout(model, 's')?.fields ?? []
    expect(fields.map(({ name, offset, arm }) => `${name} ${offset} ${arm ?? '-'}`)).toEqual([
      'first 0 -',
      'a 8 1.0',
      'b 8 1.1',
      'c 8 1.2',
      'd 12 1.2.1.0',
      'e 12 1.2.1.1',
      'f 16 2',
    ])
  })

  it('names an anonymous type by the field that holds it', async () => {
    const { model } = await readTyped(
      'struct s { union { struct { __u32 x; } inner; __u64 y; } both; };',
    )
    expect(model.structs.map(({ name, kind }) => `${kind} ${name}`).sort()).toEqual([
      'struct s',
      'struct s.both.inner',
      'union s.both',
    ])
    expect(layout(model, 's')?.fields[0]?.type).toEqual({ kind: 'struct', struct: 's.both' })
  })

  it('follows packed and aligned wherever they stand', async () => {
    const { model } = await readTyped(`
      struct a { __u8 x; __u64 y; } __attribute__((packed));
      struct __attribute__((__packed__, aligned(4))) b { __u8 x; __u64 y; };
      struct c { __u8 x; union { __u64 y; } __attribute__((packed)); };
      struct d { __u8 x; __u8 y __attribute__((aligned(8))); };
      struct e { __u8 x; __aligned_u64 y; };
      struct f { __u8 x; __u64 y __attribute__((packed)); };
      typedef __u32 wide __attribute__((aligned(16)));
      struct g { __u8 x; wide y; };`)
    const shape = (name: string) => {
      const found = layout(model, name)
      return [found?.size, found?.align, found?.fields[1]?.offset]
    }
    expect(shape('a')).toEqual([9, 1, 1])
    expect(shape('b')).toEqual([12, 4, 1])
    expect(shape('c')).toEqual([9, 1, 1])
    expect(shape('d')).toEqual([16, 8, 8])
    expect(shape('e')).toEqual([16, 8, 8])
    expect(shape('f')).toEqual([9, 1, 1])
    expect(shape('g')).toEqual([32, 16, 16])
  })

  it('differs by architecture where the header says so', async () => {
    const { model } = await readTyped(
      `
      #ifdef __x86_64__
      #define PACKED __attribute__((packed))
      #else
      #define PACKED
      #endif
      struct e { __u32 events; __u64 data; } PACKED;`.replace(
        '#define PACKED\n',
        '#define PACKED /**/\n',
      ),
      [{ header: 'linux/io_uring.h', structs: ['e'] }],
    )
    expect(layout(model, 'e', 'x64')?.size).toBe(12)
    expect(layout(model, 'e', 'arm64')?.size).toBe(16)
  })

  it('uses constants, enumerators and sizeof in array lengths', async () => {
    const { model } = await readTyped(`
      #define LENGTH 16
      enum { COUNT = 3 };
      struct inner { __u32 x; };
      struct s { __u8 pad[LENGTH - sizeof(short int) - sizeof(struct inner)]; __u16 n[COUNT]; };`)
    expect(layout(model, 's')?.fields.map(({ count }) => count)).toEqual([10, 3])
  })
})

const BASES = ['__u8', '__s16', '__u32', '__u64', '__be16', '__aligned_u64', 'void *', 'char']

/** Random members: plain, arrays, anonymous structs and unions, attributes. */
const { members } = fc.letrec<{ members: string[]; member: string }>((tie) => ({
  members: fc.array(tie('member'), { minLength: 1, maxLength: 5, depthIdentifier: 'nesting' }),
  member: fc.oneof(
    { depthSize: 'small', depthIdentifier: 'nesting', maxDepth: 3 },
    fc
      .tuple(
        fc.constantFrom(...BASES),
        fc.constantFrom('', '', '[3]', '[0]', ' __attribute__((aligned(8)))'),
      )
      .map(([base, rest]) => `${base} @${rest};`),
    fc
      .tuple(
        fc.constantFrom('struct', 'union'),
        tie('members'),
        fc.constantFrom('', '', ' __attribute__((packed))', ' __attribute__((aligned(4)))'),
        fc.constantFrom('', ' @', ' @[2]'),
      )
      .map(
        ([kind, inner, attribute, name]) => `${kind} { ${inner.join(' ')} }${attribute}${name};`,
      ),
  ),
}))

/** Gives every field a name of its own. */
function named(text: string): string {
  let count = 0
  return text.replaceAll('@', () => `f${count++}`)
}

describe.each(['x64', 'arm64'] as const)('the %s compiler', (architecture: Architecture) => {
  it.skipIf(!hasCompiler(architecture))('agrees with 150 random structs', async () => {
    const structs = fc
      .sample(members, { numRuns: 150, seed: 731 })
      .map((one, index) => `struct s${index} { ${named(one.join(' '))} };`)
    const types = `
      typedef unsigned char __u8; typedef signed short __s16; typedef unsigned int __u32;
      typedef unsigned long long __u64; typedef unsigned short __be16;
      #define __aligned_u64 __u64 __attribute__((aligned(8)))\n`
    const start = '#ifndef ONCE\n#define ONCE\n#include <linux/types.h>\n'
    const header = `${start}${structs.join('\n')}\n#endif\n`
    const root = writeHeaders({ 'linux/io_uring.h': header, 'linux/types.h': types })
    const { model } = await readHeaders({ [architecture]: [root] }, 'test', STRICT)
    expect(model.structs.length).toBeGreaterThanOrEqual(150)
    const text = assertions(model, architecture)
    expect(compile(architecture, [root], text)).toBe('')
  })

  it.skipIf(!hasCompiler(architecture))('refuses a layout that is wrong', async () => {
    const root = writeHeaders({ 'linux/io_uring.h': 'struct s { int a; long b; };' })
    const { model } = await readHeaders({ [architecture]: [root] }, 'test', STRICT)
    const right = assertions(model, architecture)
    expect(compile(architecture, [root], right)).toBe('')
    expect(compile(architecture, [root], right.replace('b) == 8', 'b) == 4'))).toContain(
      'struct s b',
    )
  })
})

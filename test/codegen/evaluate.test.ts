import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { constantOf, evaluate } from '../../codegen/evaluate.ts'
import type { Scope, Value } from '../../codegen/evaluate.ts'
import { parseExpression } from '../../codegen/expression.ts'
import { baseType } from '../../codegen/layout.ts'
import { HeaderError, sourceOf } from '../../codegen/source.ts'
import { tokenize } from '../../codegen/tokens.ts'
import { compile, hasCompiler } from './referee.ts'

const SCOPE: Scope = {
  enumerator: (name) =>
    name === 'SEVEN' ? { value: 7n, type: { bits: 32, signed: true } } : undefined,
  integerType: ({ words, at }) => baseType(words, at),
  sizeOf: ({ words, at }) => baseType(words, at).bits / 8,
}

function valueOf(text: string, scope = SCOPE): Value {
  const file = sourceOf('test.h', 'test.h', text)
  const tokens = tokenize(text, file, (index) => index)
  return evaluate(
    parseExpression(tokens, { file, offset: 0 }, () => false),
    scope,
  )
}

function shown(text: string): string {
  const { value, type } = valueOf(text)
  return `${value} ${type.signed ? 'i' : 'u'}${type.bits}`
}

describe('a constant expression', () => {
  it.each([
    ['~0U', '4294967295 u32'],
    ['(-2)', '-2 i32'],
    ['1U << 31', '2147483648 u32'],
    ['1 << 31', '-2147483648 i32'],
    ['2147483647', '2147483647 i32'],
    ['2147483648', '2147483648 i64'],
    ['0x80000000', '2147483648 u32'],
    ['0xffffffffffffffff', '18446744073709551615 u64'],
    ['9223372036854775807', '9223372036854775807 i64'],
    ['0777', '511 i32'],
    ['0b101', '5 i32'],
    ['5ull', '5 u64'],
    ['5LU', '5 u64'],
    ['0xf8000000ULL', '4160749568 u64'],
    ['~(((unsigned long)1 << 48) - 1)', '18446462598732840960 u64'],
    ['-1 < 0U', '0 i32'],
    ['-1 < 0', '1 i32'],
    ['-1L < 0U', '1 i32'],
    ['1 ? -1 : 0U', '4294967295 u32'],
    ['1 ? 2 : 1 / 0', '2 i32'],
    ['0 && 1 / 0', '0 i32'],
    ['1 || 1 / 0', '1 i32'],
    ['(unsigned char)300', '44 u8'],
    ['(signed char)200', '-56 i8'],
    ['(unsigned char)255 + 1', '256 i32'],
    ['~(unsigned char)0', '-1 i32'],
    ['(short)-1 + 0U', '4294967295 u32'],
    ['-7 / 2', '-3 i32'],
    ['-7 % 2', '-1 i32'],
    ['-8 >> 1', '-4 i32'],
    ['0u - 1', '4294967295 u32'],
    ['1 + 2 * 3 << 1 | 8 & 12 ^ 1', '15 i32'],
    ['1 < 2 == 3 > 2', '1 i32'],
    ['!0 + !5', '1 i32'],
    ['- - 3', '3 i32'],
    ["'f'", '102 i32'],
    ["'\\n'", '10 i32'],
    ['sizeof(unsigned short int)', '2 u64'],
    ['16 - sizeof(short int) - sizeof(int)', '10 u64'],
    ['sizeof(1L)', '8 u64'],
    ['SEVEN + 1', '8 i32'],
  ])('%s is %s', (text, expected) => {
    expect(shown(text)).toBe(expected)
  })

  it.each([
    ['1 / 0', 'divides by zero'],
    ['1 % 0U', 'divides by zero'],
    ['1 << 32', 'shifts 32 bits by 32'],
    ['1 << -1', 'shifts 32 bits by -1'],
    ['2147483647 + 1', 'does not fit into 32 signed bits'],
    ['-(-2147483647 - 1)', 'does not fit into 32 signed bits'],
    ['UNKNOWN', 'UNKNOWN is no macro, enumerator or type'],
    ['FOO(1)', 'FOO(...) is no macro'],
    ['1.5', 'no C integer'],
    ['089', 'no C integer'],
    ['1uu', 'no C integer'],
    ['18446744073709551616', 'no C integer'],
    ['1 +', 'the expression ends'],
    ['(1', 'the expression ends, where ")" should be'],
    ['1 2', '"2" stands'],
    ['"text"', 'stands where a constant integer expression goes on'],
    ['1, 2', '"," stands'],
    ['a = 1', '"=" stands'],
  ])('%s is an error: %s', (text, message) => {
    expect(() => valueOf(text)).toThrow(HeaderError)
    expect(() => valueOf(text)).toThrow(message)
  })

  it('counts lines and columns in its errors', () => {
    expect(() => valueOf('1 +\n  WRONG')).toThrow('test.h:2:3: WRONG')
  })

  it('promotes what is smaller than an int when it becomes a constant', () => {
    expect(constantOf(valueOf('(unsigned char)300'))).toEqual({
      value: '44',
      bits: 32,
      signed: true,
    })
    expect(constantOf(valueOf('~0U'))).toEqual({ value: '0xffffffff', bits: 32, signed: false })
  })

  it('is 64 bits wide in a condition, where an unknown name is 0', () => {
    const condition: Scope = { ...SCOPE, condition: true }
    expect(valueOf('UNKNOWN', condition).value).toBe(0n)
    expect(valueOf('1 << 40', condition).value).toBe(1n << 40n)
    expect(valueOf('-1 > 0u', condition).value).toBe(1n)
  })
})

const BINARY = ['+', '-', '*', '/', '%', '&', '|', '^', '<<', '>>', '<', '>=', '==', '!='] as const

describe('arithmetic', () => {
  it('of unsigned 64-bit numbers is that of bigints modulo 2^64', () => {
    const number = fc.bigInt({ min: 0n, max: (1n << 64n) - 1n })
    fc.assert(
      fc.property(
        number,
        number,
        fc.constantFrom('+', '-', '*', '&', '|', '^'),
        (a, b, operator) => {
          const exact = { '+': a + b, '-': a - b, '*': a * b, '&': a & b, '|': a | b, '^': a ^ b }
          const { value, type } = valueOf(`${a}ULL ${operator} ${b}ULL`)
          expect(value).toBe(BigInt.asUintN(64, exact[operator]))
          expect(type).toEqual({ bits: 64, signed: false })
        },
      ),
    )
  })

  it('of ints is exact, or refused', () => {
    const number = fc.integer({ min: -(2 ** 31) + 1, max: 2 ** 31 - 1 })
    fc.assert(
      fc.property(number, number, fc.constantFrom('+', '-', '*'), (a, b, operator) => {
        const exact = {
          '+': BigInt(a) + BigInt(b),
          '-': BigInt(a) - BigInt(b),
          '*': BigInt(a) * BigInt(b),
        }
        const wanted = exact[operator]
        const text = `(${a}) ${operator} (${b})`
        if (BigInt.asIntN(32, wanted) === wanted) expect(valueOf(text).value).toBe(wanted)
        else expect(() => valueOf(text)).toThrow('does not fit')
      }),
    )
  })

  it.skipIf(!hasCompiler('x64'))('agrees with the compiler on 400 random expressions', () => {
    const literal = fc
      .tuple(
        fc.constantFrom(
          '0',
          '1',
          '2',
          '7',
          '31',
          '255',
          '65536',
          '2147483647',
          '0x80000000',
          '0xffffffff',
        ),
        fc.constantFrom('', 'U', 'L', 'UL'),
      )
      .map(([digits, suffix]) => digits + suffix)
    const { expression } = fc.letrec<{ expression: string }>((tie) => ({
      expression: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        literal,
        fc
          .tuple(tie('expression'), fc.constantFrom(...BINARY), tie('expression'))
          .map(([left, operator, right]) => `(${left} ${operator} ${right})`),
        fc
          .tuple(fc.constantFrom('-', '~', '!', '+'), tie('expression'))
          .map(([operator, one]) => `(${operator} ${one})`),
        fc
          .tuple(tie('expression'), tie('expression'), tie('expression'))
          .map(([a, b, c]) => `(${a} ? ${b} : ${c})`),
        fc
          .tuple(
            fc.constantFrom('unsigned char', 'short', 'unsigned', 'long', 'unsigned long long'),
            tie('expression'),
          )
          .map(([type, one]) => `((${type})${one})`),
      ),
    }))
    const agreed = fc.sample(expression, { numRuns: 900, seed: 20261 }).flatMap((text) => {
      try {
        const { value, bits, signed } = constantOf(valueOf(text))
        const suffix = `${signed ? '' : 'U'}${bits === 64 ? 'L' : ''}`
        const number = value.startsWith('-')
          ? `(-${-BigInt(value) - 1n}${suffix} - 1)`
          : value + suffix
        return [
          `_Static_assert(${text} == ${number}, "");`,
          `_Static_assert(sizeof(+${text}) == ${bits / 8}, "");`,
          `_Static_assert(((__typeof__(+${text}))-1 < 0) == ${signed ? 1 : 0}, "");`,
        ]
      } catch (error) {
        // Undefined in C as well: an overflow, a division by zero, a shift that is too far.
        expect(error).toBeInstanceOf(HeaderError)
        return []
      }
    })
    expect(agreed.length).toBeGreaterThan(1200)
    expect(compile('x64', [], agreed.join('\n'))).toBe('')
  })
})

/**
 * The value of a C integer constant expression, with the width and the sign that C gives it: `~0U`
 * is 0xffffffff, `(-2)` is -2, and `1U << 31` is positive.
 */
import { HeaderError } from './source.ts'
import type { Place } from './source.ts'
import type { Expression, TypeName } from './expression.ts'
import type { Constant } from './model.ts'

/** An integer type: how wide, and whether it has a sign. */
export interface IntegerType {
  readonly bits: 8 | 16 | 32 | 64
  readonly signed: boolean
}

/** A value and its C type. */
export interface Value {
  readonly value: bigint
  readonly type: IntegerType
}

/** What an expression may refer to. */
export interface Scope {
  /** The value of an enumerator, or undefined for a name that is none. */
  enumerator(name: string): Value | undefined
  /** The integer type that a cast names. Throws for anything else. */
  integerType(name: TypeName): IntegerType
  sizeOf(name: TypeName): number
  /** True in `#if`, where every integer is as wide as the widest and an unknown name is 0. */
  readonly condition?: boolean
}

export const INT: IntegerType = { bits: 32, signed: true }
export const UNSIGNED: IntegerType = { bits: 32, signed: false }
export const LONG: IntegerType = { bits: 64, signed: true }
export const UNSIGNED_LONG: IntegerType = { bits: 64, signed: false }

/** Evaluates an expression; whatever is not an integer constant is an error. */
export function evaluate(expression: Expression, scope: Scope): Value {
  switch (expression.kind) {
    case 'number':
      return literal(expression.text, expression.at, scope)
    case 'character':
      return { value: characterCode(expression.text, expression.at), type: INT }
    case 'name':
      return named(expression.text, expression.at, scope)
    case 'unary':
      return unary(expression.operator, evaluate(expression.operand, scope), expression.at)
    case 'binary':
      return binaryOf(expression, scope)
    case 'choice':
      return choiceOf(expression, scope)
    case 'cast':
      return wrap(evaluate(expression.operand, scope).value, scope.integerType(expression.type))
    case 'sizeof':
      return { value: BigInt(sizeOf(expression.of, scope)), type: UNSIGNED_LONG }
  }
}

/** A value as the model keeps it: small types promoted to `int`, unsigned values in hexadecimal. */
export function constantOf(result: Value): Constant {
  const { value, type } = promote(result)
  const text = type.signed || value < 10n ? value.toString() : `0x${value.toString(16)}`
  return { value: text, bits: type.bits === 64 ? 64 : 32, signed: type.signed }
}

/** Whether a type can hold a value. */
export function fits(value: bigint, type: IntegerType): boolean {
  const span = 1n << BigInt(type.bits)
  return type.signed ? value >= -span / 2n && value < span / 2n : value >= 0n && value < span
}

/** The value modulo the width of the type. */
export function wrap(value: bigint, type: IntegerType): Value {
  const width = type.bits
  return { value: type.signed ? BigInt.asIntN(width, value) : BigInt.asUintN(width, value), type }
}

function literal(text: string, at: Place, scope: Scope): Value {
  const match = /^(0[xX][\da-fA-F]+|0[bB][01]+|\d+)([uUlL]*)$/.exec(text)
  const digits = match?.[1]
  const suffix = match?.[2]?.toLowerCase() ?? ''
  if (digits === undefined || !/^(u|l|ll|ul|ull|lu|llu)?$/.test(suffix)) throw noInteger(text, at)
  const octal = /^0\d/.test(digits)
  if (octal && /[89]/.test(digits)) throw noInteger(text, at)
  const value = octal ? BigInt(`0o${digits.slice(1)}`) : BigInt(digits)
  const decimal = /^[1-9]/.test(digits)
  const type = literalTypes(suffix, decimal, scope.condition === true).find((one) =>
    fits(value, one),
  )
  if (type === undefined) throw noInteger(text, at)
  return { value, type }
}

/** The types a literal may have, first fit first; only other bases than ten may become unsigned. */
function literalTypes(suffix: string, decimal: boolean, condition: boolean): IntegerType[] {
  const types = [INT, UNSIGNED, LONG, UNSIGNED_LONG]
  const wide = condition || suffix.includes('l')
  return types.filter((type) => {
    if (wide && type.bits === 32) return false
    if (suffix.includes('u')) return !type.signed
    return type.signed || !decimal || condition
  })
}

function noInteger(text: string, at: Place): HeaderError {
  return new HeaderError(
    at,
    `${text} is no C integer that we know`,
    'if it is right, teach codegen/evaluate.ts this kind of number.',
  )
}

const ESCAPES: Readonly<Record<string, number>> = { n: 10, t: 9, r: 13, 0: 0, '\\': 92, "'": 39 }

function characterCode(text: string, at: Place): bigint {
  const match = /^'(?:\\([ntr0\\'])|([\x20-\x7e]))'$/.exec(text)
  const escape = match?.[1]
  const plain = match?.[2]
  if (escape !== undefined) return BigInt(ESCAPES[escape] ?? 0)
  if (plain !== undefined) return BigInt(plain.charCodeAt(0))
  throw noInteger(text, at)
}

function named(name: string, at: Place, scope: Scope): Value {
  const value = scope.enumerator(name)
  if (value !== undefined) return value
  if (scope.condition === true) return { value: 0n, type: LONG }
  throw new HeaderError(
    at,
    `${name} is no macro, enumerator or type that these headers declare`,
    'correct the name, or see that the header which declares it can be found and is included.',
  )
}

function unary(operator: string, operand: Value, at: Place): Value {
  const { value, type } = promote(operand)
  if (operator === '!') return truth(value === 0n)
  if (operator === '~') return wrap(~value, type)
  if (operator === '+') return { value, type }
  return inRange(-value, type, at)
}

function binaryOf(expression: Expression & { kind: 'binary' }, scope: Scope): Value {
  const { operator, at } = expression
  const left = evaluate(expression.left, scope)
  // What the left side decides alone, C does not evaluate: `defined(A) && 1 / A` is legal.
  if (operator === '&&' && left.value === 0n) return truth(false)
  if (operator === '||' && left.value !== 0n) return truth(true)
  const right = evaluate(expression.right, scope)
  if (operator === '&&' || operator === '||') return truth(right.value !== 0n)
  if (operator === '<<' || operator === '>>') return shift(operator, left, right, at)
  return arithmetic(operator, left, right, at)
}

function arithmetic(operator: string, left: Value, right: Value, at: Place): Value {
  const type = commonType(promote(left).type, promote(right).type)
  const a = wrap(left.value, type).value
  const b = wrap(right.value, type).value
  if ((operator === '/' || operator === '%') && b === 0n) {
    throw new HeaderError(at, 'this divides by zero', 'correct the expression.')
  }
  switch (operator) {
    case '+':
      return inRange(a + b, type, at)
    case '-':
      return inRange(a - b, type, at)
    case '*':
      return inRange(a * b, type, at)
    case '/':
      return inRange(a / b, type, at)
    case '%':
      return inRange(a % b, type, at)
    case '&':
      return wrap(a & b, type)
    case '|':
      return wrap(a | b, type)
    case '^':
      return wrap(a ^ b, type)
    default:
      return truth(compare(operator, a, b))
  }
}

function compare(operator: string, a: bigint, b: bigint): boolean {
  if (operator === '==') return a === b
  if (operator === '!=') return a !== b
  if (operator === '<') return a < b
  if (operator === '>') return a > b
  return operator === '<=' ? a <= b : a >= b
}

/** `1 << 31` of an `int` is what every compiler makes of it: the lowest number. */
function shift(operator: string, left: Value, right: Value, at: Place): Value {
  const { value, type } = promote(left)
  if (right.value < 0n || right.value >= BigInt(type.bits)) {
    throw new HeaderError(
      at,
      `this shifts ${type.bits} bits by ${right.value}, which C leaves undefined`,
      'correct the count, or give the left side a wider type.',
    )
  }
  return wrap(operator === '<<' ? value << right.value : value >> right.value, type)
}

function choiceOf(expression: Expression & { kind: 'choice' }, scope: Scope): Value {
  const condition = evaluate(expression.condition, scope)
  const chosen = condition.value !== 0n ? expression.then : expression.otherwise
  const other = condition.value !== 0n ? expression.otherwise : expression.then
  const result = evaluate(chosen, scope)
  // The other side is not evaluated, but it has a say in the type.
  const type = commonType(
    promote(result).type,
    promote({ ...result, type: typeOf(other, scope) }).type,
  )
  return wrap(result.value, type)
}

/** The type of an expression that may itself have no value, such as a division by zero. */
function typeOf(expression: Expression, scope: Scope): IntegerType {
  switch (expression.kind) {
    case 'cast':
      return scope.integerType(expression.type)
    case 'unary':
      return expression.operator === '!' ? INT : promoteType(typeOf(expression.operand, scope))
    case 'binary':
      return binaryType(expression, scope)
    case 'choice':
      return commonType(
        promoteType(typeOf(expression.then, scope)),
        promoteType(typeOf(expression.otherwise, scope)),
      )
    default:
      return evaluate(expression, scope).type
  }
}

function binaryType(expression: Expression & { kind: 'binary' }, scope: Scope): IntegerType {
  const { operator } = expression
  if (/^(&&|\|\||[=!<>]=|<|>)$/.test(operator)) return INT
  const left = promoteType(typeOf(expression.left, scope))
  if (operator === '<<' || operator === '>>') return left
  return commonType(left, promoteType(typeOf(expression.right, scope)))
}

function sizeOf(of: (Expression & { kind: 'sizeof' })['of'], scope: Scope): number {
  if ('type' in of) return scope.sizeOf(of.type)
  return typeOf(of.value, scope).bits / 8
}

function truth(condition: boolean): Value {
  return { value: condition ? 1n : 0n, type: INT }
}

/** Unsigned arithmetic wraps around; signed arithmetic that does not fit is an error, as in C. */
function inRange(value: bigint, type: IntegerType, at: Place): Value {
  if (!type.signed || fits(value, type)) return wrap(value, type)
  throw new HeaderError(
    at,
    `${value} does not fit into ${type.bits} signed bits`,
    'correct the expression, or give one of its numbers a wider type.',
  )
}

function promote({ value, type }: Value): Value {
  return { value, type: promoteType(type) }
}

function promoteType(type: IntegerType): IntegerType {
  return type.bits < 32 ? INT : type
}

function commonType(left: IntegerType, right: IntegerType): IntegerType {
  if (left.bits !== right.bits) return left.bits > right.bits ? left : right
  return left.signed ? right : left
}

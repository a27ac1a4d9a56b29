import { RestrictionOp } from '../../generated/constants.ts'
import { Restriction } from '../../generated/structs.ts'
import { rangeError } from '../errors.ts'
import { closeRegisters } from './teardown.ts'

/**
 * What a restricted ring may do. What is not named is answered with EACCES; but since Linux 7.0
 * rules without any registration leave all of them allowed, and likewise with operations.
 */
export interface RestrictionRules {
  /** Operations that are allowed: members of `Op`. */
  readonly allow?: readonly number[] | undefined
  /** Registrations that are allowed: members of `RegisterOp`. */
  readonly registers?: readonly number[] | undefined
  /** `SqeFlags` that submissions may have. */
  readonly sqeFlags?: number | undefined
  /** `SqeFlags` that every submission must have; they are allowed by that. */
  readonly sqeFlagsRequired?: number | undefined
  /**
   * False leaves out {@link closeRegisters}, the registrations by which a ring ends: such a ring
   * can only be closed before it has submitted anything, and its process does not end.
   */
  readonly closes?: boolean | undefined
}

/**
 * The restrictions of a ring or of a thread, in words instead of structs.
 *
 * @example
 * const ring = new RawRing({ entries: 8, flags: SetupFlags.R_DISABLED })
 * const rules = restrictions({ allow: [Op.READ, Op.WRITE], sqeFlags: SqeFlags.IO_LINK })
 * registers.registerRestrictions(throwing(ring), rules)
 * registers.registerEnableRings(throwing(ring))
 */
export function restrictions(rules: RestrictionRules): Restriction[] {
  const { allow = [], registers = [], sqeFlags, sqeFlagsRequired, closes = true } = rules
  const { SQE_OP, REGISTER_OP, SQE_FLAGS_ALLOWED, SQE_FLAGS_REQUIRED } = RestrictionOp
  const flags = [
    ...(sqeFlags === undefined ? [] : [one(SQE_FLAGS_ALLOWED, 'rules.sqeFlags', sqeFlags)]),
    ...(sqeFlagsRequired === undefined
      ? []
      : [one(SQE_FLAGS_REQUIRED, 'rules.sqeFlagsRequired', sqeFlagsRequired)]),
  ]
  const allRegisters = new Set([...registers, ...(closes ? closeRegisters : [])])
  return [
    ...allow.map((op) => one(SQE_OP, 'rules.allow', op)),
    ...[...allRegisters].map((op) => one(REGISTER_OP, 'rules.registers', op)),
    ...flags,
  ]
}

/** Its three values are arms of one union, a byte each. */
function one(kind: number, name: string, value: number): Restriction {
  if (!Number.isInteger(value) || value < 0 || value > 0xff) {
    throw rangeError(name, 'made of integers >= 0 and <= 255', value)
  }
  const restriction = new Restriction()
  restriction.opcode = kind
  restriction.sqeOp = value
  return restriction
}

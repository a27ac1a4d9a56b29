import { Op } from '../../generated/constants.ts'
import {
  type FieldBag,
  issueFields,
  issuers,
  multishotFields,
  type OpTable,
  streamers,
} from '../../generated/operations.ts'
import * as prep from '../../generated/prep.ts'
import type { Sqe } from '../../generated/structs.ts'
import { rangeError, typeError, valueError } from '../errors.ts'
import { RingArguments } from './arguments.ts'
import type { Engine } from './engine.ts'
import { asFile, RingFd } from './fd.ts'
import { CALL_OPTIONS } from './option-names.ts'
import { type FieldReaders, readFields, type SqeFields, SQE_FIELDS } from './rowless.ts'
import { opName } from '../raw/decode-values.ts'
import { completions } from './sources.ts'
import type { StreamSource } from './stream.ts'
import type { CallOptions, Completion, FdLike, Multishot } from './types.ts'

const OPCODE_MAX = 255

/**
 * What {@link OpTable} would say of an opcode that it lacks: the sqe's own fields, and the number.
 */
export interface RowlessEntry {
  /** What `issue` takes. */
  fields: SqeFields
  /** What its promise gives. */
  result: number
  /** The multishot form, which any opcode may have. */
  multishot: MultishotEntry<SqeFields, Completion>
}

/** The multishot form of an opcode. */
export interface MultishotEntry<F extends object, T> {
  /** What `multishot` takes. */
  fields: F
  /** What its stream gives. */
  each: T
}

/** The entry of {@link OpTable} for an opcode, or what stands in for one that it lacks. */
export type OpRow<O> = O extends keyof OpTable ? OpTable[O] : RowlessEntry
/** Any entry that has a multishot form. */
export interface WithMultishot {
  /** Its multishot form. */
  multishot: MultishotEntry<object, unknown>
}

/** The multishot half of an entry; nothing fits where there is none. */
export type OpMultishot<O> =
  OpRow<O> extends WithMultishot ? OpRow<O>['multishot'] : MultishotEntry<never, never>
/** The argument of `issue`: it can be left out if no field must be given. */
export type OpBag<F> = object extends F ? [fields?: F & CallOptions] : [fields: F & CallOptions]

/** Operations by number: those of the op table with their own fields, all others with the sqe's. */
export abstract class RingIssuing extends RingArguments {
  protected abstract readonly engine: Engine

  /** Starts a stream. */
  protected abstract run<T>(source: StreamSource<T>): Multishot<T>

  /** A descriptor was closed, so that another one may be opened. */
  protected abstract descriptorClosed(): void

  /**
   * Any opcode by number, with its legal fields only. An opcode that has no row in this version
   * takes the sqe's own field names and gives the number back.
   */
  issue<O extends number>(op: O, ...bag: OpBag<OpRow<O>['fields']>): Promise<OpRow<O>['result']> {
    const fields = fieldsOf(bag[0])
    const issuer = issuers[opcodeOf(op)]
    if (issuer === undefined && op in streamers) {
      throw rangeError('op', 'an opcode that completes once; see multishot()', op)
    }
    checkFields(op, fields, issueFields[op])
    const answer = issuer === undefined ? this.#issueFields(op, fields) : issuer(this, fields)
    return answer as Promise<OpRow<O>['result']>
  }

  #issueFields(op: number, fields: SqeFields & CallOptions): Promise<number> {
    const { file, pinned, fill } = readFields(fields, this.#fieldReaders())
    const o = this.begin(op, 'number', file, pinned, this.callOf(fields))
    fill(o.sqe, op)
    return this.commit(o)
  }

  #fieldReaders(): FieldReaders {
    return {
      file: (fd) => this.fileOf(fd, 'fd'),
      memory: (bytes, name) => this.memoryOf(bytes, name, true),
      number: (value, name, kind) => this.numberOf(value, name, kind, 0),
    }
  }

  /**
   * The multishot form of an opcode, by number. An opcode that has no row in this version takes the
   * sqe's own field names and gives its completions as they are.
   */
  multishot<O extends number>(
    op: O,
    ...bag: OpBag<OpMultishot<O>['fields']>
  ): Multishot<OpMultishot<O>['each']> {
    const fields = fieldsOf(bag[0])
    const streamer = streamers[opcodeOf(op)]
    if (streamer !== undefined) {
      checkFields(op, fields, multishotFields[op])
      return streamer(this, fields)
    }
    if (issuers[op] !== undefined) {
      throw rangeError('op', 'an opcode that has a multishot form', op)
    }
    checkFields(op, fields, undefined)
    return this.#streamFields(op, fields)
  }

  #streamFields(op: number, fields: SqeFields & CallOptions): Multishot<Completion> {
    const { file, pinned, fill } = readFields(fields, this.#fieldReaders())
    const call = this.callOf(fields)
    const arm = (sqe: Sqe): void => fill(sqe, op)
    return this.run(
      completions({ op, file: file instanceof RingFd ? file : null, pinned, call, arm }),
    )
  }

  closeFd(fd: FdLike, options?: CallOptions): Promise<void> {
    const value = this.fileOf(fd, 'fd')
    const call = this.callOf(options)
    const { building } = this.engine
    if (building !== null) return building.close(asFile(fd), value, call)
    if (fd instanceof RingFd) {
      // Whoever closes it first closes it for all: nobody may call that off for the others.
      if (call === undefined) return fd.close()
      throw valueError(
        'options',
        'is for a bare number, or a chain: an Fd is closed for all',
        options,
      )
    }
    const o = this.begin(Op.CLOSE, 'void', null, null, call)
    prep.closeFd(o.sqe, value)
    const closed = this.commit<void>(o)
    return closed.finally(() => this.descriptorClosed())
  }
}

/** The field of a submission has one byte: a larger number would be another operation. */
function opcodeOf(op: number): number {
  if (typeof op !== 'number') throw typeError('op', 'of type number', op)
  if (Number.isInteger(op) && op >= 0 && op <= OPCODE_MAX) return op
  throw rangeError('op', `an opcode: an integer >= 0 and <= ${OPCODE_MAX}`, op)
}

/** A name that nobody reads is a slip of the pen: what it stood for would be left out. */
function checkFields(op: number, fields: FieldBag, known: readonly string[] = SQE_FIELDS): void {
  for (const name in fields) {
    if (known.includes(name) || name in CALL_OPTIONS) continue
    const names = known.length === 0 ? 'no fields' : known.join(', ')
    throw valueError(`fields.${name}`, `is no field of ${opName(op)}, which takes ${names}`, fields)
  }
}

function fieldsOf(fields: unknown): FieldBag {
  if (fields === undefined) return {}
  if (typeof fields === 'object' && fields !== null) return fields as FieldBag
  throw typeError('fields', 'of type object', fields)
}

/** The few words of C that a row of the table of liburing has. */

export interface CParameter {
  readonly name: string
  /** As C has it: `const struct sockaddr *`. */
  readonly type: string
  /** The only value that the row is about. */
  readonly fixed?: string
}

export interface CPrototype {
  /** Without `io_uring_`. */
  readonly name: string
  /** The submission is among them, without a type. */
  readonly parameters: readonly CParameter[]
}

/** Reads `prep_bind(int fd, const struct sockaddr *addr, socklen_t addrlen)`. */
export function readPrototype(text: string): CPrototype {
  const [, name, list] = /^(\w+)\((.*)\)$/.exec(text) ?? []
  if (name === undefined || list === undefined) throw new Error(`no prototype: ${text}`)
  const parameters = list === '' ? [] : list.split(', ').map(readParameter)
  const hasOwn = parameters.some((one) => one.name === 'sqe')
  return { name, parameters: hasOwn ? parameters : [SUBMISSION, ...parameters] }
}

const SUBMISSION: CParameter = { name: 'sqe', type: '' }

/** Reads `unsigned flags = TimeoutFlags.MULTISHOT`. */
export function readParameter(text: string): CParameter {
  const [declaration = '', fixed] = text.split(' = ')
  if (declaration === 'sqe') return SUBMISSION
  const [, type, name] = /^(.*[ *])(\w+)$/.exec(declaration) ?? []
  if (name === undefined || type === undefined) throw new Error(`no parameter: ${text}`)
  return { name, type: type.trim(), ...(fixed === undefined ? {} : { fixed }) }
}

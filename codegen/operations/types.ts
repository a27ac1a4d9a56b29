/**
 * The shape of the op table. One row is one variant of an operation; from it are printed the prep
 * function, the promise method, the entry of `OpTable`, the docs and a test.
 */

/** How an argument is taken from the user and where it goes. */
export type ParameterKind =
  /** A descriptor, plain or direct. */
  | 'fd'
  /** Memory that the kernel reads, or fills: an address and a length. */
  | 'in'
  | 'out'
  /** Memory of a registered pool: as `in` and `out`, and the index of its buffer. */
  | 'fixedIn'
  | 'fixedOut'
  /** Several pieces of memory: the address and the number of iovecs. */
  | 'iovecsIn'
  | 'iovecsOut'
  /** A message header over several pieces of memory, with an optional address. */
  | 'messageIn'
  | 'messageOut'
  /** A path, or another NUL-terminated string. */
  | 'path'
  | 'string'
  /** A socket address and its length. */
  | 'sockaddr'
  /** Milliseconds in the promise face, the address of a timespec in the raw one. */
  | 'timespec'
  /** Memory that the kernel fills with one struct, which is the result. */
  | 'struct'
  /** Room for a socket address and its length, which the kernel fills: the result. */
  | 'addressOut'
  /** Room for the two descriptors of a pipe: the result. */
  | 'pipeEnds'
  /** Protection information: an `Integrity` in the promise face, an AttrPi in the raw one. */
  | 'integrity'
  /** The group of provided buffers that the kernel picks from. */
  | 'pool'
  /** A slot of the direct-descriptor table, stored plus one; an option of the promise face. */
  | 'slot'
  /** Options of the promise face only. A boolean that stands for `bits` of its field. */
  | 'switch'
  /** Bytes that are copied into the submission itself. */
  | 'inline'
  /** Control messages of a message header. */
  | 'control'
  /** Numbers. `flags` is an option of the promise face. */
  | 'u8'
  | 'u16'
  | 'i32'
  | 'u32'
  | 'u64'
  | 'flags'
  /** A bare address: raw face only. */
  | 'address'
  /** The length or the buffer index of another parameter, where liburing has it apart. */
  | 'length'
  | 'bufIndex'
  /** Another operation's user data, as two words: raw face only. */
  | 'userData'

/** Until the submission is consumed, the final completion, or a zero-copy send's notification. */
export type Keep = 'consumed' | 'completion' | 'notification'

export interface Parameter {
  /** Its name in the method, in prep and in the docs. */
  readonly name: string
  readonly kind: ParameterKind
  /** The sqe field it is stored in. */
  readonly field: string
  /** The field of the length or count that goes with it. */
  readonly lengthField?: string
  /** For `length` and `bufIndex`: the name of the parameter that they belong to. */
  readonly of?: string
  /** One phrase, with the unit. */
  readonly doc: string
  /** The phrase for the raw face, where nothing can be left out. */
  readonly rawDoc?: string
  /**
   * What it is when left out: a number, or constants by their TypeScript names. For a parameter of
   * the raw face, what the promise face gives.
   */
  readonly default?: number | string
  /** A constant family that its values come from: {@link} of the docs. */
  readonly family?: string
  /** In the promise face it stands in the options bag. `flags`, `slot` and `pool` always do. */
  readonly option?: true
  /**
   * For one face only. What the promise face alone has is stored behind the call of prep; in the raw
   * face the field is set by hand.
   */
  readonly face?: 'raw' | 'promise'
  /** For `switch`: the constant that stands for true. */
  readonly bits?: string
  /** For `slot`: it is the first of two. */
  readonly pair?: true
  /** For `fd`: field and constant by which the kernel is told that it is a direct descriptor. */
  readonly direct?: readonly [field: string, bits: string]
  /** How long the kernel needs the memory. */
  readonly keep?: Keep
  /** For `struct`: the view class. */
  readonly struct?: string
}

/** What the promise resolves with. */
export type ResultKind =
  | 'void'
  | 'bytes'
  | 'count'
  | 'fd'
  | 'index'
  | 'value'
  | 'struct'
  | 'message'
  | 'address'
  | 'pipe'

export type Category =
  | 'File'
  | 'Path'
  | 'Socket'
  | 'Poll'
  | 'Timer'
  | 'Buffer'
  | 'Process'
  | 'Control'

export interface OperationRow {
  /** Member of `Op`. */
  readonly op: string
  readonly name: string
  readonly since: string
  /** The man page that the operation follows: `recv(2)`. */
  readonly man?: string
  /** The liburing helper without `io_uring_prep_`. */
  readonly liburing?: string
  /** Other helpers of liburing that are this one with some argument fixed. */
  readonly aliases?: readonly string[]
  readonly category: Category
  /** What it does; more sentences give the rules that bite. */
  readonly doc: string
  /** A sentence more for the promise face, about what Ring adds. */
  readonly promiseDoc?: string
  readonly parameters: readonly Parameter[]
  /** Fields that always have one value: a number, or constants by their TypeScript names. */
  readonly set?: Readonly<Record<string, number | string>>
  readonly result: ResultKind
  /** What the number of a `value`, `count` or `index` result means. */
  readonly resultDoc?: string
  /** A multishot row: what each completion gives. */
  readonly each?: 'lease' | 'fd' | 'value'
  /** Errnos that are answers, not failures. */
  readonly outcomes?: Readonly<Record<string, 'ok' | 'false' | 'again'>>
  /** `raw`: no promise method. `handwritten`: the method is abstract, Ring implements it. */
  readonly face?: 'raw' | 'handwritten'
  /** For `raw`: why the promise face has no method for it, or what it has instead. */
  readonly because?: string
  /** Setup flags, features or pool kinds that it cannot do without. */
  readonly needs?: readonly string[]
}

import type { AbiModel } from '../model.ts'
import type { GroupedFamily, Input, PrintedConstant } from './input.ts'
import { diffSummary, type FamilyChanges, type KernelDiff, plain } from './kernel-diff.ts'
import type { Generated } from './print.ts'
import { wrap } from './text.ts'

/** A kernel of the matrix: a column. */
export interface KernelColumn {
  readonly series: string
  /** The Debian suite that has it. */
  readonly suite: string
  readonly package: string
  readonly model: AbiModel
}

/**
 * `docs/guide/kernels.md`: which kernel has what. The columns are oldest first; `diffs` are of each
 * with the next one.
 */
export function emitKernelsPage(
  input: Input,
  columns: readonly KernelColumn[],
  diffs: readonly KernelDiff[],
): Generated {
  const page = new Matrix(input, columns)
  const parts = [
    BANNER,
    INTRODUCTION,
    page.kernels(),
    ASKING,
    ...MAIN.flatMap(([family, title, words]) => [`## ${title}`, words, page.family(family)]),
    ...page.variants(),
    ...page.otherFamilies(),
    ...page.neighbours(),
    ...diffs.flatMap(newsOf),
    ELSEWHERE,
  ]
  return { path: 'kernels.md', text: `${parts.join('\n\n')}\n` }
}

const BANNER = `<!-- Generated from headers/abi and codegen by codegen/emit/kernels-page.ts.
     Do not edit: change those, then run \`npm run generate\`. -->

# Which kernel has what`

const INTRODUCTION = `
io_uring grows with every release of Linux, and a program seldom chooses the kernel it runs on. This
page says what to expect where. A \`yes\` means that the headers of that kernel have the name, which
was read from them and not from memory; *Since* is the first release of Linux that has it, as far as
anybody wrote it down. Where a \`yes\` stands under an older kernel than that, its maintainers have
taken the name over. The \`Ring\` needs Linux 6.1; all that came later is optional.`.trim()

const ASKING = `## Ask, and do not compare versions

A distribution may have taken a feature into an older kernel, or switched io_uring off. So a program
asks the kernel that it runs on:

\`\`\`ts
import { Op, RegisterOp, SetupFlags, support } from 'uring-sdk'

const answer = support()
if (!answer.ok) throw answer.error
console.log(answer.op(Op.FUTEX_WAIT), 'for an operation')
console.log(answer.register(RegisterOp.REGISTER_QUERY), 'for an operation of register')
console.log(answer.setup(SetupFlags.SINGLE_ISSUER | SetupFlags.DEFER_TASKRUN), 'for setup flags')
\`\`\`

\`support()\` never throws and needs no ring of yours. For the flags of a single operation there is
no question to ask: a kernel that does not know one answers \`EINVAL\`, and the error carries the
submission in words.`

/** The families that have a section each, in the order of the page. */
const MAIN = [
  ['Op', 'Operations', 'Members of `Op`, asked for with `support().op(op)`.'],
  [
    'RegisterOp',
    'Register operations',
    'Members of `RegisterOp`, asked for with `support().register(op)`.',
  ],
  [
    'SetupFlags',
    'Setup flags',
    'How a ring is made. Asked for with `support().setup(flags)`, all that are wanted together.',
  ],
  ['Features', 'Features', 'What the kernel says of itself when a ring is made.'],
  ['EnterFlags', 'Enter flags', 'Flags of io_uring_enter(2).'],
  ['SqeFlags', 'Submission flags', 'What any submission may carry.'],
  ['CqeFlags', 'Completion flags', 'What a completion says besides its result.'],
] as const

const ELSEWHERE = `## Any two kernels

\`npx uring-sdk diff 6.12 7.3\` prints the same in full, with C names, values, and where each
field lies; \`--json\` prints it as data. Either side may be a directory with
\`linux/io_uring.h\`, so that the headers of this very machine, or those of the next kernel, can
be compared with what is known.`

/** Headers that are io_uring's own, and not its neighbours'. */
const OWN = /^linux\/io_uring(\.h$|\/)/

class Matrix {
  readonly #input: Input
  readonly #columns: readonly KernelColumn[]
  readonly #names: readonly ReadonlySet<string>[]
  readonly #headers: ReadonlyMap<string, string>

  constructor(input: Input, columns: readonly KernelColumn[]) {
    this.#input = input
    this.#columns = columns
    this.#names = columns.map(({ model }) => new Set(model.constants.map(({ name }) => name)))
    this.#headers = new Map(input.model.constants.map(({ name, header }) => [name, header]))
  }

  /** What the kernels are called elsewhere, and how much they have. */
  kernels(): string {
    const count = (family: string, at: number): string => {
      const members = this.#members(family)
      return `${members.filter(({ c }) => this.#names[at]?.has(c)).length}`
    }
    const rows = this.#columns.map(({ series, suite, package: deb }, at) => [
      series,
      `\`${suite}\``,
      `\`${deb}\``,
      ...['Op', 'RegisterOp', 'SetupFlags'].map((family) => count(family, at)),
    ])
    const head = ['Linux', 'Debian suite', 'Headers', 'Operations']
    return table([...head, 'Register operations', 'Setup flags'], rows)
  }

  family(name: string): string {
    return this.#table(name, this.#members(name))
  }

  /** Variants that are newer than their opcode: no header tells of them. */
  variants(): string[] {
    const since = new Map(this.#members('Op').map(({ name, entry }) => [name, entry[0]]))
    const rows = this.#input.operations
      .filter((row) => row.since !== since.get(row.op))
      .map((row) => [
        `\`${row.name}\``,
        `\`${row.op}\``,
        row.since,
        ...this.#columns.map(({ series }) => mark(isAtLeast(series, row.since))),
      ])
    return [
      '## Variants that came after their opcode',
      `An opcode learns new tricks by flags and fields, which headers do not date. These are the
functions of \`prep\`, and mostly methods of the \`Ring\`, that need a later kernel than their
opcode.`,
      table(['Variant', 'Opcode', 'Since', ...this.#series()], rows),
    ]
  }

  /** Families of io_uring's own headers that have no section of their own. */
  otherFamilies(): string[] {
    const main: readonly string[] = MAIN.map(([name]) => name)
    const groups = this.#input.families.filter(
      ({ family, members }) =>
        !main.includes(family.name) && members.some((one) => this.#isOwn(one)),
    )
    const same = groups.filter(({ members }) => members.every((one) => this.#isEverywhere(one)))
    const sections = groups
      .filter((group) => !same.includes(group))
      .flatMap((group) => this.#section(group))
    const names = same.map(({ family }) => `\`${family.name}\``)
    const everywhere = `The same in all of these kernels: ${names.join(', ')}.`
    return [
      '## Flags and values of single operations',
      wrap(everywhere, 100).join('\n'),
      ...sections,
    ]
  }

  #section({ family, members }: GroupedFamily): string[] {
    const words = wrap(plain(family.doc), 100).join('\n')
    return [`### \`${family.name}\``, words, this.#table(family.name, members)]
  }

  /** What other headers have gained; most of them have not changed for decades. */
  neighbours(): string[] {
    const rows = this.#input.families.flatMap(({ family, members }) =>
      members
        .filter((one) => this.#headers.has(one.c) && !this.#isOwn(one) && !this.#isEverywhere(one))
        .map((one) => this.#row(`${family.name}.${one.name}`, one)),
    )
    return [
      '## Constants of other headers',
      `Operations take flags of other system calls, too. Those that not all of these kernels have:`,
      table(['Constant', 'Since', ...this.#series()], rows),
    ]
  }

  #members(family: string): readonly PrintedConstant[] {
    return this.#input.families.find((group) => group.family.name === family)?.members ?? []
  }

  #table(family: string, members: readonly PrintedConstant[]): string {
    const rows = members.map((one) => this.#row(one.name, one))
    return table([`\`${family}\``, 'Since', ...this.#series()], rows)
  }

  #row(name: string, { c, entry }: PrintedConstant): string[] {
    const cells = this.#names.map((names) => mark(names.has(c)))
    return [`\`${name}\``, entry[0] === '' ? NONE : entry[0], ...cells]
  }

  #series(): string[] {
    return this.#columns.map(({ series }) => series)
  }

  #isOwn({ c }: PrintedConstant): boolean {
    return OWN.test(this.#headers.get(c) ?? '')
  }

  #isEverywhere({ c }: PrintedConstant): boolean {
    return this.#names.every((names) => names.has(c))
  }
}

const NONE = '–'

function mark(there: boolean): string {
  return there ? 'yes' : NONE
}

/** Whether kernel 6.12 is at least 6.2: versions compare by number, part by part. */
function isAtLeast(series: string, since: string): boolean {
  const [major = 0, minor = 0] = series.split('.').map(Number)
  const [majorSince = 0, minorSince = 0] = since.split('.').map(Number)
  return major > majorSince || (major === majorSince && minor >= minorSince)
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

/** What a kernel has over the one before it, a sentence each. */
function newsOf(diff: KernelDiff): string[] {
  const { opcodes, registerOperations, families, structs } = diff
  const own = families.filter(({ added }) =>
    added.some(({ c }) => /^(IORING|IO_URING|ZCRX)/.test(c)),
  )
  const grown = structs.changed.filter(({ added }) => added.length > 0)
  return [
    `## What Linux ${diff.to} has over ${diff.from}`,
    diffSummary(diff),
    ...bullets(
      'Operations',
      opcodes.added.map(({ name, doc }) => `\`${name}\`: ${plain(doc)}`),
    ),
    ...bullets(
      'Register operations',
      registerOperations.added.map(({ name, doc }) => `\`${name}\`: ${plain(doc)}`),
    ),
    ...bullets('Flags and values', own.flatMap(flagTexts)),
    ...bullets('Structs', [
      ...structs.added.map(({ name, doc }) => `\`${name}\`: ${plain(doc)}`),
      ...structs.removed.map(({ name, c }) => `\`struct ${c}\` is gone, with \`${name}\`.`),
      ...grown.map(({ name, added }) => {
        const fields = added.map((one) => `\`${one.name}\``)
        return `\`${name}\` has new fields: ${fields.join(', ')}.`
      }),
    ]),
  ]
}

function flagTexts({ added }: FamilyChanges): string[] {
  return added.map(({ name, doc }) => `\`${name}\`: ${plain(doc)}`)
}

function bullets(title: string, texts: readonly string[]): string[] {
  if (texts.length === 0) return []
  return [`### ${title}`, texts.map((text) => `- ${wrap(text, 98).join('\n  ')}`).join('\n')]
}

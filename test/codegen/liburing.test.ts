/** Byte for byte: our `prep` writes what liburing's helpers write, known differences aside. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import koffi, { type LibraryHandle } from 'koffi'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { acquireLiburing } from '../../codegen/acquire-liburing.ts'
import { AcquireError } from '../../codegen/directory.ts'
import { readPrototype } from '../../codegen/emit/c-prototype.ts'
import { prepName } from '../../codegen/emit/from-liburing.ts'
import { type FillRow, fillRows, LIBURING, otherGroups } from '../../codegen/liburing/index.ts'
import { operations } from '../../codegen/operations/index.ts'
import { prep, Sqe } from 'uring-sdk/raw'
import { exportedNames, LIBRARY, type Range, Twin } from './liburing-library.ts'

const NONE = 'no liburing in headers/cache: `npm run headers` fetches it'
const DRAWS = 200
/** A submission of 128 bytes: no helper may touch the second half. */
const BYTES = 128

const helpers = new Set(fillRows.map(nameOf))
const others = new Set(otherGroups.flatMap(({ rows }) => rows.flatMap(({ c }) => c)))
const exported = existsSync(LIBRARY) ? exportedNames(LIBRARY) : []

describe('liburing', () => {
  const compared = new Set<string>()
  const rows = fillRows.filter((row) => exported.includes(nameOf(row)))
  let library: LibraryHandle
  let version: string
  beforeAll(() => {
    if (exported.length === 0) return
    library = koffi.load(LIBRARY)
    const number = (which: string): number => library.func(`io_uring_${which}_version`, 'int', [])()
    version = `${number('major')}.${number('minor')}`
  })
  beforeEach((context) => {
    if (exported.length === 0) context.skip(NONE)
  })
  afterAll(() => {
    if (exported.length === 0) return
    const all = exported.filter((name) => name.startsWith('prep_'))
    const known = all.filter((name) => compared.has(name))
    const differences = rows.filter(({ difference }) => difference !== undefined)
    const rest = exported.filter((name) => others.has(name))
    console.log(
      `liburing ${version}: ${known.length} of ${all.length} helpers, ${DRAWS} draws each, ` +
        `${differences.length} differences listed; ${rest.length} other functions mapped`,
    )
  })

  it('has no function that the tables do not know', (context) => {
    const news = exported.filter((name) => !helpers.has(name) && !others.has(name))
    if (isNewer(version, LIBURING) && news.length > 0) {
      context.skip(`liburing ${version} is newer than codegen/liburing: it adds ${news.join(', ')}`)
    }
    expect(news).toEqual([])
  })

  it('has every function that the tables name', () => {
    const lacking = [...helpers, ...others].filter((name) => !exported.includes(name))
    const toCome = fillRows.flatMap((row) =>
      row.since !== undefined && isNewer(row.since, version) ? [nameOf(row)] : [],
    )
    // A macro, and a function that only the library for C has.
    const elsewhere = ['for_each_cqe', 'buf_ring_head']
    expect(lacking.filter((name) => ![...toCome, ...elsewhere].includes(name))).toEqual([])
  })

  it.for(rows.map((row) => [row.c, row] as const))('%s', ([, row]) => {
    const twin = new Twin(library, row)
    compare(twin)
    compared.add(twin.prototype.name)
  })

  it('leaves user data as it was, and ours clears the whole slot', () => {
    const twin = new Twin(library, { c: 'prep_nop()', ours: 'nop()' })
    const [theirs, ours] = [Sqe.alone(), Sqe.alone()]
    for (const sqe of [theirs, ours]) sqe.bytes.fill(0xff)
    twin.callTheirs(theirs.bytes, {})
    twin.callOurs(ours, {})
    expect([theirs.userDataLow, theirs.flags]).toEqual([0xffff_ffff, 0xff])
    expect([ours.userDataLow, ours.flags]).toEqual([0, 0])
  })

  it('does not agree with arguments in another order', () => {
    const row: FillRow = { c: 'prep_listen(int fd, int backlog)', ours: 'listen(backlog, fd)' }
    expect(() => compare(new Twin(library, row))).toThrow('Property failed')
  })

  it('does not agree with a difference that is none any more', () => {
    const difference = { holds: { len: 'backlog' }, why: 'They are the same.' }
    const row: FillRow = {
      c: 'prep_listen(int fd, int backlog)',
      ours: 'listen(fd, backlog)',
      difference,
    }
    expect(() => compare(new Twin(library, row))).toThrow("to deeply equal [ 'len' ]")
  })
})

describe('the table of liburing', () => {
  it('names functions that we have', () => {
    const names = fillRows.flatMap((row) => prepName(row) ?? [])
    expect(names.length).toBeGreaterThan(100)
    expect(names.filter((name) => !(name in prep))).toEqual([])
  })

  it('compares every row of the op table that names a helper', () => {
    const pairs = new Set(fillRows.map((row) => `${nameOf(row)} ${prepName(row)}`))
    const wanted = operations.flatMap(({ name, liburing, aliases = [] }) =>
      [...(liburing === undefined ? [] : [liburing]), ...aliases].map(
        (helper) => `prep_${helper} ${name}`,
      ),
    )
    expect(wanted.length).toBeGreaterThan(100)
    expect(wanted.filter((pair) => !pairs.has(pair))).toEqual([])
  })
})

describe('fetching liburing', () => {
  const path = process.env['PATH']
  afterAll(() => {
    process.env['PATH'] = path
  })

  it('says what is missing without it, where it cannot be had', () => {
    const empty = mkdtempSync(join(tmpdir(), 'uring-nothing-'))
    process.env['PATH'] = empty
    const fetching = (): void => acquireLiburing(true, () => {})
    expect(fetching).toThrow(AcquireError)
    expect(fetching).toThrow(/^apt-get is not on this machine.* nothing is compared with liburing/)
    rmSync(empty, { recursive: true })
  })
})

/** Throws unless both sides give the same bytes, what the row says of differences included. */
function compare(twin: Twin): void {
  const listed = Object.keys(twin.row.difference?.holds ?? {})
  const apart = new Set<string>()
  fc.assert(
    fc.property(valuesOf(twin.ranges), (values) => {
      const [theirs, ours] = [Sqe.alone(new ArrayBuffer(BYTES)), Sqe.alone(new ArrayBuffer(BYTES))]
      twin.callTheirs(theirs.bytes, values)
      twin.callOurs(ours, values)
      for (const field of listed) {
        const before = hex(theirs)
        twin.applyDifference(theirs, values, field)
        if (hex(theirs) !== before) apart.add(field)
      }
      expect(hex(ours)).toBe(hex(theirs))
    }),
    { numRuns: DRAWS, seed: 1 },
  )
  // A difference that is none any more must leave the table.
  expect([...apart].sort()).toEqual(listed.sort())
}

/** Random values, and those at which ranges end or change their meaning more often than chance. */
function valuesOf(ranges: readonly Range[]): fc.Arbitrary<Record<string, bigint>> {
  const edges = [0n, 1n, -1n, -2n, 0xffff_fffen, 0xffff_ffffn]
  return fc.record(
    Object.fromEntries(
      ranges.map(({ name, min, max }) => {
        const inside = [...edges, min, max].filter((value) => value >= min && value <= max)
        return [name, fc.oneof(fc.bigInt({ min, max }), fc.constantFrom(...inside))]
      }),
    ),
  )
}

function nameOf({ c }: FillRow): string {
  return readPrototype(c).name
}

function hex({ bytes }: Sqe): string {
  return Buffer.from(bytes).toString('hex').replace(/.{8}/g, '$& ')
}

/** `2.16` is newer than `2.9`. */
function isNewer(one: string, other: string): boolean {
  return one.localeCompare(other, 'en', { numeric: true }) > 0
}

/** The vocabulary: every kernel name has one home, a legal TypeScript name and words of our own. */
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { AbiModel, Layout, PerArchitecture } from '../../codegen/model.ts'
import {
  families,
  familyOf,
  fieldName,
  isHidden,
  isPadding,
  libcConstants,
  libcStructs,
  loose,
  looseOf,
  memberName,
  structOf,
  structs,
} from '../../codegen/vocabulary/index.ts'

const root = new URL('../../', import.meta.url)
const NEWEST = '7.3'

/** Every sentence of the tables, with the place it stands in. */
function* sentences(): Generator<readonly [where: string, text: string]> {
  for (const family of families) {
    yield [family.name, family.doc]
    for (const [c, [, doc]] of Object.entries(family.members)) yield [c, doc]
  }
  for (const each of loose) yield [each.c, each.entry[1]]
  for (const each of structs) {
    yield [each.c, each.doc]
    for (const [field, phrase] of Object.entries(each.fields)) yield [`${each.c}.${field}`, phrase]
  }
}

function* versions(): Generator<readonly [where: string, since: string]> {
  for (const family of families)
    for (const [c, [since]] of Object.entries(family.members)) yield [c, since]
  for (const each of loose) yield [each.c, each.entry[0]]
  for (const each of structs) yield [each.c, each.since]
}

function duplicates(names: Iterable<string>): string[] {
  const seen = new Set<string>()
  return [...names].filter((name) => seen.size === seen.add(name).size)
}

describe('names', () => {
  test('a C name has one home', () => {
    const members = families.flatMap((family) => Object.keys(family.members))
    expect(duplicates([...members, ...loose.map((each) => each.c)])).toEqual([])
    expect(duplicates(structs.map((each) => each.c))).toEqual([])
    expect(duplicates(libcConstants.map((each) => each.c))).toEqual([])
  })

  test('what the package exports has one meaning each', () => {
    const names = [...families, ...loose, ...structs].map((each) => each.name)
    expect(duplicates(names)).toEqual([])
    expect(names.filter((name) => !/^[A-Z]\w*$/.test(name))).toEqual([])
  })

  test('members are legal identifiers and unique in their family', () => {
    for (const family of families) {
      const names = Object.keys(family.members).map((c) => memberName(family, c))
      expect(duplicates(names), family.name).toEqual([])
      expect(
        names.filter((name) => !/^[A-Za-z]\w*$/.test(name)),
        family.name,
      ).toEqual([])
    }
  })

  test('a listed member belongs to the family that lists it, and is not hidden', () => {
    for (const family of families)
      for (const c of Object.keys(family.members)) {
        expect(familyOf(c), c).toBe(family)
        expect(isHidden(family, c), c).toBe(false)
      }
  })

  test('a member that a later kernel adds would join the same family by its prefix', () => {
    for (const family of families) {
      const later = family.prefixes?.at(0)
      if (later === undefined || family.name === 'Errno') continue
      expect(familyOf(`${later}NEW_NAME`)?.name, later).toBe(family.name)
    }
  })

  test('the longest prefix that leaves an identifier is dropped', () => {
    const member = (c: string): string => {
      const family = familyOf(c)
      return family === undefined ? '' : `${family.name}.${memberName(family, c)}`
    }
    expect(member('IORING_OP_NOP')).toBe('Op.NOP')
    expect(member('IORING_CQE_F_32')).toBe('CqeFlags.F_32')
    expect(member('IORING_CQE_F_MORE')).toBe('CqeFlags.F_MORE')
    expect(member('IORING_CQE_F_TSTAMP_HW')).toBe('CqeFlags.F_TSTAMP_HW')
    expect(member('IORING_RECVSEND_POLL_FIRST')).toBe('SendRecvFlags.POLL_FIRST')
    expect(member('IORING_RECV_MULTISHOT')).toBe('SendRecvFlags.RECV_MULTISHOT')
    expect(member('IORING_SETUP_SQ_REWIND')).toBe('SetupFlags.SQ_REWIND')
    expect(member('IORING_SQ_TASKRUN')).toBe('SqRingFlags.TASKRUN')
    expect(member('IORING_LINK_TIMEOUT_UPDATE')).toBe('TimeoutFlags.LINK_TIMEOUT_UPDATE')
    expect(member('IORING_UNREGISTER_FILES')).toBe('RegisterOp.UNREGISTER_FILES')
    expect(member('IORING_REGISTER_SRC_REGISTERED')).toBe('CloneBuffersFlags.SRC_REGISTERED')
    expect(member('IORING_MSG_DATA')).toBe('MsgRingOp.DATA')
    expect(member('IORING_MSG_RING_CQE_SKIP')).toBe('MsgRingFlags.CQE_SKIP')
    expect(member('EPOLLET')).toBe('EpollEvents.ET')
    expect(member('E2BIG')).toBe('Errno.E2BIG')
    expect(looseOf('IORING_REGISTER_FILES_SKIP')?.name).toBe('REGISTER_FILES_SKIP')
    expect(fieldName('poll32_events')).toBe('poll32Events')
  })

  test('counters, masks and bit numbers stay out', () => {
    for (const c of ['IORING_OP_LAST', 'IOSQE_ASYNC_BIT', 'IOSQE_NEW_BIT', '__ZCRX_CTRL_LAST']) {
      const family = familyOf(c)
      expect(family !== undefined && isHidden(family, c), c).toBe(true)
    }
  })

  test('a name without a home is told from one with a home', () => {
    expect(familyOf('IORING_WHATEVER_NEW')).toBeUndefined()
    expect(familyOf('IORING_REGISTER_WHATEVER')).toBeUndefined()
    expect(familyOf('IORING_REGISTER_WHATEVER', 'io_uring_register_op')?.name).toBe('RegisterOp')
  })
})

describe('words', () => {
  test('sentences begin with a capital, a number, a name or code, and end with a full stop', () => {
    const wrong = [...sentences()].filter(([, text]) => !/^[A-Z0-9`{].*\.$/s.test(text))
    expect(wrong).toEqual([])
  })

  test('no two members of a family say the same', () => {
    const same = new Set(['Not used.'])
    for (const family of families) {
      const docs = Object.values(family.members).map(([, doc]) => doc)
      expect(duplicates(docs.filter((doc) => !same.has(doc))), family.name).toEqual([])
    }
  })

  test('a version is empty or like 6.1', () => {
    expect([...versions()].filter(([, since]) => !/^(\d+\.\d+)?$/.test(since))).toEqual([])
  })

  test('links lead to our own classes, fields and families', () => {
    const targets = new Set([...families, ...loose].map((each) => each.name))
    for (const each of structs) {
      targets.add(each.name)
      for (const field of Object.keys(each.fields)) targets.add(`${each.name}.${fieldName(field)}`)
    }
    const broken = [...sentences()].flatMap(([where, text]) =>
      [...text.matchAll(/\{@link ([^}]*)\}/g)]
        .map(([, target]) => target ?? '')
        .filter((target) => !targets.has(target))
        .map((target) => `${where}: ${target}`),
    )
    expect(broken).toEqual([])
  })

  test('no line of a kernel header comment is repeated', (context) => {
    const directories = ['headers/cache']
      .map((path) => new URL(`${path}/${NEWEST}/`, root))
      .filter((each) => existsSync(each))
    const comments = directories.flatMap((each) => commentLines(each))
    if (comments.length === 0) context.skip('no kernel headers here: npm run headers fetches them')
    const ours = [...sentences()].map(([where, text]) => [where, words(text)] as const)
    const copied = comments
      .map(words)
      .filter((line) => line.trim().split(' ').length >= 6)
      .flatMap((line) =>
        ours.filter(([, text]) => text.includes(line)).map(([where]) => `${where}: ${line}`),
      )
    expect(copied).toEqual([])
  })
})

/** Stable kernels took these over from the later kernel that the vocabulary names. */
const BACKPORTED: Readonly<Record<string, readonly string[]>> = {
  '6.1': [
    'IORING_ASYNC_CANCEL_USERDATA',
    'IORING_ASYNC_CANCEL_OP',
    'IORING_SEND_ZC_REPORT_USAGE',
    'IORING_NOTIF_USAGE_ZC_COPIED',
    'IORING_OFF_MMAP_MASK',
    'IP_LOCAL_PORT_RANGE',
    'IP_PROTOCOL',
  ],
}

describe('the kernels we know', () => {
  test.each(['6.1', '6.12'])('%s has what is said to be as old, and nothing newer', (series) => {
    const old = modelOf(series)
    const there = new Set([...old.constants, ...old.structs].map(({ name }) => name))
    for (const name of BACKPORTED[series] ?? []) expect(there.delete(name), name).toBe(true)
    const wrong = [...modelOf(NEWEST).constants, ...modelOf(NEWEST).structs].flatMap(({ name }) => {
      const words = looseOf(name)?.entry ?? familyOf(name)?.members[name]
      const since = words?.[0] ?? structOf(name)?.since
      if (since === undefined || isAtLeast(series, since) === there.has(name)) return []
      return [`${name}: ${since || 'always'}`]
    })
    expect(wrong).toEqual([])
  })
})

describe('the newest kernel', () => {
  const model = (): AbiModel => modelOf(NEWEST)

  test('every constant has a home and words', () => {
    const missing = model()
      .constants.filter(({ name, origin }) => {
        if (looseOf(name) !== undefined) return false
        const family = familyOf(name, origin === 'define' ? undefined : origin.enum)
        return family === undefined || !(isHidden(family, name) || name in family.members)
      })
      .map(({ name, header }) => `${header}: ${name}`)
    expect(missing).toEqual([])
  })

  test('every struct and field has words', () => {
    const missing = model().structs.flatMap(({ name, header, layout }) => {
      const own = structOf(name)
      if (own === undefined) return [`${header}: ${name}`]
      return fieldNames(layout)
        .filter((field) => !isPadding(field) && !(field in own.fields))
        .map((field) => `${header}: ${name}.${field}`)
    })
    expect(missing).toEqual([])
  })

  test('the words are about fields that exist', () => {
    const layouts = new Map(
      [...model().structs, ...libcStructs].map(({ name, layout }) => [name, fieldNames(layout)]),
    )
    const stale = structs.flatMap(({ c, fields, bigint = [] }) => {
      const there = layouts.get(c)
      if (there === undefined) return [c]
      return [...Object.keys(fields), ...bigint]
        .filter((field) => !there.includes(field))
        .map((field) => `${c}.${field}`)
    })
    expect(stale).toEqual([])
  })

  test('members that are listed exist', () => {
    const there = new Set([
      ...model().constants.map(({ name }) => name),
      ...libcConstants.map(({ c }) => c),
    ])
    const listed = families.flatMap((family) => Object.keys(family.members))
    expect([...listed, ...loose.map((each) => each.c)].filter((c) => !there.has(c))).toEqual([])
  })

  test('what libc declares is not declared by the kernel, and has words', () => {
    const names = new Set(model().constants.map(({ name }) => name))
    expect(libcConstants.filter(({ c }) => names.has(c))).toEqual([])
    const homeless = libcConstants.filter(({ c }) => {
      const family = familyOf(c)
      return looseOf(c) === undefined && !(family !== undefined && c in family.members)
    })
    expect(homeless).toEqual([])
    expect(libcStructs.filter(({ name }) => structOf(name) === undefined)).toEqual([])
  })
})

function modelOf(series: string): AbiModel {
  const path = new URL(`headers/abi/${series}.json`, root)
  return JSON.parse(readFileSync(path, 'utf8')) as AbiModel
}

/** Whether a kernel is as new as a version; every kernel is as new as an empty one. */
function isAtLeast(series: string, since: string): boolean {
  const [major = 0, minor = 0] = series.split('.').map(Number)
  const [wantedMajor = 0, wantedMinor = 0] = since.split('.').map(Number)
  return major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)
}

/** Field names of a layout, of every architecture. */
function fieldNames(layout: PerArchitecture<Layout>): string[] {
  const layouts = 'fields' in layout ? [layout] : Object.values(layout)
  return [...new Set(layouts.flatMap(({ fields }) => fields.map(({ name }) => name)))]
}

/** The lines of every comment in the io_uring headers below a directory. */
function commentLines(directory: URL): string[] {
  const headers = (readdirSync(directory, { recursive: true }) as string[]).filter((path) =>
    /(?:^|\/)linux\/io_uring(?:\.h|\/\w+\.h)$/.test(path),
  )
  return headers.flatMap((path) => {
    const text = readFileSync(new URL(path, directory), 'utf8')
    return [...text.matchAll(/\/\*(.*?)\*\//gs)].flatMap(
      ([, comment]) => comment?.split('\n') ?? [],
    )
  })
}

/** Only the words, spaced and in lower case. */
function words(text: string): string {
  return ` ${
    text
      .toLowerCase()
      .match(/[a-z0-9_]+/g)
      ?.join(' ') ?? ''
  } `
}

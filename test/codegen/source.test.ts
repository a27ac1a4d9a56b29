import { describe, expect, it } from 'vitest'
import { HeaderError, lineAt, prepass, sourceOf } from '../../codegen/source.ts'
import { constant, layout, readText, SMALL } from './headers.ts'

describe('the prepass', () => {
  it('keeps the length and the lines of a text', () => {
    const text =
      'struct s {\n  __DECLARE_FLEX_ARRAY(struct a,\n b);\n  int c[] __counted_by(n);\n};'
    const after = prepass(text)
    expect(after.length).toBe(text.length)
    expect(after).toContain('struct a b[]')
    expect(after).not.toContain('__counted_by')
    expect(after.indexOf('int c')).toBe(text.indexOf('int c'))
  })

  it('leaves the definition of the macro alone', () => {
    const text = '#define __DECLARE_FLEX_ARRAY(T, member) T member[0]\n'
    expect(prepass(text)).toBe(text)
  })

  it('makes flexible arrays of both annotations', async () => {
    const { model } = await readText(`#include <linux/types.h>
      struct e { __u32 x; };
      struct s { __u32 n; union { __u32 pad; __DECLARE_FLEX_ARRAY(struct e, list); }; };
      struct t { __u16 n; __u8 x[] __counted_by(n); };`)
    expect(layout(model, 's')?.fields[2]).toMatchObject({
      name: 'list',
      offset: 4,
      size: 0,
      count: 0,
    })
    expect(layout(model, 't')).toMatchObject({ size: 2, fields: [{}, { offset: 2, count: 0 }] })
  })
})

describe('comments', () => {
  it('are blanked without moving anything', () => {
    const text = 'a /* one\n two */ b // three\nc "/* no */" d'
    const { clean } = sourceOf('t.h', 't.h', text)
    expect(clean.length).toBe(text.length)
    expect(clean).not.toMatch(/one|two|three/)
    expect(clean).toContain('"/* no */"')
    expect(clean.indexOf('d')).toBe(text.lastIndexOf('d'))
  })

  it('of several lines do not end a directive', async () => {
    const { model } = await readText('#define A 1 /* a\n comment */ + 2\n#define B A\n')
    expect(constant(model, 'A')).toBe('3:i32')
    expect(constant(model, 'B')).toBe('3:i32')
  })

  it('that never end are an error', () => {
    expect(() => sourceOf('t.h', 't.h', 'int x;\n /* oh')).toThrow(
      't.h:2:2: this comment is never closed',
    )
  })

  it('become the words for a name, in memory', async () => {
    const { comments } = await readText(`${SMALL}
/*
 * What this is for
 *
 * IORING_ONE	The first
 *		of two.
 * IORING_TWO: the second
 */
#define IORING_ONE 1
#define IORING_TWO 2
/* Alone above. */
#define IORING_THREE 3

/* not about four */

#define IORING_FOUR 4
`)
    expect(comments.get('IORING_SETUP_IOPOLL')).toBe('polled')
    expect(comments.get('IORING_ONE')).toBe('The first of two.')
    expect(comments.get('IORING_TWO')).toBe('the second')
    expect(comments.get('IORING_THREE')).toBe('Alone above.')
    expect(comments.get('IORING_OP_LAST')).toBe('this goes last')
    expect(comments.has('IORING_FOUR')).toBe(false)
  })
})

describe('a place', () => {
  it('is a line, a column and the text of the line', () => {
    const file = sourceOf('t.h', 't.h', 'one\ntwo three\n')
    expect(lineAt({ file, offset: 8 })).toEqual({ line: 2, column: 5, text: 'two three' })
  })

  it('stays true behind an expanded macro', async () => {
    const text =
      '#define LONG_NAME_OF_A_TYPE int\nstruct s {\n  LONG_NAME_OF_A_TYPE a; wrong b;\n};\n'
    const wanted = [{ header: 'linux/io_uring.h', structs: ['s'] }]
    const error = await readText(text, wanted).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(HeaderError)
    expect(error).toMatchObject({ line: 3, column: 26 })
  })
})

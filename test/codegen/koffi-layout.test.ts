/** koffi lays out every struct as the models say: a second referee beside the C compiler. */
import { afterAll, describe, expect, it } from 'vitest'
import { knownKernels, snapshotPath } from '../../codegen/kernels.ts'
import { ARCHITECTURES, type Field, type Layout, type Struct } from '../../codegen/model.ts'
import { readModel } from '../../codegen/snapshot.ts'
import { Describer } from './koffi-describe.ts'
import { pick } from './referee.ts'

const checked: string[] = []

afterAll(() => console.log(`koffi: ${checked.join('; ')}`))

describe.each(knownKernels().map(({ series }) => series))('kernel %s', (series) => {
  const { structs } = readModel(snapshotPath(series))

  it.each(ARCHITECTURES)('has the layouts that koffi makes of the types, on %s', (architecture) => {
    const sizes = new Describer(structs, architecture, 'without')
    const places = new Describer(structs, architecture, 'with one element')
    let fieldCount = 0
    for (const { name, layout } of structs) {
      const { size, align, fields } = pick<Layout>(layout, architecture)
      const found = sizes.describe(name)
      expect([name, found.size, found.align]).toEqual([name, size, align])
      const offsets = fields.map((field): [string, number] => [field.name, field.offset])
      expect([name, ...places.describe(name).offsets]).toEqual([name, ...offsets])
      fieldCount += fields.length
    }
    expect(structs.length).toBeGreaterThan(40)
    expect(fieldCount).toBeGreaterThan(240)
    checked.push(`${series} ${architecture} ${structs.length} structs, ${fieldCount} fields`)
  })
})

describe('what is wrong in a model', () => {
  const { structs } = readModel(snapshotPath('7.3'))

  /** The structs, one of them changed, as koffi has them. */
  function changed(name: string, change: (layout: Layout) => Layout): Describer {
    const edited = structs.map(
      (one): Struct =>
        one.name === name ? { ...one, layout: change(pick<Layout>(one.layout, 'x64')) } : one,
    )
    return new Describer(edited, 'x64', 'without')
  }

  it('moves the fields behind a type that is too narrow', () => {
    const narrow = (field: Field): Field => ({
      ...field,
      type: { kind: 'int', bits: 32, signed: false },
    })
    const describer = changed('io_uring_cqe', (layout) => ({
      ...layout,
      fields: layout.fields.map((one) => (one.name === 'user_data' ? narrow(one) : one)),
    }))
    expect(describer.describe('io_uring_cqe').offsets.get('res')).toBe(4)
  })

  it('makes a struct smaller that lacks a field', () => {
    const describer = changed('io_uring_params', (layout) => ({
      ...layout,
      fields: layout.fields.filter(({ name }) => name !== 'cq_off'),
    }))
    expect(describer.describe('io_uring_params').size).toBe(80)
  })

  it('makes a packed struct larger that is not said to be packed', () => {
    const describer = changed('epoll_event', (layout) => ({ ...layout, align: 8 }))
    expect(describer.describe('epoll_event').size).toBe(16)
  })
})

import { expect, test } from 'vitest'
import { Fifo } from '../../src/ring/fifo.ts'

function filled(...items: number[]): Fifo<number> {
  const fifo = new Fifo<number>()
  for (const item of items) fifo.push(item)
  return fifo
}

function taken(fifo: Fifo<number>): number[] {
  const items: number[] = []
  for (let item = fifo.shift(); item !== undefined; item = fifo.shift()) items.push(item)
  return items
}

test('items come out in the order in which they went in', () => {
  const fifo = filled(1, 2, 3)
  expect(fifo.length).toBe(3)
  expect(taken(fifo)).toEqual([1, 2, 3])
  expect([fifo.length, fifo.shift()]).toEqual([0, undefined])
  fifo.push(4)
  expect(taken(fifo)).toEqual([4])
})

test('one that is never empty keeps its order over thousands of items', () => {
  const fifo = filled(0, 1, 2)
  for (let next = 3; next < 5000; next++) {
    fifo.push(next)
    expect(fifo.shift()).toBe(next - 3)
    expect(fifo.length).toBe(3)
  }
  expect(taken(fifo)).toEqual([4997, 4998, 4999])
})

test('the newest that there is another one for is replaced', () => {
  const fifo = filled(1, 2, 3)
  expect(fifo.shift()).toBe(1)
  expect(fifo.replaceNewest((item) => (item === 2 ? 20 : null))).toBe(true)
  expect(fifo.replaceNewest(() => null)).toBe(false)
  expect(taken(fifo)).toEqual([20, 3])
})

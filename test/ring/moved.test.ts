import { expect } from 'vitest'
import { runChild } from '../kernel/fixtures/child.ts'
import { kernelTest } from '../support/kernel-test.ts'

const MOVES = 'transfer' in ArrayBuffer.prototype

kernelTest('memory of alloc stays while it is used, wherever it is moved', {}, async (context) => {
  if (!MOVES) return context.skip(`Node ${process.version} has no ArrayBuffer.transfer`)
  const flags = ['--expose-gc']
  const ended = await runChild('../../ring/fixtures/moved.ts', { flags })
  expect(ended).toMatchObject({ code: 0, signal: null })
  expect(ended.stdout.split('\n')).toEqual([
    'in flight 16 mapped 16',
    'settled 16 as promised 16',
    'left nothing',
    '',
  ])
})

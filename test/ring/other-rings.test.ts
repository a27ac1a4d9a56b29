import { expect } from 'vitest'
import { runChild } from '../kernel/fixtures/child.ts'
import { kernelTest } from '../support/kernel-test.ts'

const backends = ['addon', 'koffi']

for (const backend of backends) {
  const title = `what one ring's completion starts on another goes out at once, ${backend}`
  kernelTest(title, {}, async () => {
    const ended = await runChild('../../ring/fixtures/other-rings.ts', { args: [backend] })
    expect(ended).toMatchObject({ code: 0, signal: null, stdout: '13 rings\n' })
  })
}

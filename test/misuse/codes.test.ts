/** The guide has every code that the package can give. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from '../rules/files.ts'

test('every code of ours is in the guide on errors', () => {
  const guide = readFileSync(join(root, 'docs/guide/errors.md'), 'utf8')
  const codes = new Set<string>()
  for (const folder of ['src', 'native']) {
    for (const path of readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })) {
      if (!/^(?!build\/|node_modules\/|test\/).*\.(ts|c|h)$/.test(path)) continue
      const text = readFileSync(join(root, folder, path), 'utf8')
      for (const [code] of text.matchAll(/ERR_URING_[A-Z]+(_[A-Z]+)*/g)) codes.add(code)
    }
  }
  expect(codes.size).toBeGreaterThan(10)
  expect([...codes].filter((code) => !guide.includes(`\`${code}\``))).toEqual([])
})

// `npm run docs`: the API reference, docs/api/index.html. With `--no-emit` it only says whether
// every exported name is documented and every link leads somewhere; `--out DIR` writes it there.
import { existsSync, readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { at, fail, filesOf, run, say } from './tools.mjs'

const { values } = parseArgs({
  options: { 'no-emit': { type: 'boolean', default: false }, out: { type: 'string' } },
})
const guide = inOrder(filesOf(['docs/guide']).filter((file) => file.endsWith('.md')))
const faces = ['src/index.ts', 'src/raw/index.ts'].filter((face) => existsSync(at(face)))

try {
  if (faces.length === 0) {
    say('there is no public face to document yet')
  } else {
    const words = ['--options', 'docs/typedoc.json']
    if (values['no-emit']) words.push('--emit', 'none')
    if (values.out !== undefined) words.push('--out', values.out)
    for (const face of faces) words.push('--entryPoints', face)
    for (const page of guide) words.push('--projectDocuments', page)
    // TypeDoc loads our plugin, docs/site/plugin.ts, which reads the tables of codegen.
    const typedoc = ['--import', 'tsx', at('node_modules/typedoc/bin/typedoc')]
    run(process.execPath, [...typedoc, ...words], 'the API reference has the faults above')
    if (!values['no-emit']) say(`the API reference is ${values.out ?? 'docs/api'}/index.html`)
  }
} catch (error) {
  fail(error)
}

/** The guides in the order of the README's list; what it does not name comes last. */
function inOrder(pages) {
  const [, readme = ''] = readFileSync(at('README.md'), 'utf8').split('## Read on')
  const place = (page) => (readme.includes(page) ? readme.indexOf(page) : Infinity)
  return pages.toSorted((one, other) => Math.sign(place(one) - place(other)) || 0)
}

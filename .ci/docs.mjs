// `npm run docs`: the API reference, docs/api/index.html. With `--no-emit` it only says whether
// every exported name is documented and every link leads somewhere.
import { existsSync } from 'node:fs'
import { at, fail, filesOf, runNode, say } from './tools.mjs'

const options = process.argv.slice(2)
const guide = filesOf(['docs/guide']).filter((file) => file.endsWith('.md'))
const faces = ['src/index.ts', 'src/raw/index.ts'].filter((face) => existsSync(at(face)))

try {
  if (faces.length === 0) {
    say('there is no public face to document yet')
  } else {
    const words = ['--options', 'docs/typedoc.json']
    if (options.includes('--no-emit')) words.push('--emit', 'none')
    for (const face of faces) words.push('--entryPoints', face)
    for (const page of guide) words.push('--projectDocuments', page)
    runNode('node_modules/typedoc/bin/typedoc', words, 'the API reference has the faults above')
    if (!options.includes('--no-emit')) say('the API reference is docs/api/index.html')
  }
} catch (error) {
  fail(error)
}

// What the package has in place of headers/ and of the tables of codegen: see codegen/packed.ts.
import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { brotliCompressSync } from 'node:zlib'
import { at, filesOf } from './tools.mjs'

/** Modules that hold nothing but data. */
const isTable = /^codegen\/(vocabulary|operations|registers)\/(?!index|types|parameters)[\w-]+\.ts$/

/**
 * Writes dist/generator.br, and gives a plugin by which a bundle reads the tables from there.
 * `settings` is what the sources are bundled with.
 */
export async function packTables(settings) {
  const tables = await evaluate(
    filesOf(['codegen']).filter((file) => isTable.test(file)),
    settings,
  )
  const data = JSON.stringify({ files: headers(), tables })
  writeFileSync(at('dist/generator.br'), brotliCompressSync(data))
  return {
    name: 'packed tables',
    load(path) {
      const table = path.slice(at().length + 1)
      return table in tables ? stub(table, Object.keys(tables[table])) : null
    },
  }
}

function stub(table, names) {
  const lines = names.map((name) => `export const ${name} = table.${name}`)
  const from = JSON.stringify(at('codegen/packed.ts'))
  const head = [
    `import { readPacked } from ${from}`,
    `const table = readPacked().tables['${table}']`,
  ]
  return { code: [...head, ...lines].join('\n'), moduleType: 'js' }
}

/** What these modules export. */
async function evaluate(files, settings) {
  const { rolldown } = await import('rolldown')
  const entry = files.map((file, i) => `export * as _${i} from ${JSON.stringify(at(file))}`)
  const plugin = {
    name: 'all tables',
    resolveId: (id) => (id === 'tables' ? id : null),
    load: (id) => (id === 'tables' ? entry.join('\n') : null),
  }
  const bundle = await rolldown({ ...settings, input: 'tables', plugins: [plugin] })
  const { output } = await bundle.generate({ format: 'esm' })
  const modules = await import(`data:text/javascript,${encodeURIComponent(output[0].code)}`)
  return Object.fromEntries(files.map((file, i) => [file, plain(file, modules[`_${i}`])]))
}

/**
 * Words about operations that the package knows. They are in its declarations, and the generator
 * prints only rows that are new.
 */
const words = new Set(['doc', 'rawDoc', 'resultDoc', 'promiseDoc', 'errors', 'because', 'man'])

/** The exports of a module, which must be what JSON can say. */
function plain(file, exports) {
  const values = { ...exports }
  const copy = JSON.parse(JSON.stringify(values))
  assert.deepEqual(copy, values, `${file} holds more than data`)
  if (file.startsWith('codegen/vocabulary/')) return copy
  return JSON.parse(JSON.stringify(values, (name, value) => (words.has(name) ? '' : value)))
}

/** Snapshots without the spaces that are for people, and the list of kernels. */
function headers() {
  const read = (file) => JSON.parse(readFileSync(at(file), 'utf8'))
  // The sums say whether Debian's headers have changed, which only a checkout asks.
  const kernels = read('headers/kernels.json').kernels.map((kernel) => ({ ...kernel, files: {} }))
  const snapshots = filesOf(['headers/abi']).map((file) => {
    return [file.slice('headers/'.length), JSON.stringify(read(file))]
  })
  return { 'kernels.json': JSON.stringify({ kernels }), ...Object.fromEntries(snapshots) }
}

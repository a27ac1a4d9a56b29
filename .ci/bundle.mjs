// What `dist` is made of, once tsc has written it: JavaScript in a few files, because an import is
// as slow as it has files to read, and of the declarations those that a user can come to.
import { join } from 'node:path'
import { bundleDeclarations } from './declarations.mjs'
import { packTables } from './tables.mjs'
import { at } from './tools.mjs'

/** Where an import, a command or a tool of the user's begins. */
const entries = ['src/index', 'src/raw/index', 'src/cli/main', 'codegen/operations/types']
const settings = {
  cwd: at(),
  external: /^[^./]/,
  platform: 'node',
  transform: { target: 'node20.19' },
}

/** Bundles the entries into dist, and gives the files that it consists of then. */
export async function bundle() {
  const { rolldown } = await import('rolldown')
  const { minifySync } = await import('rolldown/utils')
  const input = Object.fromEntries(entries.map((entry) => [entry, `${entry}.ts`]))
  const sources = await rolldown({ ...settings, input, plugins: [await packTables(settings)] })
  const { output } = await sources.write({
    dir: 'dist',
    entryFileNames: '[name].js',
    // Beside src/index.js: the package is two directories above all of them, as it is in src.
    chunkFileNames: 'src/[name]-[hash].js',
    codeSplitting: {
      groups: [{ name: 'uring', test: /\/(generated|src)\/(?!cli\/)/ }],
    },
    // White space alone is left to do after the plugin.
    minify: { mangle: false, compress: false },
    plugins: [
      {
        name: 'minified',
        renderChunk: (code, { name }) => minifySync(name, code, minification(name)).code,
      },
    ],
  })
  const scripts = output.map(({ fileName }) => join('dist', fileName))
  return [...scripts, ...(await bundleDeclarations(entries)), 'dist/generator.br']
}

/** The package has the sources with their comments as well. */
function minification(chunk) {
  // Classes are shown, and what runs in a user's program is seen in stack traces and profiles.
  const keepNames = { class: true, function: chunk === 'uring' }
  return {
    module: true,
    compress: { keepNames },
    mangle: { toplevel: true, keepNames },
  }
}

// The declarations in dist: what a user can come to, in a few files.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { at, filesOf } from './tools.mjs'

/** Bundles the declarations of the entries, as tsc has written them, and gives the files. */
export async function bundleDeclarations(entries) {
  const [{ rollup }, { dts }] = await Promise.all([import('rollup'), import('rollup-plugin-dts')])
  await dropProtected(filesOf(['dist']).filter((file) => file.endsWith('.d.ts')))
  const declarations = await rollup({
    input: Object.fromEntries(entries.map((entry) => [`${entry}.d`, at('dist', `${entry}.d.ts`)])),
    external: /^[^./]/,
    plugins: [dts(), { name: 'no indentation', renderChunk: (code) => code.replace(/^ +/gm, '') }],
    // What is internal is gone already; who names it goes now.
    shimMissingExports: true,
    logLevel: 'silent',
  })
  const { output } = await declarations.write({
    dir: at('dist'),
    entryFileNames: '[name].ts',
    chunkFileNames: 'src/types-[hash].d.ts',
  })
  return output.map(({ fileName }) => join('dist', fileName))
}

/** Protected members are between our own classes, and would bring all that they name. */
async function dropProtected(files) {
  const { Project, Scope } = await import('ts-morph')
  const project = new Project({ skipFileDependencyResolution: true })
  for (const path of files) {
    if (!readFileSync(at(path), 'utf8').includes('protected ')) continue
    const file = project.addSourceFileAtPath(at(path))
    for (const declared of file.getClasses()) {
      for (const member of declared.getMembers()) {
        if (member.getScope?.() === Scope.Protected) member.remove()
      }
    }
    file.saveSync()
  }
}

import { posix } from 'node:path'
import type { File } from './files.ts'
import { importsOf, type Import } from './syntax.ts'

/**
 * The layers of CONTRIBUTING.md as data. A module belongs to the first layer whose `holds` fits its
 * path, and may import its own layer, the layers named, and the outside named: nothing else.
 */
interface Layer {
  readonly name: string
  readonly holds: RegExp
  readonly may: readonly string[]
  /** Layers from which types may be taken, with `import type`, and nothing else. */
  readonly mayType?: readonly RegExp[]
  /** Modules that this layer may not import although their layer is allowed. */
  readonly never?: RegExp
  /** Bare specifiers: `node:` modules and packages. */
  readonly outside?: RegExp
  /** Stands where a user stands: imports the package by its name. */
  readonly byName?: true
}

const ownNames = ['uring-sdk', 'uring-sdk/raw']
const nodeModules = /^node:/
const anyPackage = /^/
/** What gets headers, and what puts reader, tables and emitters together. */
const commandFiles = new RegExp(
  `^codegen/(${[
    'main|acquire|debian|directory|kernels|drift|reading|snapshot|generate|diff|check|commands',
    'overlay',
  ].join('|')})\\b`,
)

export const layers: readonly Layer[] = [
  { name: 'model', holds: /^codegen\/model\.ts$/, may: [] },
  {
    name: 'tables',
    holds: /^codegen\/(vocabulary|operations|registers|liburing)(\.ts$|\/)/,
    may: ['model'],
  },
  {
    name: 'emitters',
    holds: /^codegen\/emit(\.ts$|\/)/,
    may: ['model', 'tables'],
    outside: /^(ts-morph|prettier)$/,
  },
  {
    name: 'command',
    holds: commandFiles,
    may: ['model', 'reader', 'tables', 'emitters'],
    outside: nodeModules,
  },
  {
    // Whatever else codegen has is a part of reading a header.
    name: 'reader',
    holds: /^codegen\//,
    may: ['model'],
    outside: /^(node:|web-tree-sitter$)/,
  },
  {
    name: 'generated',
    holds: /^generated\//,
    may: [],
    mayType: [/^src\/ring\/types\.ts$/],
  },
  {
    // Errors, support, diagnosis: whatever stands beside the public list, and knows no ring.
    name: 'base',
    holds: /^src\/(?!index\.ts)[a-z-]+\.ts$/,
    may: ['generated'],
    outside: nodeModules,
  },
  {
    name: 'koffi',
    holds: /^src\/kernel\/koffi\.ts$/,
    may: ['generated', 'base', 'kernel'],
    never: /^generated\/(structs|prep|operations|rings|decode)\.ts$/,
    outside: /^(node:|koffi$)/,
  },
  {
    name: 'kernel',
    holds: /^src\/kernel\//,
    may: ['generated', 'base', 'koffi'],
    never: /^generated\/(structs|prep|operations|rings|decode)\.ts$/,
    outside: nodeModules,
  },
  {
    name: 'raw',
    holds: /^src\/raw\//,
    may: ['generated', 'base', 'kernel'],
    outside: nodeModules,
  },
  {
    name: 'ring',
    holds: /^src\/ring\//,
    may: ['generated', 'base', 'kernel', 'raw'],
    outside: nodeModules,
  },
  {
    name: 'command line',
    holds: /^src\/cli\//,
    may: ['generated', 'base', 'kernel', 'raw', 'ring', 'public', 'command'],
    never: /^codegen\/(?!(main|overlay|diff)\.ts$)/,
    outside: nodeModules,
  },
  {
    name: 'public',
    holds: /^src\/index\.ts$/,
    may: ['generated', 'base', 'kernel', 'raw', 'ring'],
  },
  {
    name: 'examples',
    holds: /^docs\/examples\//,
    may: [],
    outside: nodeModules,
    byName: true,
  },
  {
    name: 'site',
    holds: /^docs\/site\//,
    may: ['model', 'tables', 'emitters', 'command'],
    outside: /^(node:|typedoc$)/,
  },
  {
    name: 'benchmarks',
    // Their tests are tests like all others.
    holds: /^test\/bench\/(?!.*\.test\.ts$)/,
    may: [],
    outside: anyPackage,
    byName: true,
  },
  {
    name: 'tests',
    holds: /^test\//,
    may: 'model reader tables emitters command generated base kernel koffi raw ring'
      .split(' ')
      .concat('command line', 'examples', 'site', 'benchmarks'),
    // The public face is imported by its name, as users do.
    never: /^src\/(index|raw\/index)\.ts$/,
    outside: anyPackage,
    byName: true,
  },
]

export function layerOf(path: string): Layer | undefined {
  return layers.find(({ holds }) => holds.test(path))
}

/** Whether a file stands in the world of layers at all. */
export function isModule(path: string): boolean {
  return /^(codegen|generated|src|test|docs\/(examples|site))\/.*\.ts$/.test(path)
}

/** What the layer rules have to say about one file. */
export function layerComplaints(file: File): string[] {
  const layer = layerOf(file.path)
  if (layer === undefined) {
    return [`${file.path} belongs to no layer: give it a home in test/rules/layers.ts`]
  }
  return importsOf(file).flatMap((found) => {
    const reason = objection(file, layer, found)
    return reason === null ? [] : [`${file.path}:${found.line} ${reason}`]
  })
}

function objection(file: File, layer: Layer, found: Import): string | null {
  const { specifier, typeOnly } = found
  if (!specifier.startsWith('.')) return outsideObjection(layer, specifier)
  const target = posix.join(posix.dirname(file.path), specifier)
  if (!specifier.endsWith('.ts')) {
    return /\.(json|wasm)$/.test(specifier) ? null : `imports ${specifier} without its .ts`
  }
  if (typeOnly && layer.mayType?.some((allowed) => allowed.test(target))) return null
  const other = layerOf(target)
  if (other === undefined) return `imports ${target}, which belongs to no layer`
  const allowed = other === layer || layer.may.includes(other.name)
  if (!allowed) return `(${layer.name}) imports ${target} (${other.name}), which it must not`
  return layer.never?.test(target) ? `(${layer.name}) must not import ${target}` : null
}

function outsideObjection(layer: Layer, specifier: string): string | null {
  const isOurs = /^uring-sdk(\/|$)/.test(specifier)
  if (isOurs && layer.byName && ownNames.includes(specifier)) return null
  if (isOurs) return `(${layer.name}) must not import the package by the name ${specifier}`
  if (layer.outside?.test(specifier)) return null
  return `(${layer.name}) imports ${specifier}, which it must not`
}

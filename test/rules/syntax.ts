import ts from 'typescript'
import type { File } from './files.ts'

/** One module named in a file, however it is named there. */
export interface Import {
  readonly specifier: string
  /** Erased by the compiler: nothing is loaded. */
  readonly typeOnly: boolean
  readonly line: number
}

export function parse(file: File): ts.SourceFile {
  return ts.createSourceFile(file.path, file.text, ts.ScriptTarget.Latest, true)
}

export function visitAll(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node)
  ts.forEachChild(node, (child) => visitAll(child, visit))
}

export function lineOf(source: ts.SourceFile, node: ts.Node): number {
  return source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1
}

/** Static and dynamic imports, re-exports, `import('x').T` and `require('x')`. */
export function importsOf(file: File): Import[] {
  const source = parse(file)
  const imports: Import[] = []
  visitAll(source, (node) => {
    const found = specifierOf(node)
    if (found === null) return
    const { specifier, typeOnly } = found
    imports.push({ specifier, typeOnly, line: lineOf(source, node) })
  })
  return imports
}

function specifierOf(node: ts.Node): { specifier: string; typeOnly: boolean } | null {
  if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
    return { specifier: node.moduleSpecifier.text, typeOnly: isTypeOnlyImport(node) }
  }
  if (ts.isExportDeclaration(node) && node.moduleSpecifier) {
    if (!ts.isStringLiteral(node.moduleSpecifier)) return null
    return { specifier: node.moduleSpecifier.text, typeOnly: node.isTypeOnly }
  }
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
    const { literal } = node.argument
    return ts.isStringLiteral(literal) ? { specifier: literal.text, typeOnly: true } : null
  }
  if (!ts.isCallExpression(node)) return null
  const [first] = node.arguments
  if (first === undefined || !ts.isStringLiteralLike(first)) return null
  const callee = node.expression
  const isRequire = ts.isIdentifier(callee) && callee.text === 'require'
  if (callee.kind !== ts.SyntaxKind.ImportKeyword && !isRequire) return null
  return { specifier: first.text, typeOnly: false }
}

function isTypeOnlyImport(node: ts.ImportDeclaration): boolean {
  const clause = node.importClause
  if (clause === undefined) return false
  if (clause.isTypeOnly) return true
  // Under verbatimModuleSyntax `import { type A }` still loads the module.
  return false
}

/** The lines of a file on which `test` says that a node is of the kind looked for. */
export function linesWith(file: File, test: (node: ts.Node) => boolean): number[] {
  const source = parse(file)
  const lines = new Set<number>()
  visitAll(source, (node) => {
    if (test(node)) lines.add(lineOf(source, node))
  })
  return [...lines]
}

/** `using` and `await using` declarations: a SyntaxError on Node 22. */
export function isUsing(node: ts.Node): boolean {
  return ts.isVariableDeclarationList(node) && (node.flags & ts.NodeFlags.Using) !== 0
}

/** An `await` that no function contains: `require(esm)` refuses a module that has one. */
export function isTopLevelAwait(node: ts.Node): boolean {
  const awaits =
    ts.isAwaitExpression(node) || (ts.isForOfStatement(node) && node.awaitModifier !== undefined)
  if (!awaits) return false
  for (let up = node.parent; up !== undefined; up = up.parent) {
    if (ts.isFunctionLike(up) || ts.isClassStaticBlockDeclaration(up)) return false
  }
  return true
}

export function isDefaultExport(node: ts.Node): boolean {
  if (ts.isExportAssignment(node)) return true
  if (ts.isExportSpecifier(node)) return node.name.text === 'default'
  const { DefaultKeyword } = ts.SyntaxKind
  return ts.canHaveModifiers(node)
    ? (ts.getModifiers(node)?.some(({ kind }) => kind === DefaultKeyword) ?? false)
    : false
}

/** Names as code, not in comments and strings, and not as a property of something else. */
export function isNameOf(...names: readonly string[]): (node: ts.Node) => boolean {
  return (node) => {
    if (!ts.isIdentifier(node) || !names.includes(node.text)) return false
    const { parent } = node
    return !(ts.isPropertyAccessExpression(parent) && parent.name === node)
  }
}

/** A call of a method with a name that fits, whatever the object is. */
export function isCallOf(method: RegExp): (node: ts.Node) => boolean {
  return (node) =>
    ts.isCallExpression(node) &&
    ts.isPropertyAccessExpression(node.expression) &&
    method.test(node.expression.name.text)
}

/** Promises as code: `async`, `await` and the name itself, types included. */
export function makesPromises(node: ts.Node): boolean {
  return (
    node.kind === ts.SyntaxKind.AsyncKeyword ||
    ts.isAwaitExpression(node) ||
    isNameOf('Promise')(node)
  )
}

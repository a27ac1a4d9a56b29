import { ts } from 'ts-morph'

/** A fault in a user's file: where it stands and what the compiler says. */
export class SourceError extends Error {
  override readonly name = 'SourceError'
}

/** JavaScript from TypeScript; types are not checked, that is for the user's own compiler. */
export function transpile(path: string, text: string): string {
  const { outputText, diagnostics = [] } = ts.transpileModule(text, {
    fileName: path,
    reportDiagnostics: true,
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext },
  })
  const [fault] = diagnostics
  if (fault === undefined) return outputText
  const before = text.slice(0, fault.start).split('\n')
  const said = ts.flattenDiagnosticMessageText(fault.messageText, ' ')
  throw new SourceError(`${path}:${before.length}:${(before.at(-1) ?? '').length + 1}: ${said}`)
}

/** Under which headings the API reference lists operations. */
import type { Category } from '../operations/types.ts'

const TITLES: Readonly<Record<Category, string>> = {
  File: 'Files',
  Path: 'Paths',
  Socket: 'Sockets',
  Poll: 'Polling',
  Timer: 'Timers',
  Buffer: 'Buffers',
  Process: 'Processes',
  Control: 'Control',
}

/** The tag of a doc comment. */
export function categoryTag(category: Category): string {
  return `@category ${TITLES[category]}`
}

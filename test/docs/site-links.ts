/** The links and pictures of a site of files: which of them lead nowhere. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'

/** The HTML files below a folder, as paths inside it. */
export function pagesOf(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  return entries.filter((path) => path.endsWith('.html')).sort()
}

/** What the pages of a folder point to and is not there, each with the page that says so. */
export function brokenLinks(folder: string): string[] {
  const anchors = new Map<string, ReadonlySet<string>>()
  const anchorsOf = (path: string): ReadonlySet<string> => {
    const known = anchors.get(path) ?? idsIn(readFileSync(path, 'utf8'))
    anchors.set(path, known)
    return known
  }
  return pagesOf(folder).flatMap((page) => {
    const path = join(folder, page)
    const targets = new Set(targetsIn(readFileSync(path, 'utf8')))
    return [...targets].flatMap((target) => {
      const why = objection(folder, path, target, anchorsOf)
      return why === null ? [] : [`${page}: ${target} ${why}`]
    })
  })
}

/** Where links and pictures lead: out of the site is not looked at. */
function targetsIn(html: string): string[] {
  const text = html.replace(/<script\b[^]*?<\/script>/g, '')
  return [...text.matchAll(/\s(?:href|src)="([^"]*)"/g)]
    .map(([, target = '']) => target.replaceAll('&amp;', '&').replaceAll('&quot;', '"'))
    .filter((target) => target !== '#' && !/^(?:https?|mailto|data):/.test(target))
}

function idsIn(html: string): ReadonlySet<string> {
  return new Set([...html.matchAll(/\sid="([^"]*)"/g)].map(([, id = '']) => id))
}

function objection(
  folder: string,
  page: string,
  target: string,
  anchorsOf: (path: string) => ReadonlySet<string>,
): string | null {
  const [path = '', anchor = ''] = target.split('#')
  const file = path === '' ? page : resolve(dirname(page), decodeURIComponent(path))
  if (relative(folder, file).startsWith('..')) return 'leaves the site'
  if (!existsSync(file) || !statSync(file).isFile()) return 'is not there'
  if (anchor === '' || !file.endsWith('.html')) return null
  return anchorsOf(file).has(decodeURIComponent(anchor)) ? null : 'has no such place'
}

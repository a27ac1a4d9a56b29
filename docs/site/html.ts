/** The little HTML that the pages of operations are made of. */

/** Where a name of the reference leads to; `undefined` for one that has no page. */
export type Links = (name: string) => string | undefined

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
}

export function escape(text: string): string {
  return text.replace(/[&<>"]/g, (character) => ENTITIES[character] ?? '')
}

/** A sentence of the tables: its code and its links. */
export function prose(text: string, links: Links): string {
  return escape(text)
    .replace(/`([^`]+)`/g, '<code>$1</code>')
    .replace(/\{@link ([\w.]+)\}/g, (_, name: string) => linked(name, links))
}

/** A name in code, as a link where it leads somewhere. */
export function linked(name: string, links: Links, shown = name): string {
  const href = links(name)
  const code = `<code>${escape(shown)}</code>`
  return href === undefined ? code : `<a href="${escape(href)}">${code}</a>`
}

/** A link out of the site, as TypeDoc makes them. */
export function outside(href: string, shown: string): string {
  return `<a href="${escape(href)}" class="external" target="_blank">${escape(shown)}</a>`
}

/** A table that scrolls by itself where the page is too narrow for it. */
export function table(
  caption: string,
  head: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  const cells = (tag: string, row: readonly string[]): string =>
    `<tr>${row.map((cell) => `<${tag}>${cell}</${tag}>`).join('')}</tr>`
  return [
    `<div class="scroll" role="region" aria-label="${escape(caption)}" tabindex="0"><table>`,
    head.length === 0 ? '' : `<thead>${cells('th', head)}</thead>`,
    `<tbody>${rows.map((row) => cells('td', row)).join('')}</tbody></table></div>`,
  ].join('')
}

/** The page of the benchmarks' charts, which are files of docs/charts. */

const TITLE = '# Charts'
const HOW = `
They are drawn by the benchmark kit: in a clone, \`npm run bench\` measures and writes its record
and its charts to \`docs/charts\`, and \`npm run docs\` puts them here.`.trim()
const NONE = 'There are none yet: nothing was measured in this clone.'
const WORDS = 'Each says what is better, on which machine it was measured, and how often.'

/** The charts among these files: those that are there in both themes. */
export function chartNames(files: readonly string[]): readonly string[] {
  const there = new Set(files)
  return files
    .filter((file) => file.endsWith('-light.svg'))
    .map((file) => file.slice(0, -'-light.svg'.length))
    .filter((name) => there.has(`${name}-dark.svg`))
    .sort()
}

/** `files-read` is `Files read`. */
export function chartTitle(name: string): string {
  const words = name.replaceAll('-', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/**
 * The page, in Markdown. The theme of the site may differ from that of the machine, so both
 * pictures are there and the style sheet shows one.
 */
export function chartsPage(names: readonly string[], folder: string): string {
  if (names.length === 0) return [TITLE, NONE, HOW].join('\n\n')
  const charts = names.flatMap((name) => {
    const title = chartTitle(name)
    const pictures = ['light', 'dark'].map((theme) => {
      const source = `${folder}/${name}-${theme}.svg`
      return `<img class="in-${theme}" loading="lazy" src="${source}" alt="${title}">`
    })
    return [`## ${title}`, `<div class="scroll chart">${pictures.join('')}</div>`]
  })
  return [TITLE, WORDS, HOW, ...charts].join('\n\n')
}

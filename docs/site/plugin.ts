/**
 * What TypeDoc is told beyond its options: under which headings things are listed, what the pages
 * of operations have besides their doc comments, and the page of the charts.
 */
import { cpSync, existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  type Application,
  Comment,
  CommentTag,
  type CommentDisplayPart,
  Converter,
  type DeclarationReflection,
  type DefaultThemeRenderContext,
  DocumentReflection,
  JSX,
  type NormalizedPath,
  type ProjectReflection,
  type Reflection,
  ReflectionKind,
  type ReferenceReflection,
  Renderer,
} from 'typedoc'
import { assemble } from '../../codegen/emit/assemble.ts'
import type { Input } from '../../codegen/emit/input.ts'
import { knownKernels, snapshotPath } from '../../codegen/kernels.ts'
import type { OperationRow } from '../../codegen/operations/types.ts'
import { readModel } from '../../codegen/snapshot.ts'
import { chartNames, chartsPage } from './charts.ts'
import type { Links } from './html.ts'
import { sectionsOf } from './operation-page.ts'
import { headingOfFile, headingOfMember } from './places.ts'

const CHARTS = fileURLToPath(new URL('../charts', import.meta.url))
/** Where the charts lie in the site. */
const CHARTS_OUT = 'charts'
const GUIDES = 'Guides'
/** Classes whose members are listed by what they do. */
const RING_CLASSES = ['Ring', 'RingOperations']

/** TypeDoc calls it by this name. */
export function load(app: Application): void {
  const { input } = assemble(readModel(snapshotPath(newestSeries())), new Map())
  const charts = existsSync(CHARTS) ? chartNames(readdirSync(CHARTS)) : []
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    nameGuides(project)
    addCharts(project, charts)
    putUnderHeadings(project)
    nameSubmissions(project)
  })
  app.renderer.on(Renderer.EVENT_BEGIN, ({ project }) => dropSourceLinks(project))
  app.renderer.on(Renderer.EVENT_END, ({ outputDirectory }) => {
    for (const file of charts.flatMap((name) => [`${name}-light.svg`, `${name}-dark.svg`])) {
      cpSync(join(CHARTS, file), join(outputDirectory, CHARTS_OUT, file))
    }
  })
  addSections(app, input)
}

function newestSeries(): string {
  const kernel = knownKernels().at(-1)
  if (kernel === undefined) throw new Error('headers/kernels.json lists no kernel')
  return kernel.series
}

/** A guide is called what its first heading says, up to a colon. */
function nameGuides(project: ProjectReflection): void {
  for (const guide of documentsOf(project)) {
    const [, title = guide.name] = /^# ([^:\n]+)/m.exec(textOf(guide.content)) ?? []
    guide.name = title.trim()
    guide.frontmatter['category'] = GUIDES
  }
}

function documentsOf(project: ProjectReflection): DocumentReflection[] {
  const all = project.getReflectionsByKind(ReflectionKind.Document)
  return all.filter((one) => one instanceof DocumentReflection)
}

function textOf(parts: readonly CommentDisplayPart[]): string {
  return parts.map((part) => part.text).join('')
}

function addCharts(project: ProjectReflection, charts: readonly string[]): void {
  const text = chartsPage(charts, `../${CHARTS_OUT}`)
  const category = { category: GUIDES }
  const page = new DocumentReflection('Charts', project, [{ kind: 'text', text }], category)
  project.addChild(page)
  project.registerReflection(page, undefined, join(CHARTS, 'charts.md') as NormalizedPath)
}

/** What has no category of its own gets one by its place. */
function putUnderHeadings(project: ProjectReflection): void {
  for (const module of project.getReflectionsByKind(ReflectionKind.Module)) {
    tag(module, 'Reference')
    for (const child of (module as DeclarationReflection).children ?? []) {
      tag(child, headingOfFile(fileOf(child)))
    }
  }
  for (const ring of project.getReflectionsByKind(ReflectionKind.Class)) {
    if (!RING_CLASSES.includes(ring.name)) continue
    for (const member of (ring as DeclarationReflection).children ?? []) {
      tag(member, headingOfMember(member.name))
    }
  }
}

/** The first parameter of every `prep` function, which has no words of its own there. */
function nameSubmissions(project: ProjectReflection): void {
  const text = 'The submission that is written: `sq.next()` gives one.'
  for (const parameter of project.getReflectionsByKind(ReflectionKind.Parameter)) {
    const isSubmission = parameter.name === 'sqe' && parameter.comment === undefined
    if (isSubmission) parameter.comment = new Comment([{ kind: 'text', text }])
  }
}

/** A name that is exported again belongs where the first one does. */
function fileOf(child: DeclarationReflection): string {
  const target = isAlias(child) ? child.tryGetTargetReflection() : child
  const { sources } = (target ?? child) as DeclarationReflection
  return sources?.[0]?.fileName ?? ''
}

function isAlias(child: Reflection): child is ReferenceReflection {
  return child.isReference()
}

function tag(target: Reflection, heading: string): void {
  const signatures = target.isDeclaration() ? target.getNonIndexSignatures() : []
  const comments = [target.comment, ...signatures.map(({ comment }) => comment)]
  const known = comments.filter((comment) => comment !== undefined)
  if (known.some((comment) => comment.getTag('@category') !== undefined)) return
  const block = new CommentTag('@category', [{ kind: 'text', text: heading }])
  const [comment] = known
  // A method without one inherits it later, with its category.
  if (comment !== undefined) comment.blockTags.push(block)
  else if (signatures.length === 0) target.comment = new Comment([], [block])
}

/** The sources are not a part of the site: their names are told, and lead nowhere. */
function dropSourceLinks(project: ProjectReflection): void {
  for (const reflection of Object.values(project.reflections)) {
    const { sources = [] } = reflection as DeclarationReflection
    for (const source of sources) delete source.url
  }
}

/** The sections of `prep`'s pages stand between parameters and tags. */
function addSections(app: Application, input: Input): void {
  const rows = new Map(input.operations.map((row) => [row.name, row]))
  app.renderer.hooks.on('comment.beforeTags', (context, comment, reflection) => {
    const row = rowOf(context, reflection, rows)
    if (row === undefined) return JSX.createElement(JSX.Fragment, null)
    const since = comment.getTag('@since')
    // It is among the facts.
    if (since !== undefined) since.skipRendering = true
    const sections = sectionsOf(row, input, linksOf(context)).map(({ id, title, html }) => {
      context.page.pageHeadings.push({ link: `#${id}`, text: title, level: 2 })
      return `<section class="operation"><h4 id="${id}">${title}</h4>${html}</section>`
    })
    return JSX.createElement(JSX.Raw, { html: sections.join('') })
  })
}

/** The row of the function whose own page is being made. */
function rowOf(
  { page }: DefaultThemeRenderContext,
  reflection: Reflection,
  rows: ReadonlyMap<string, OperationRow>,
): OperationRow | undefined {
  const { parent } = reflection
  if (!reflection.kindOf(ReflectionKind.CallSignature) || page.model !== parent) return undefined
  return parent.parent?.name === 'prep' ? rows.get(parent.name) : undefined
}

/** `Op`, `Sqe.addr`, or the name of a guide. */
function linksOf(context: DefaultThemeRenderContext): Links {
  const { project } = context.page
  const modules = project.getReflectionsByKind(ReflectionKind.Module)
  const guides = documentsOf(project)
  return (name) => {
    const path = name.split('.')
    const found = [
      guides.find((guide) => guide.name === name),
      ...modules.map((module) => module.getChildByName(path)),
    ].find((one) => one !== undefined && context.router.hasUrl(one))
    return found === undefined ? undefined : context.urlTo(found)
  }
}

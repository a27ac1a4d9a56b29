/** The API reference: it is built, and the main pages of it are opened in a real browser. */
import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test, type TestContext } from 'vitest'
import { prep } from 'uring-sdk/raw'
import { root } from '../rules/files.ts'
import { slowness } from '../support/slowness.ts'
import { brokenLinks, pagesOf } from './site-links.ts'

const CHROMIUM = '/usr/bin/chromium'
const TIMEOUT_MS = 180_000 * slowness

/**
 * Where the browser believes the site to be. There is no server: what it asks for is answered from
 * the folder. From files a browser takes less than from a server, icons for example.
 */
const SITE = 'http://site.localhost/'

const MAIN_PAGES = [
  'index.html',
  'modules/uring-sdk.html',
  'modules/raw.html',
  'modules/raw.prep.html',
  'classes/uring-sdk.Ring.html',
  'classes/uring-sdk.Sqe.html',
  'enums/uring-sdk.Op.html',
  'functions/raw.prep.recv.html',
  'functions/raw.prep.uringCmd.html',
  'documents/Getting_started.html',
  'documents/Which_kernel_has_what.html',
  'documents/Charts.html',
]

const folder = mkdtempSync(join(tmpdir(), 'uring-site-'))
let said = ''

beforeAll(async () => {
  const words = [join(root, '.ci/docs.mjs'), '--out', folder]
  const { stdout, stderr } = await promisify(execFile)(process.execPath, words, { cwd: root })
  said = stdout + stderr
}, TIMEOUT_MS)

afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('it is built without a warning', () => {
  expect(said).not.toMatch(/warning|error/i)
})

test('every function of prep has a page with the drawing of its bytes', () => {
  // It adds to a submission and fills none.
  const names = Object.keys(prep).filter((name) => name !== 'sendSetAddr')
  const lacking = names.filter((name) => {
    const path = join(folder, `functions/raw.prep.${name}.html`)
    return !existsSync(path) || !readFileSync(path, 'utf8').includes('<svg class="submission"')
  })
  expect(names.length).toBeGreaterThan(100)
  expect(lacking).toEqual([])
})

test('every guide is a page of it', () => {
  const documents = pagesOf(folder).filter((page) => page.startsWith('documents/'))
  expect(documents.length).toBeGreaterThan(10)
})

test('all links and pictures lead somewhere', () => {
  expect(brokenLinks(folder)).toEqual([])
})

const screens = [
  { width: 1280, height: 900, colorScheme: 'light' },
  { width: 1280, height: 900, colorScheme: 'dark' },
  { width: 390, height: 844, colorScheme: 'light' },
  { width: 390, height: 844, colorScheme: 'dark' },
] as const

describe('in a browser', () => {
  let browser: Browser | undefined

  beforeAll(async () => {
    if (!existsSync(CHROMIUM)) return
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] })
  }, TIMEOUT_MS)

  afterAll(() => browser?.close())

  const running = (context: TestContext): Browser =>
    browser ?? context.skip(`needs ${CHROMIUM} (Debian: chromium)`)

  for (const { width, height, colorScheme } of screens) {
    test(
      `the main pages are whole, ${width} wide and ${colorScheme}`,
      async (context) => {
        const page = await running(context).newPage({ viewport: { width, height }, colorScheme })
        const complaints = listen(page)
        try {
          for (const path of MAIN_PAGES) {
            complaints.where = path
            await open(page, path)
            for (const picture of await brokenPictures(page))
              complaints.add(`no picture ${picture}`)
            const [wide = 0, seen = 0] = await widths(page)
            if (wide > seen) complaints.add(`${wide} wide, ${seen} are there`)
          }
          expect(complaints.list).toEqual([])
        } finally {
          await page.close()
        }
      },
      TIMEOUT_MS,
    )
  }

  test(
    'dark is dark, and light is light',
    async (context) => {
      const grounds: number[] = []
      for (const colorScheme of ['light', 'dark'] as const) {
        const page = await running(context).newPage({ colorScheme })
        await open(page, 'functions/raw.prep.recv.html')
        grounds.push(await groundOf(page))
        await page.close()
      }
      const [light = 0, dark = 0] = grounds
      expect(light).toBeGreaterThan(200)
      expect(dark).toBeLessThan(60)
    },
    TIMEOUT_MS,
  )

  test(
    'the navigation leads to pages that are there',
    async (context) => {
      const page = await running(context).newPage()
      await open(page, 'index.html')
      await page.waitForSelector('#tsd-nav-container a', { state: 'attached' })
      const links = await hrefs(page, '#tsd-nav-container a')
      await page.close()
      const gone = links.filter((href) => !existsSync(fileOf(href)))
      expect(links.length).toBeGreaterThan(100)
      expect(gone).toEqual([])
    },
    TIMEOUT_MS,
  )

  test(
    'the search finds an operation, and words of a guide',
    async (context) => {
      const page = await running(context).newPage()
      await open(page, 'index.html')
      const results = '#tsd-search-results a'
      for (const [words, expected] of [
        ['recvMultishot', 'recvMultishot'],
        ['Getting started', 'Getting_started.html'],
      ] as const) {
        await page.click('#tsd-search-trigger')
        await page.fill('#tsd-search-input', words)
        await page.waitForSelector(results)
        expect((await hrefs(page, results)).join(' ')).toContain(expected)
        await page.keyboard.press('Escape')
      }
      await page.close()
    },
    TIMEOUT_MS,
  )
})

/** The file behind an address of the site. */
function fileOf(address: string): string {
  return join(folder, decodeURIComponent(new URL(address).pathname))
}

async function open(page: Page, path: string): Promise<void> {
  await page.route(`${SITE}**`, (route) => {
    const file = fileOf(route.request().url())
    return existsSync(file) ? route.fulfill({ path: file }) : route.fulfill({ status: 404 })
  })
  await page.goto(`${SITE}${path}`, { waitUntil: 'load' })
  // TypeDoc shows the page when its scripts are there.
  await page.waitForFunction(`document.body.style.display !== 'none'`)
}

// What runs in the page is text: nothing here has the names of a browser.

function hrefs(page: Page, selector: string): Promise<string[]> {
  return page.evaluate(`[...document.querySelectorAll('${selector}')].map((a) => a.href)`)
}

/** What a page says it lacks: on the console, thrown, or not loaded. */
function listen(page: Page): { where: string; readonly list: string[]; add(text: string): void } {
  const complaints = {
    where: '',
    list: [] as string[],
    add(text: string): void {
      complaints.list.push(`${complaints.where}: ${text}`)
    },
  }
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.add(message.text())
  })
  page.on('pageerror', (error) => complaints.add(error.message))
  page.on('requestfailed', (request) => complaints.add(`not loaded: ${request.url()}`))
  return complaints
}

/** Pictures that are to be seen and are not. */
function brokenPictures(page: Page): Promise<string[]> {
  return page.evaluate(`(async () => {
    const pictures = [...document.images].filter((one) => one.offsetParent !== null)
    for (const picture of pictures) picture.loading = 'eager'
    await Promise.allSettled(pictures.map((one) => one.decode()))
    return pictures.filter((one) => one.naturalWidth === 0).map((one) => one.src)
  })()`)
}

/** How wide the page is, and how much of it is seen. */
function widths(page: Page): Promise<number[]> {
  const element = 'document.documentElement'
  return page.evaluate(`[${element}.scrollWidth, ${element}.clientWidth]`)
}

/** How light the ground of the page is, of 255. */
async function groundOf(page: Page): Promise<number> {
  const color: string = await page.evaluate(`getComputedStyle(document.body).backgroundColor`)
  const [red = 0, green = 0, blue = 0] = color.match(/\d+/g)?.map(Number) ?? []
  return (red + green + blue) / 3
}

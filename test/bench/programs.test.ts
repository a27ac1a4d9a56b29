import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'

import { checkBlocks, writeBlocks } from './block-file.ts'
import { MissingError, root } from './build.ts'
import { allowedCpus } from './cpus.ts'
import { readFio } from './fio.ts'
import { parseOptions } from './options.ts'
import { timesAsMany, timesLessCpu } from './program-report.ts'
import { expectedSeconds, metricsOf, windowOf } from './program-suite.ts'
import { type Program, programSuite, type ProgramSuite } from './program-suite.ts'
import { readPrinted, runProgram } from './program.ts'
import { openScratch } from './scratch.ts'
import { checkRecords } from './suites/appends.ts'

const good = { operations: 1000, cpuSeconds: 0.5, seconds: 2 }

function optionsOf(...args: string[]) {
  const command = parseOptions(args)
  if (command.kind !== 'run') throw new Error(`not a run: ${command.kind}`)
  return command.options
}

describe('what a program prints', () => {
  test('is the last line of its output', () => {
    expect(readPrinted(`a note\n${JSON.stringify(good)}\n`)).toEqual(good)
  })

  test.each([
    ['hello', 'it printed "hello" and not a line of JSON'],
    ['', 'it printed "" and not a line of JSON'],
    ['[1]', 'it printed "[1]" and not an object'],
    ['{"operations":1,"cpuSeconds":1}', 'its seconds is missing'],
    ['{"operations":0,"cpuSeconds":1,"seconds":1}', 'it did nothing: 0 operations'],
    ['{"operations":1,"cpuSeconds":1,"seconds":0}', 'it took no time: 0 seconds'],
    ['{"operations":-1,"cpuSeconds":1,"seconds":1}', 'its operations is -1'],
    ['{"operations":"many","cpuSeconds":1,"seconds":1}', 'its operations is "many"'],
    [JSON.stringify({ ...good, rssBytes: null }), 'its rssBytes is null'],
    [JSON.stringify({ ...good, latencyUs: { p50: 1 } }), 'its latencyUs.p90 is missing'],
  ])('nonsense is explained: %s', (output, message) => {
    expect(() => readPrinted(output)).toThrow(new Error(message))
  })

  test('becomes what is compared', () => {
    const printed = { ...good, enters: 100, completions: 800, gcSeconds: 0.5, bytes: -3 }
    const metrics = Object.entries(metricsOf).map(([name, metric]) => [name, metric(printed)])
    expect(Object.fromEntries(metrics)).toEqual({
      cpuUs: 500,
      perSecond: 500,
      operations: 1000,
      p50Us: undefined,
      p99Us: undefined,
      p999Us: undefined,
      rssBytes: undefined,
      entersPerOp: 0.1,
      completionsPerEnter: 8,
      bytesPerOp: -3,
      gcShare: 0.25,
    })
  })

  test("fio's report says the same in its own words", () => {
    const percentile = {
      '50.000000': 2000,
      '90.000000': 3000,
      '99.000000': 4000,
      '99.900000': 5000,
    }
    const read = { total_ios: 500, runtime: 250, clat_ns: { max: 9000, percentile } }
    const report = (job: object) => `fio: a note\n${JSON.stringify({ jobs: [job] })}`
    const job = { error: 0, usr_cpu: 10, sys_cpu: 30, read }
    expect(readFio(report(job))).toEqual({
      operations: 500,
      seconds: 0.25,
      cpuSeconds: 0.1,
      latencyUs: { p50: 2, p90: 3, p99: 4, p999: 5, max: 9 },
    })
    expect(() => readFio(report({ ...job, error: 22 }))).toThrow("fio's job ended with error 22")
    expect(() => readFio('fio: no such file')).toThrow('fio printed "fio: no such file"')
  })
})

describe('a process', () => {
  const cpus = allowedCpus().slice(0, 1)
  const node = (source: string): string[] => [process.execPath, '-e', source]

  test('that fails is explained by its error, and not by the stack of it', async () => {
    const failing = runProgram(node('throw new Error("block 7 is wrong")'), cpus, 20)
    await expect(failing).rejects.toThrow(/^Error: block 7 is wrong$/)
  })

  test('that fails without a word is told by its code', async () => {
    await expect(runProgram(node('process.exit(3)'), cpus, 20)).rejects.toThrow('it ended with 3')
  })

  test('that does not end is killed', async () => {
    const endless = runProgram(node('setInterval(() => {}, 1000)'), cpus, 0.5)
    await expect(endless).rejects.toThrow('it has not ended after 1 s')
  })
})

describe('a suite of programs', () => {
  let directory: string | undefined
  afterEach(() => {
    if (directory !== undefined) rmSync(directory, { recursive: true })
    directory = undefined
  })

  /** A program that notes its turn in a file and prints what it is told to. */
  function noting(name: string, printed: string, file: string): Program {
    const source = `const [file, name, printed] = ${JSON.stringify([file, name, printed])}
      require('fs').appendFileSync(file, name + ' ' + process.argv.at(-1) + '\\n')
      console.log(printed)`
    return {
      name,
      about: name,
      prepare: () => ({
        version: '1',
        command: [process.execPath, '-e', source],
        words: ({ depth }) => [String(depth)],
      }),
    }
  }

  function suiteOf(programs: readonly Program[], more: Partial<ProgramSuite> = {}): ProgramSuite {
    return {
      name: 'fake',
      about: 'fakes',
      unit: 'read',
      yardstick: 'b',
      programs,
      windows: {
        quick: { warmup: 0, seconds: 0.1, repeats: 2 },
        full: { warmup: 1, seconds: 3, repeats: 5 },
      },
      caseCounts: { quick: 2, full: 4 },
      plan: () => ({ cases: [1, 2].map((depth) => ({ name: `${depth}`, parameters: { depth } })) }),
      ...more,
    }
  }

  function turns(): string {
    directory = mkdtempSync(path.join(tmpdir(), 'uring-turns-'))
    return path.join(directory, 'turns')
  }

  test('lets programs take turns: round by round, case by case', async () => {
    const file = turns()
    const fast = JSON.stringify({ operations: 100, cpuSeconds: 1e-4, seconds: 0.1 })
    const slow = JSON.stringify({ operations: 100, cpuSeconds: 4e-4, seconds: 0.2 })
    const suite = suiteOf([noting('a', fast, file), noting('b', slow, file)], {
      closing: ({ name }) => `That was ${name}.`,
      conclusion: (cases) => `${cases.length} cases.`,
    })
    const lines: string[] = []
    const result = await programSuite(suite).run(optionsOf('--quick'), (line) => lines.push(line))
    const round = ['a 1', 'b 1', 'a 2', 'b 2']
    expect(readFileSync(file, 'utf8').trim().split('\n')).toEqual([...round, ...round])
    expect(lines).toHaveLength(8)
    expect(result.failed).toEqual([])
    const [first] = result.cases
    expect(first).toMatchObject({ name: '1', parameters: { depth: 1 }, unit: 'read' })
    expect(first?.rows.map(({ peer, metrics }) => [peer, metrics['cpuUs']])).toEqual([
      ['a', { median: 1, spread: 0, values: [1, 1] }],
      ['b', { median: 4, spread: 0, values: [4, 4] }],
    ])
    const rows = first?.rows ?? []
    expect(rows.map((row) => timesLessCpu(row, rows, 'b'))).toEqual([4, 1])
    expect(timesAsMany(rows, 'a', 'b')).toBe(2)
    expect(result.text).toMatch(/^a +1\.00 +0 % +4\.0x less CPU +1,000 +1$/m)
    expect(result.text).toMatch(/^b +4\.00 +0 % +the yardstick +500 +1$/m)
    expect(result.text).toContain('That was 2.')
    expect(result.text).toMatch(/2 cases\.$/)
    expect(result.text).not.toContain('p50')
  })

  test('names a program that prints nonsense, once, and goes on with the others', async () => {
    const file = turns()
    const broken = noting('broken', 'no JSON', file)
    const suite = suiteOf([broken, noting('b', JSON.stringify(good), file)])
    const result = await programSuite(suite).run(
      optionsOf('--quick', '--case', 'depth=2'),
      () => {},
    )
    const reason = '2: it printed "no JSON" and not a line of JSON'
    expect(result.failed).toEqual([{ peer: 'broken', reason }])
    expect(result.cases.map(({ rows }) => rows.map(({ peer }) => peer))).toEqual([['b']])
    expect(readFileSync(file, 'utf8').trim().split('\n')).toEqual(['broken 2', 'b 2', 'b 2'])
  })

  test('names a program whose work is wrong, and always cleans up', async () => {
    let closed = 0
    const suite = suiteOf([noting('b', JSON.stringify(good), turns())], {
      plan: () => ({
        cases: [{ name: 'one', parameters: { depth: 1 } }],
        check: () => {
          throw new Error('its copy is wrong')
        },
        close: () => closed++,
      }),
    })
    const result = await programSuite(suite).run(optionsOf('--quick'), () => {})
    expect(result.failed).toEqual([{ peer: 'b', reason: 'one: its copy is wrong' }])
    expect(result.text).toContain('No program has done it')
    expect(closed).toBe(1)
  })

  test('leaves out by name what cannot be had, a place for its files too', async () => {
    const absent: Program = {
      name: 'absent',
      about: '',
      prepare: () => {
        throw new MissingError('it is not here')
      },
    }
    const suite = suiteOf([absent], {
      plan: () => {
        throw new MissingError('there is no disk')
      },
    })
    const result = await programSuite(suite).run(optionsOf('--quick'), () => {})
    expect(result.missing).toEqual([
      { peer: 'fake', reason: 'there is no disk' },
      { peer: 'absent', reason: 'it is not here' },
    ])
  })

  test('measures as long as its plan says, unless the user says otherwise', () => {
    const suite = suiteOf([
      noting('a', '', ''),
      { ...noting('b', '', ''), fullOnly: true },
      { ...noting('c', '', ''), extra: true },
    ])
    expect(windowOf(suite, optionsOf('--quick'))).toEqual({ warmup: 0, seconds: 0.1, repeats: 2 })
    const given = optionsOf('--seconds', '0.5', '--repeats', '1')
    expect(windowOf(suite, given)).toEqual({ warmup: 1, seconds: 0.5, repeats: 1 })
    expect(expectedSeconds(suite, optionsOf('--quick'))).toBeCloseTo(2 * 2 * (0.1 + 0.3))
    expect(expectedSeconds(suite, optionsOf())).toBeCloseTo(5 * 5 * (4 + 0.3))
  })
})

describe('the files of a suite', () => {
  test('lie on a disk and are gone when the suite is over', () => {
    const scratch = openScratch(['/dev/shm', tmpdir(), '/var/tmp'])
    expect(scratch.directory.startsWith('/dev/shm')).toBe(false)
    writeFileSync(path.join(scratch.directory, 'file'), 'content')
    scratch.close()
    expect(existsSync(scratch.directory)).toBe(false)
    expect(() => openScratch(['/dev/shm'])).toThrow(MissingError)
  })

  test('a copy with one wrong byte is told, and one that is too long', () => {
    const scratch = openScratch()
    try {
      const file = path.join(scratch.directory, 'copy')
      writeBlocks(file, 2 << 20)
      checkBlocks(file, 2 << 20)
      expect(() => checkBlocks(file, 1 << 20)).toThrow('its copy is too long')
      expect(() => checkBlocks(file, 3 << 20)).toThrow('in the megabyte at 2097152')
      const content = readFileSync(file)
      content.writeUInt8(1, (1 << 20) + 77)
      writeFileSync(file, content)
      expect(() => checkBlocks(file, 2 << 20)).toThrow('in the megabyte at 1048576')
    } finally {
      scratch.close()
    }
  })

  test('a log that lacks a record, or has one in the wrong place, is told', () => {
    const scratch = openScratch()
    try {
      const file = path.join(scratch.directory, 'log')
      const log = Buffer.alloc(512 * 4)
      for (let i = 0; i < 4; i++) {
        log.writeUInt32LE(i, i * 512)
        log.writeUInt32LE(i, i * 512 + 508)
      }
      writeFileSync(file, log)
      checkRecords(file, { operations: 3 })
      expect(() => checkRecords(file, { operations: 5 })).toThrow('4 records for 5 appends')
      log.writeUInt32LE(9, 512 * 2 + 508)
      writeFileSync(file, log)
      expect(() => checkRecords(file, { operations: 4 })).toThrow('its record 2 is wrong')
    } finally {
      scratch.close()
    }
  })

  test('are removed when the run is interrupted', async () => {
    const place = mkdtempSync(path.join(root, 'node_modules/.uring-interrupted-'))
    try {
      const words = ['--suite', 'appends', '--peer', 'fs', '--seconds', '30', '--repeats', '1']
      const args = ['--import', 'tsx', path.join(root, 'test/bench/main.ts'), ...words]
      const env = { ...process.env, TMPDIR: place }
      const child = spawn(process.execPath, args, { env, cwd: root, stdio: 'ignore' })
      const ended = once(child, 'close')
      const log = (): boolean =>
        readdirSync(place, { recursive: true }).some((name) => String(name).endsWith('log'))
      while (!log() && child.exitCode === null)
        await new Promise((resolve) => setTimeout(resolve, 20))
      child.kill('SIGINT')
      expect((await ended)[0]).toBe(130)
      expect(readdirSync(place).filter((name) => name.startsWith('uring-bench-'))).toEqual([])
    } finally {
      rmSync(place, { recursive: true })
    }
  })
})

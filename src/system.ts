import { readFileSync } from 'node:fs'

/** How the system is asked; replaced by tests. */
export interface System {
  readonly platform: string
  readonly release: string
  /** The text of a small file, or `undefined`. */
  readFile(path: string): string | undefined
}

/** This machine. */
export const thisSystem: System = {
  platform: process.platform,
  get release() {
    return readText('/proc/sys/kernel/osrelease')?.trim() ?? 'unknown'
  },
  readFile: readText,
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

/** Whether kernel `release` (`6.1.0-50-cloud`) is older than `since` (`6.12`). */
export function isOlder(release: string, since: string): boolean {
  const [major = 0, minor = 0] = release.split(/[.-]/).map(Number)
  const [wantedMajor = 0, wantedMinor = 0] = since.split(/[.-]/).map(Number)
  return major < wantedMajor || (major === wantedMajor && minor < wantedMinor)
}

import { readFileSync } from 'node:fs'

/** The cores this process may use: a container's set may leave out some. */
export function allowedCpus(): number[] {
  const status = readFileSync('/proc/self/status', 'utf8')
  const list = /^Cpus_allowed_list:\s*(\S+)$/m.exec(status)?.[1] ?? '0'
  return list.split(',').flatMap((range) => {
    const [first = 0, last = first] = range.split('-').map(Number)
    return Array.from({ length: last - first + 1 }, (_, i) => first + i)
  })
}

/** One core for the server, another for the client; with a single core they have to share it. */
export function chooseCpus(
  server: number | undefined,
  client: number | undefined,
): { server: number; client: number } {
  const allowed = allowedCpus()
  const first = server ?? allowed.find((cpu) => cpu !== client) ?? 0
  return { server: first, client: client ?? allowed.find((cpu) => cpu !== first) ?? first }
}

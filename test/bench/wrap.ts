/** How a program is started while somebody looks at what it costs. */
export interface Wrapped {
  readonly words: readonly string[]
  readonly env: Readonly<Record<string, string>>
}

export type Wrapper = (command: readonly string[]) => Wrapped

let wrapper: Wrapper | undefined

/** While `work` runs, every measured program and server is started through `around`. */
export async function wrapping<Result>(
  around: Wrapper,
  work: () => Promise<Result>,
): Promise<Result> {
  wrapper = around
  try {
    return await work()
  } finally {
    wrapper = undefined
  }
}

/** What to spawn for `command`: itself, when nobody looks. */
export function wrapped(command: readonly string[]): {
  program: string
  args: string[]
  env: NodeJS.ProcessEnv
} {
  const { words, env } = wrapper?.(command) ?? { words: command, env: {} }
  const [program = '', ...args] = words
  return { program, args, env: { ...process.env, ...env } }
}

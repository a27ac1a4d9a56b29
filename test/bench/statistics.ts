/** The middle value; of an even number of values, the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  return percentile(values, 0.5)
}

/** `fraction` of the values lie at or below it; between two values it is interpolated. */
export function percentile(values: readonly number[], fraction: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  const place = fraction * (sorted.length - 1)
  const below = sorted[Math.floor(place)]
  const above = sorted[Math.ceil(place)]
  if (below === undefined || above === undefined) return Number.NaN
  return below + (above - below) * (place - Math.floor(place))
}

/**
 * Half the distance from the lowest to the highest value, relative to the median: the ± of a row.
 */
export function spread(values: readonly number[]): number {
  if (values.length === 0) return Number.NaN
  return (Math.max(...values) - Math.min(...values)) / 2 / median(values)
}

/** What a row of a table shows of one measure, with all values kept for whoever wants more. */
export interface Summary {
  readonly median: number
  readonly spread: number
  readonly values: readonly number[]
}

export function summarize(values: readonly number[]): Summary {
  return { median: median(values), spread: spread(values), values }
}

/**
 * How many times `ours` goes into `theirs`, round by round. Two peers measured one after the other
 * share the machine's mood of that minute, so the median of the ratios is steadier than the ratio
 * of the medians.
 */
export function pairedRatio(ours: readonly number[], theirs: readonly number[]): Summary {
  const rounds = Math.min(ours.length, theirs.length)
  const ratios: number[] = []
  for (let i = 0; i < rounds; i++) ratios.push((theirs[i] ?? NaN) / (ours[i] ?? NaN))
  return summarize(ratios)
}

/** One measured quantity, with one value per run. */
export interface Figure {
  readonly name: string;
  /** The unit, such as `MB/s` or `ms`; `×` for a ratio. */
  readonly unit: string;
  readonly values: readonly number[];
  readonly goal?: Goal;
  /** Whether the benchmark's plot shows the figure; all figures of a plot have one unit. */
  readonly plotted?: boolean;
}

export type Goal = { readonly atLeast: number } | { readonly atMost: number };

/** The size of a benchmark and the number of its runs. */
export interface Scale {
  /** `small` quickly shows that a benchmark works; its figures mean nothing. */
  readonly size: 'small' | 'full';
  readonly runs: number;
}

/** A claim, and how it is measured. */
export interface Benchmark {
  /** The name for --only. */
  readonly name: string;
  readonly title: string;
  /** What is compared with what, in Markdown. */
  readonly about: string;
  /** Whether the figures depend on the engine. Then each engine has its own. */
  readonly onEngine: boolean;
  measure(scale: Scale, report: (line: string) => void): Promise<Figure[]>;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] as number;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] as number) + upper) / 2;
}

/** Returns the ratio for each run, which cancels out what slowed down both measurements. */
export function ratio(over: readonly number[], under: readonly number[]): number[] {
  return over.map((value, run) => value / (under[run] as number));
}

/** Returns whether the median reaches the goal; undefined without a goal. */
export function isMet({ values, goal }: Figure): boolean | undefined {
  if (!goal) return undefined;
  return 'atLeast' in goal ? median(values) >= goal.atLeast : median(values) <= goal.atMost;
}

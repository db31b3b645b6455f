/** A command of the tutorial, and its expected output. */
export interface Step {
  /** The heading above the command. */
  readonly heading: string;
  /** The line of its fence, from 1. */
  readonly line: number;
  readonly command: string;
  /** Whether it is meant to fail: its fence says `sh fails`. */
  readonly fails: boolean;
  /** The lines of the `text` block that follows; empty if none follows. */
  readonly prints: readonly string[];
}

/** Returns every `sh` block of a Markdown text, in order, each with the `text` block that precedes the next one. */
export function readSteps(markdown: string): Step[] {
  const steps: { heading: string; line: number; command: string; fails: boolean; prints: string[] }[] = [];
  let heading = '';
  let fence: { language: string; fails: boolean; line: number; lines: string[] } | undefined;
  for (const [index, line] of markdown.split('\n').entries()) {
    const mark = /^```(\w*)( fails)?\s*$/.exec(line);
    if (fence && mark) {
      const { language, fails, lines } = fence;
      if (language === 'sh')
        steps.push({ heading, line: fence.line, command: lines.join('\n'), fails, prints: [] });
      const last = steps.at(-1);
      if (language === 'text' && last?.prints.length === 0) last.prints.push(...lines);
      fence = undefined;
    } else if (fence) fence.lines.push(line);
    else if (mark)
      fence = { language: mark[1] as string, fails: mark[2] !== undefined, line: index + 1, lines: [] };
    else heading = /^#+ (.*)$/.exec(line)?.[1] ?? heading;
  }
  return steps;
}

/**
 * Returns the first expected line that an output lacks, in order; undefined when it has all. The output may have other
 * lines in between, `…` matches anything within a line, and spaces count as one, because columns are as wide as their
 * cells.
 */
export function firstMissing(prints: readonly string[], output: string): string | undefined {
  const printed = output.split('\n').map(oneSpace);
  let from = 0;
  for (const line of prints) {
    if (/^\s*…?\s*$/.test(line)) continue; // Other lines may be in between anyway.
    const pattern = new RegExp(`^${oneSpace(line).split('…').map(escaped).join('.*')}$`);
    const at = printed.findIndex((text, index) => index >= from && pattern.test(text));
    if (at === -1) return line;
    from = at + 1;
  }
  return undefined;
}

function oneSpace(line: string): string {
  return line.trim().replace(/\s+/g, ' ');
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** A Markdown file: what is between `---` at its start, and the text under each heading of the second level. */
export interface Page {
  readonly front: unknown;
  readonly sections: Readonly<Record<string, string>>;
}

export function readPage(file: string): Page {
  const text = readFileSync(file, 'utf8');
  const [, front = '', body = text] = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(text) ?? [];
  const [, ...parts] = `\n${body}`.split(/\n## /);
  const sections = parts.map((part) => {
    const end = part.indexOf('\n');
    // The first line may be code: its spaces count.
    return [part.slice(0, end).trim(), part.slice(end).replace(/^\n+/, '').trimEnd()];
  });
  return { front: parse(front), sections: Object.fromEntries(sections) };
}

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../../kit/session';

/** Every Markdown file that is tracked or not ignored. */
const PAGES = execFileSync(
  'git',
  ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--', '*.md'],
  {
    cwd: ROOT,
    encoding: 'utf8',
  },
)
  .split('\0')
  .filter((page) => page !== '' && existsSync(path.join(ROOT, page)));

/** Returns a page without its code, in which brackets are not links. */
function prose(text: string): string {
  return text.replace(/^```.*\n[\s\S]*?^```/gm, '').replace(/`[^`\n]*`/g, 'code');
}

/** Returns the targets of a page's links that are files or anchors of this repository. */
function linksOf(text: string): string[] {
  const found = prose(text).matchAll(/\]\(([^)\s]+)\)|^\[[^\]]+\]: (\S+)|(?:src|srcset)="([^"]+)"/gm);
  return [...found]
    .map(([, inline, reference, image]) => inline ?? reference ?? image ?? '')
    .filter((target) => !/^[a-z]+:/.test(target));
}

/** Returns the anchors of a page's headings, as GitHub makes them. */
function anchorsOf(text: string): string[] {
  const seen = new Map<string, number>();
  return [...text.replace(/^```.*\n[\s\S]*?^```/gm, '').matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => {
    const words = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
    const anchor = words.replace(/[^\p{L}\p{N}\p{M}_ -]/gu, '').replaceAll(' ', '-');
    const before = seen.get(anchor) ?? 0;
    seen.set(anchor, before + 1);
    return before === 0 ? anchor : `${anchor}-${before}`;
  });
}

/** Returns why a link of a page does not resolve; undefined when it does. */
function problemOf(page: string, link: string): string | undefined {
  const [file = '', anchor] = link.split('#');
  const target = file === '' ? page : path.join(path.dirname(page), decodeURI(file));
  if (!existsSync(path.join(ROOT, target))) return `${page}: ${link}: ${target} does not exist`;
  if (anchor === undefined) return undefined;
  if (!target.endsWith('.md')) return `${page}: ${link}: only a Markdown page has anchors`;
  const anchors = anchorsOf(readFileSync(path.join(ROOT, target), 'utf8'));
  return anchors.includes(anchor) ? undefined : `${page}: ${link}: ${target} has no such heading`;
}

test('every relative link and anchor of every page resolves', () => {
  const links = PAGES.flatMap((page) =>
    linksOf(readFileSync(path.join(ROOT, page), 'utf8')).map((link) => problemOf(page, link) ?? ''),
  );
  expect(links.filter(Boolean)).toEqual([]);
  expect(links.length).toBeGreaterThan(200);
});

test('a link to a file or a heading that does not exist is reported', () => {
  expect(problemOf('README.md', 'docs/nowhere.md')).toMatch('docs/nowhere.md does not exist');
  expect(problemOf('README.md', 'LICENSE#terms')).toMatch('only a Markdown page has anchors');
  expect(problemOf('README.md', '#nothing-like-this')).toMatch('has no such heading');
});

test('a heading has the same anchor as on GitHub', () => {
  expect(anchorsOf('# A `b`: c/d\n```\n# code\n```\n## Same\n## Same\n## [text](a.md), again')).toEqual([
    'a-b-cd',
    'same',
    'same-1',
    'text-again',
  ]);
});

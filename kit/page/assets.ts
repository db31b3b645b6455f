import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const BROWSER = path.join(__dirname, 'browser');

/** A file that the page consists of. */
export interface Asset {
  readonly type: string;
  readonly body: string;
  readonly gzipped: Buffer;
}

const HTML = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Sluice</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/page.css">
<script type="module" src="/page.js"></script>
</head>
<body><div id="page"><p class="empty">Connecting…</p></div><noscript>This page needs JavaScript.</noscript></body>
</html>
`;

/** Bundles the page's own code, and returns every file of the page by its path. */
export async function bundlePage(): Promise<ReadonlyMap<string, Asset>> {
  const { outputFiles } = await build({
    entryPoints: { page: path.join(BROWSER, 'main.tsx') },
    ...{ bundle: true, minify: true, write: false, outdir: '/', format: 'esm', target: 'es2022' },
    ...{ jsx: 'automatic', jsxImportSource: 'preact', legalComments: 'none', logLevel: 'silent' },
  });
  const types: Record<string, string> = { '.js': 'text/javascript', '.css': 'text/css' };
  return new Map([
    ['/', asset('text/html', HTML)],
    ...outputFiles.map(({ path: name, text }): [string, Asset] => [
      `/${path.basename(name)}`,
      asset(types[path.extname(name)] ?? 'text/plain', text),
    ]),
  ]);
}

function asset(type: string, body: string): Asset {
  return { type, body, gzipped: gzipSync(body) };
}

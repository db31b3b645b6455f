import { readFileSync } from 'node:fs';
import path from 'node:path';

/** Returns the major version of Node.js on which functions run in AWS: the `runtime` of serverless.yml. */
export function nodeOnAws(root: string): number {
  const template = readFileSync(path.join(root, 'serverless.yml'), 'utf8');
  const major = /^ {2}runtime: nodejs(\d+)\.x$/m.exec(template)?.[1];
  if (!major) throw new Error('serverless.yml names no runtime nodejs….x');
  return Number(major);
}

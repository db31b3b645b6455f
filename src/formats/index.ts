/** The formats, one per line. */
export { csv } from './csv';
export { json } from './json';
export { ndjson } from './ndjson';
export { tsv } from './tsv';

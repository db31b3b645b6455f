/** The formats, one per line. */
export { csv } from './csv';
export { dynamodb } from './dynamodb';
export { json } from './json';
export { ndjson } from './ndjson';
export { tsv } from './tsv';

import { gzipSync } from 'node:zlib';
import type { Dice } from './dice';
import type { Format } from './file';

/** Returns an input that no retry can help: none of it may be loaded. */
export function brokenFile(dice: Dice): { what: string; format: Format; body: Buffer } {
  const good = Array.from({ length: dice.int(1, 120) }, (_, id) => `{"id": ${id}, "a": "x"}`);
  const json = `[${good.join(',')}]`;
  const csv = `id,a\n${good.map((_, id) => `${id},x\n`).join('')}`;
  const from = Math.floor(json.length / 2);
  const text = (what: string, format: Format, body: string | Buffer) => ({
    what,
    format,
    body: Buffer.from(body),
  });
  return dice.one([
    text('truncated JSON', 'json', json.slice(0, dice.int(1, json.length - 1))),
    text(
      'JSON that is not an array',
      'json',
      dice.one(['{"id": 1}', '5', '"text"', good.join('\n'), 'null']),
    ),
    text('JSON that continues after its end', 'json', `${json} ${dice.one([']', '1', json])}`),
    text(
      'JSON with an element that is not JSON',
      'json',
      `${json.slice(0, -1)},${dice.one(['', 'x', '{a:1}'])}]`,
    ),
    text('UTF-16', dice.one(['json', 'csv']), Buffer.from(`\uFEFF${json}`, 'utf16le')),
    text('Latin-1', 'csv', Buffer.concat([Buffer.from(csv), Buffer.from('1,é\n', 'latin1')])),
    text(
      'text that ends within a character',
      'ndjson',
      Buffer.from(`${good.join('\n')}\n{"id":"é`).subarray(0, -1),
    ),
    text('an open quote', 'csv', `${csv}1,"open\n2,b\n`),
    text('a header with one name twice', 'csv', 'id,a,id\n1,2,3\n'),
    text('a header with no name', dice.one(['csv']), 'id,,a\n1,2,3\n'),
    text('truncated gzip', 'json', gzipSync(json).subarray(0, -dice.int(1, 12))),
    text('gzip with bytes after it', 'json', Buffer.concat([gzipSync(json), Buffer.from([0, 1, 2])])),
    text(
      'bytes that only start like gzip',
      'json',
      Buffer.concat([Buffer.from([0x1f, 0x8b]), Buffer.from(json.slice(0, from))]),
    ),
  ]);
}

/** Returns a CSV for the csv bucket of which nothing may be loaded. */
export function brokenCsv(dice: Dice): { what: string; body: Buffer } {
  return dice.one([
    { what: 'a lone CSV with an open quote', body: Buffer.from('id,a\n1,x\n2,"open\n') },
    { what: 'a lone CSV in Latin-1', body: Buffer.from('id,a\n1,é\n', 'latin1') },
    { what: 'a lone CSV with one name twice', body: Buffer.from('a,a\n1,2\n') },
  ]);
}

/** Returns a message that cannot be a job, and what identifies its dead letter. */
export function badMessage(
  dice: Dice,
  name: string,
  inputBucket: string,
): { what: string; body: string; about: string } {
  const broken = (what: string, body: string, about = body) => ({ what, body, about });
  const job = (what: string, fields: object, key = `${name}.json`) =>
    broken(what, JSON.stringify({ key, ...fields }), key);
  const event = (what: string, bucket: string, key: string) =>
    broken(
      what,
      JSON.stringify({
        Records: [{ eventName: 'ObjectCreated:Put', s3: { bucket: { name: bucket }, object: { key } } }],
      }),
      key,
    );
  return dice.one([
    broken('a message that is not JSON', `${name} is not JSON`),
    broken('a message that is a list', JSON.stringify([name])),
    broken('a message without a key', JSON.stringify({ dataset: name })),
    job('a message with an unknown field', { bucket: 'other' }),
    job('a message with a bad id', { id: dice.one([[], 'id', [1], ['']]) }),
    job('a message with a bad dataset', { dataset: dice.one(['a/b', '..', '', 'x'.repeat(129), 5]) }),
    job('a message with a bad format', { format: 'xml' }),
    job('a key without a format', {}, name),
    job(
      'a key that climbs',
      {},
      dice.one([`../${name}.json`, `a/../../${name}.json`, `/${name}.json`, `a//${name}.json`]),
    ),
    job('a key that is an address', {}, `s3://other/${name}.json`),
    event('an event of another bucket', `${inputBucket}-other`, `${name}.json`),
    event('an event whose key does not decode', inputBucket, `${name}%E0%A4%A.json`),
  ]);
}

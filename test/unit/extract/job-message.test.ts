import { metadataKey } from '../../../src/csvw/metadata';
import { partKey } from '../../../src/extract/part-key';
import { jobsOf } from '../../support/message';

const read = (message: unknown) => jobsOf(JSON.stringify(message), 'm-1', 'in');
const permanent = (code: string) => expect.objectContaining({ name: 'PermanentFailure', code });
const event = (...objects: unknown[]) => ({
  Records: objects.map((s3) => ({ eventName: 'ObjectCreated:Put', s3 })),
});
const s3 = (key: string, bucket = 'in') => ({ bucket: { name: bucket }, object: { key } });

describe('A job message', () => {
  test('needs only a key: dataset and format come from the file name', () => {
    expect(read({ key: 'a/b/Movies.JSON.gz' })).toEqual([
      { key: 'a/b/Movies.JSON.gz', dataset: 'Movies', format: 'json', messageId: 'm-1' },
    ]);
  });

  test('may override the defaults', () => {
    const { id: idColumns, ...message } = { key: 'a.txt', dataset: 'd', id: ['x', 'y'], format: 'tsv' };
    expect(read({ ...message, id: idColumns })).toEqual([{ ...message, idColumns, messageId: 'm-1' }]);
  });

  test('may say how to read its file', () => {
    expect(read({ key: 'a.csv', delimiter: ';' })).toMatchObject([{ reading: { delimiter: ';' } }]);
    expect(read({ key: 'a.csv' })[0]).not.toHaveProperty('reading');
  });

  test.each([
    [{ key: 'a.json', delimiter: ';' }, 'delimiter is not an option of json'],
    [{ key: 'a.csv', delimiter: '"' }, 'delimiter must be auto or one character'],
    [{ key: 'a.csv', delimiter: ';;' }, 'delimiter must be auto or one character'],
    [{ key: 'a.csv', quote: 'x' }, 'quote must be none or one ASCII punctuation mark'],
    [{ key: 'a.csv', encoding: 'klingon' }, 'encoding must be an encoding such as windows-1252'],
    [{ key: 'a.json', path: 'data' }, 'path must be a JSON pointer such as /data/items'],
  ])('with an option that its file cannot have is refused: %j', (message, problem) => {
    expect(() => read(message)).toThrow(problem);
  });

  test('that is forced is identified by its original id', () => {
    expect(read({ key: 'a.json', force: true })).toMatchObject([{ messageId: 'm-1', forcedBy: 'm-1' }]);
    expect(jobsOf('{"key":"a.json","force":true}', 'm-2', 'in', 'm-1')).toMatchObject([
      { messageId: 'm-2', forcedBy: 'm-1' },
    ]);
    expect(read({ key: 'a.json', force: false })[0]).not.toHaveProperty('forcedBy');
  });

  test.each([
    ['a.json', 'json'],
    ['a.ndjson', 'ndjson'],
    ['a.jsonl', 'ndjson'],
    ['a.geojson', 'json'],
    ['a.csv.gz', 'csv'],
    ['a.TSV', 'tsv'],
  ])('of %s is %s', (key, format) => {
    expect(read({ key })).toMatchObject([{ format }]);
  });

  test('with an extension that names no format must name one', () => {
    expect(() => read({ key: 'a.txt' })).toThrow(permanent('FORMAT_UNKNOWN'));
    expect(() => read({ key: 'json' })).toThrow(permanent('FORMAT_UNKNOWN'));
  });

  test('that is not JSON is refused, and the error does not repeat the text', () => {
    const reading = () => jobsOf('secret', 'm-1', 'in');
    expect(reading).toThrow(permanent('MESSAGE_NOT_JSON'));
    expect(reading).toThrow(expect.not.objectContaining({ cause: expect.anything() }));
  });

  test.each<unknown>([
    null,
    1,
    'a.json',
    [],
    [{ key: 'a.json' }],
    {},
    { key: 1 },
    { key: 'a.json', bucket: 'secret' },
    { key: 'a.json', toString: 1 },
    { Event: 'secret' },
    { key: 'a.json', Event: 's3:TestEvent' },
    { key: 'a.json', Records: [] },
    { key: 'a.json', dataset: '' },
    { key: 'a.json', dataset: '.' },
    { key: 'a.json', dataset: '..' },
    { key: 'a.json', dataset: 'a/b' },
    { key: 'a.json', dataset: 'a\nb' },
    { key: 'a.json', dataset: 'x'.repeat(129) },
    { key: 'a.json', dataset: '\ud800' },
    { key: 'a.json', id: [] },
    { key: 'a.json', id: [''] },
    { key: 'a.json', id: 'secret' },
    { key: 'a.json', id: [1] },
    { key: 'a.json', format: 'secret' },
    { key: 'a.json', force: 'secret' },
    { key: 'a.json', force: null },
  ])('of the shape %j is refused', (message) => {
    expect(() => read(message)).toThrow(permanent('MESSAGE_INVALID'));
    expect(() => read(message)).not.toThrow(/secret/);
  });

  test('with a field called __proto__ is refused', () => {
    expect(() => jobsOf('{"key":"a.json","__proto__":{}}', 'm-1', 'in')).toThrow(
      permanent('MESSAGE_INVALID'),
    );
  });

  test('names the field that is wrong', () => {
    expect(() => read({ key: 'a.json', bucket: 'b' })).toThrow('bucket is not a field of a job');
    expect(() => read({ key: 'a.json', format: 'xml' })).toThrow('format must be');
    expect(() => read({})).toThrow('key is missing');
  });

  test.each([
    [{ key: '/a.json' }, 'key must be a key inside the input bucket, without . or .. or empty segments'],
    [{ key: '\ud800.json' }, 'key must not have half of a surrogate pair'],
    [{ key: 'a.json', dataset: '.' }, 'dataset must be 1 to 128 characters without / or control characters'],
    [{ key: 'a.json', id: [] }, 'id must name a column'],
    [{ key: 'a.json', id: ['a', ''] }, 'id.1 must not be empty'],
    [{ key: 'a.json', force: 'yes' }, 'force must be boolean'],
  ])('of the shape %j says what is wrong', (message, what) => {
    expect(() => read(message)).toThrow(what);
  });

  test.each(['.hidden', '..a', '...', ' ', 'é'.repeat(128)])('may name the dataset %j', (dataset) => {
    expect(read({ key: 'a.json', dataset })).toMatchObject([{ dataset }]);
  });
});

describe('The key of a job', () => {
  test.each(['a b+c%.json', 'é/€.json', 'a=b&c.json', '...a/b.json', 'a#b?.json'])('may be %s', (key) => {
    expect(read({ key })).toMatchObject([{ key }]);
  });

  test.each([
    '',
    '/a.json',
    'a/',
    '../a.json',
    'a/../b.json',
    './a.json',
    'a//b.json',
    's3://bucket/a.json',
    'https://x/a.json',
    'a\u0000.json',
    '\ud800.json',
    `${'x'.repeat(1020)}.json`,
  ])('may not be %j', (key) => {
    expect(() => read({ key })).toThrow(permanent('MESSAGE_INVALID'));
  });

  test.each(['...json', 'a/...json', 'a/.gz'])('%s gives no dataset, so the message must name one', (key) => {
    expect(() => read({ key, format: 'json' })).toThrow(permanent('MESSAGE_INVALID'));
    expect(read({ key, format: 'json', dataset: 'd' })).toMatchObject([{ dataset: 'd' }]);
  });

  test('may have at most 1,024 bytes', () => {
    const key = (bytes: number) => `${'x'.repeat(bytes - 7)}/a.json`;
    expect(read({ key: key(1024) })).toMatchObject([{ dataset: 'a' }]);
    expect(() => read({ key: key(1025) })).toThrow(permanent('MESSAGE_INVALID'));
  });

  test('leaves room for the longest name that is derived from it, to the last byte', () => {
    const longest = (stem: string) => `rejects/d/0123456789abcdef/${stem}.part-00001.load.00002.ndjson`;
    const stem = 'x'.repeat(1024 - longest('').length);
    expect(read({ key: `${stem}.json`, dataset: 'd' })).toMatchObject([{ dataset: 'd' }]);
    expect(() => read({ key: `${stem}x.json`, dataset: 'd' })).toThrow(permanent('FILE_NAME_TOO_LONG'));
  });

  test('leaves room for the names of its parts', () => {
    expect(() => read({ key: `${'x'.repeat(1000)}.json` })).toThrow(permanent('FILE_NAME_TOO_LONG'));
    expect(() => read({ key: `${'x'.repeat(485)}.json` })).toThrow(permanent('FILE_NAME_TOO_LONG'));
    const [job] = read({ key: `${'x'.repeat(484)}.json` });
    const longest = partKey(
      { dataset: job?.dataset ?? '', id: '0'.repeat(16), key: job?.key ?? '' },
      99_999,
      true,
    );
    expect(Buffer.byteLength(metadataKey(longest))).toBeLessThanOrEqual(1024);
  });
});

describe('An S3 event as a message', () => {
  test('is a job for each of its objects', () => {
    expect(read(event(s3('a.json'), s3('b+c%20%C3%A9.csv')))).toMatchObject([
      { key: 'a.json' },
      { key: 'b c é.csv' },
    ]);
  });

  test('of another bucket is refused', () => {
    expect(() => read(event(s3('a.json', 'other')))).toThrow(permanent('BUCKET_FOREIGN'));
  });

  test.each([[[null]], [[1]], [[{}]], [[{ s3: {} }]]])('with the records %j is refused', (Records) => {
    expect(() => read({ Records })).toThrow(permanent('BUCKET_FOREIGN'));
  });

  test('whose key does not decode is refused', () => {
    expect(() => read(event(s3('%E0%A4%A')))).toThrow(permanent('KEY_UNDECODABLE'));
    expect(() => read(event({ bucket: { name: 'in' } }))).toThrow(permanent('KEY_UNDECODABLE'));
  });

  test.each(['ObjectRemoved:Delete', 'ObjectRestore:Completed', 'LifecycleExpiration:Delete', ''])(
    'about an object that was not created makes no job (%s)',
    (eventName) => {
      expect(read({ Records: [{ eventName, s3: s3('a.json') }] })).toEqual([]);
    },
  );

  test('without an event name is refused', () => {
    expect(() => read({ Records: [{ s3: s3('a.json') }] })).toThrow(permanent('EVENT_INVALID'));
  });

  test('is refused when one of its records is', () => {
    expect(() => read(event(s3('a.json'), s3('b.json', 'other')))).toThrow(permanent('BUCKET_FOREIGN'));
  });

  test('whose key leaves the bucket with .. is refused', () => {
    expect(() => read(event(s3('..%2Fa.json')))).toThrow(permanent('MESSAGE_INVALID'));
  });

  test('that S3 sends as a test makes no job', () => {
    expect(read({ Event: 's3:TestEvent', Bucket: 'in' })).toEqual([]);
  });
});

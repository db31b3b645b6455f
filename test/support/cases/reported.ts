import { dataset } from '../../../src/step';
import type { Case } from './case';

const path = (pointer: string) => ({ reading: { path: pointer } });

/** Files of JSON, and files of any format that people reported in public. */
export const REPORTED: readonly Case[] = [
  { file: 'json-wrapped-in-records.json', says: path('/Records'), rows: '[{"id":1},{"id":2}]' },
  { file: 'json-wrapped-in-records.json', fails: ['JSON_NOT_ARRAY', /an object: JSON_PATH=\/Records reads/] },
  {
    file: 'json-wrapped-in-records.json',
    says: path('/records'),
    fails: ['JSON_PATH_WRONG', /no array at \/records: the document is an object with the keys Records$/],
  },
  { file: 'json-geojson.json', says: path('/features'), rows: '[{"id":1}]' },
  { file: 'json-geojson.json', fails: ['JSON_NOT_ARRAY', /JSON_PATH=\/features/] },
  {
    file: 'json-objects-without-newlines.ndjson',
    rows: '[{"id":1,"v":"a"},{"id":2,"v":"b"},{"id":3,"v":"c"}]',
  },
  { file: 'onlynl.json' },
  {
    file: 'dynamodb-json.ndjson',
    says: { format: 'dynamodb' },
    rows: '[{"id":"1","n":12},{"id":"2","n":13}]',
  },
  { file: 'dynamodb-json.ndjson', fails: ['DYNAMODB_JSON', /DynamoDB’s JSON format/] },
  { file: 'dynamodb-json.ndjson', says: { format: 'json' }, fails: ['JSON_NOT_ARRAY', /FORMAT=dynamodb/] },
  { file: 'field-called-pk.json', rejected: ['FIELD_RESERVED', 'FIELD_RESERVED'] },
  {
    file: 'field-called-pk.json',
    own: dataset({ id: ['id'], transform: ({ pk, ...row }) => ({ ...row, id: pk }) }),
    rows: '[{"model":"app.x","fields":{"a":1},"id":1},{"model":"app.x","fields":{"a":2},"id":2}]',
  },
  {
    file: 'id-not-unique.csv',
    rows: '[{"id":"0","ts":"297","v":"594"},{"id":"1","ts":"298","v":"596"},{"id":"2","ts":"299","v":"598"}]',
    superseded: 297,
    warnings: ['ID_NOT_UNIQUE'],
  },
  {
    file: 'ids-of-two-types.ndjson',
    rows: `[{"id":1,"v":"number"},{"id":true,"v":"bool"},{"id":1.2345678901234567890e19,"v":"sci"},
      {"id":1000000000000000000000,"v":"e21digits"}]`,
    rejected: ['KEY_TYPE_MIXED', 'KEY_TYPE_MIXED'],
    superseded: 2,
  },
  {
    file: 'firehose-one-line.json',
    source: 'https://github.com/vectordotdev/vector/issues/8487',
    says: { format: 'ndjson' },
    rows: '[{"foo1":"bar1","foo2":"bar2"},{"foo1":"bar3","foo2":"}{"},{"foo1":"bar5","foo2":"bar6"}]',
  },
  { file: 'firehose-one-line.json', fails: ['JSON_NOT_ARRAY', /several objects: FORMAT=ndjson/] },
  {
    file: 'firehose-objects-in-lines.ndjson',
    source: 'https://github.com/s12v/awsbeats/issues/39',
    says: { idColumns: ['event_id'] },
    rows: '[{"event_id":123,"doc_id":9372},{"event_id":124,"doc_id":7642},{"event_id":125,"doc_id":1298}]',
  },
  {
    file: 'firehose-escaped-newlines.ndjson',
    source: 'https://github.com/serverless/serverless/issues/2916',
    rejected: ['LINE_NOT_JSON'],
  },
  {
    file: 'cloudtrail.json',
    source: 'https://github.com/vectordotdev/vector/issues/4908',
    says: { ...path('/Records'), idColumns: ['eventID'] },
    rows: `[{"eventVersion":"1.05","userIdentity":{"type":"IAMUser","sessionContext":{"sessionIssuer":{},"attributes":
      {"mfaAuthenticated":"false"}}},"eventName":"StartLogging","responseElements":null,"eventID":"a1"},
      {"eventVersion":"1.05","eventName":"StopLogging","requestParameters":
      {"name":"arn:aws:cloudtrail:us-east-2:123456789012:trail/My-First-Trail"},"eventID":"b2"}]`,
  },
  { file: 'cloudtrail.json', fails: ['JSON_NOT_ARRAY', /JSON_PATH=\/Records/] },
  {
    file: 'json-seq-qlog.ndjson',
    source: 'https://github.com/jqlang/jq/issues/3156',
    rows: `[{"qlog_version":"0.3","qlog_format":"JSON-SEQ"},
      {"time":0,"name":"transport:parameters_set","data":{"tls_cipher":"None","ack_delay_exponent":3}}]`,
  },
  {
    file: 'dynamodb-export.json',
    source: 'https://github.com/aws/aws-sdk-js/issues/3620',
    says: { format: 'dynamodb' },
    rows: '[{"id":"my-unique-id","name":"Alex","coins":100}]',
    rejected: ['ITEM_BINARY'],
  },
  { file: 'dynamodb-export.json', fails: ['JSON_NOT_ARRAY', /FORMAT=dynamodb/] },
  {
    file: 'python-nan.ndjson',
    source: 'https://github.com/pandas-dev/pandas/issues/30716',
    rows: '[{"step":3000,"return":163,"loss":0.25}]',
    rejected: ['LINE_NOT_JSON', 'LINE_NOT_JSON'],
  },
  {
    file: 'ids-of-64-bits.json',
    source: 'https://github.com/nodejs/help/issues/1637',
    says: path('/nodes'),
    rows: '[{"id":15793596808644609,"type":"tflowstart"},{"id":15793596808644608,"type":"tflowtime"}]',
  },
  {
    file: 'json-with-mark.json',
    source: 'https://github.com/salsify/jsonstreamingparser/issues/36',
    rows: '[{"id":37,"name":"Abercrombie Hardware Inc."}]',
  },
  {
    file: 'array-called.jsonl',
    source: 'https://github.com/koaning/clumper/pull/35',
    says: { format: 'ndjson' },
    rejected: ['ROW_NOT_OBJECT'],
  },
  {
    file: 'array-called.jsonl',
    says: { format: 'json', idColumns: ['name'] },
    rows: '[{"name":"Bulbasaur","hp":45},{"name":"Ivysaur","hp":60}]',
  },
  {
    file: 'objects-over-lines.json',
    source: 'https://github.com/juanjoDiaz/streamparser-json/issues/42',
    fails: ['JSON_NOT_ARRAY', /several objects over several lines each: .*jq -c/],
  },
  {
    file: 'classic-mac.tsv',
    source: 'https://github.com/mholt/PapaParse/issues/43',
    rows: '[{"id":"1","name":"Anna"},{"id":"2","name":"Bo"}]',
  },
  {
    file: 'zip-codes.csv',
    source: 'https://github.com/hizzle-co/noptin/issues/602',
    rows: '[{"name":"Jürgen","zip":"07307"},{"name":"Ada","zip":"02138"}]',
  },
  {
    file: 'two-exports-joined.csv',
    source: 'https://github.com/whitfin/s3-concat/issues/3',
    rows: [
      { id: '1', name: 'ann' },
      { id: '2', name: 'bob' },
      { id: '3', name: 'name' },
    ],
    rejected: ['HEADER_REPEATED'],
  },
  {
    file: 'trailing-delimiter.csv',
    source: 'https://github.com/deephaven/deephaven-core/issues/1800',
    says: { reading: { delimiter: '|' } },
    fails: ['HEADER_EMPTY', /column 4 of the header has no name/],
  },
];

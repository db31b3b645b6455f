import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { bundleOptions, type FunctionName } from '../../kit/stack/bundle';

const FUNCTIONS: FunctionName[] = ['extract', 'load'];
const folder = mkdtempSync(path.join(tmpdir(), 'sluice-bundle-'));
const fileOf = (name: FunctionName) => path.join(folder, `${name}.js`);

beforeAll(async () => {
  for (const name of FUNCTIONS) await build({ ...bundleOptions(name), outfile: fileOf(name) });
});

afterAll(() => rmSync(folder, { recursive: true }));

test.each(FUNCTIONS)(
  '%s signs its calls with the credentials that Lambda puts into the environment',
  async (name) => {
    // The bundle runs alone, as on Lambda, against an S3 that repeats the signature.
    const script = `
    const server = require('node:http').createServer((request, response) => {
      console.log('signed by', /Credential=([^/]+)/.exec(request.headers.authorization)?.[1]);
      response.writeHead(404).end();
      request.resume();
    }).listen(0, '127.0.0.1', async () => {
      process.env.AWS_ENDPOINT_URL = 'http://127.0.0.1:' + server.address().port;
      const { handler } = require(${JSON.stringify(fileOf(name))});
      const s3 = { bucket: { name: 'input' }, object: { key: 'a.csv', eTag: 'e' } };
      const created = { eventName: 'ObjectCreated:Put', s3 };
      const body = JSON.stringify({ Records: [created] });
      const attributes = { ApproximateReceiveCount: '1' };
      const Records = [{ ...created, body, attributes, messageId: 'm', receiptHandle: 'r', eventSource: 'aws:sqs' }];
      await handler({ Records }, { getRemainingTimeInMillis: () => 60_000 }).catch(() => {});
      process.exit();
    });`;
    const env = {
      ...{ PATH: process.env.PATH, AWS_REGION: 'eu-central-1', POWERTOOLS_LOG_LEVEL: 'SILENT' },
      ...{ AWS_ACCESS_KEY_ID: 'of-lambda', AWS_SECRET_ACCESS_KEY: 'secret', AWS_SESSION_TOKEN: 'token' },
      ...{
        SLUICE_INPUT_BUCKET: 'input',
        SLUICE_CSV_BUCKET: 'csv',
        SLUICE_JOBS_QUEUE_URL: 'http://a.test/1/q',
      },
      ...{ SLUICE_RECORDS_TABLE: 'records', SLUICE_LEDGER_TABLE: 'ledger' },
    };
    const { stdout } = await promisify(execFile)(process.execPath, ['-e', script], { env });
    expect(stdout.split('\n')[0]).toBe('signed by of-lambda');
  },
);

import http from 'node:http';
import type { CallReport } from '../../../../kit/faults/calls';
import { FaultControl } from '../../../../kit/faults/client';
import { FaultProxy } from '../../../../kit/faults/proxy';
import { parseRule } from '../../../../kit/faults/rule';
import { eventually } from '../../../support/eventually';
import { serve } from '../engines/support/machine';

const JOB = '0123456789abcdef';
const headers = (service: string, more: Record<string, string> = {}) => ({
  authorization: `AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/${service}/aws4_request, SignedHeaders=host`,
  'user-agent': 'aws-sdk-js/3 app/local-extract',
  'amz-sdk-request': 'attempt=2; max=3',
  ...more,
});
const DYNAMO = headers('dynamodb', { 'x-amz-target': 'DynamoDB_20120810.UpdateItem' });
const UPDATE = JSON.stringify({ Key: { pk: { S: JOB } } });

let proxy: FaultProxy;
let control: FaultControl;
let ended: AbortController;
let reports: CallReport[];

beforeEach(async () => {
  const port = await serve((request, response) => {
    request.resume().once('end', () => response.end('{}'));
  });
  proxy = await FaultProxy.listen({ target: `http://127.0.0.1:${port}` });
  control = new FaultControl(proxy.endpoint);
  ended = new AbortController();
  reports = [];
});
afterEach(async () => {
  ended.abort();
  await proxy.close();
});

function ask(method: string, path: string, sent: Record<string, string>, body = ''): Promise<number> {
  return new Promise((resolve) => {
    const request = http.request(
      `${proxy.endpoint}${path}`,
      { method, headers: sent, agent: false },
      (answer) => {
        answer.resume().once('end', () => resolve(answer.statusCode ?? 0));
      },
    );
    request.on('error', () => resolve(0)).end(body);
  });
}

/** Listens as the page does; resolves when the proxy knows it. */
async function listen(): Promise<void> {
  void (async () => {
    for await (const report of control.follow(ended.signal)) reports.push(report);
  })().catch(() => {});
  await eventually('a first report', async () => {
    await ask('PUT', '/csv/first', headers('s3'));
    return reports.some(({ ms }) => ms !== undefined) ? true : undefined;
  });
}

const of = (operation: string) => reports.filter((report) => report.operation === operation);
const endOf = (operation: string) =>
  eventually(`the end of ${operation}`, async () => of(operation).find(({ ms }) => ms !== undefined));

test('a listener gets the beginning and the end of a call, with its function, job and attempt', async () => {
  await listen();
  await ask('POST', '/', DYNAMO, UPDATE);
  const last = await endOf('UpdateItem');
  expect(of('UpdateItem')[0]).toMatchObject({ function: 'extract', stage: 'local', attempt: 2 });
  expect(of('UpdateItem')[0]).not.toHaveProperty('ms');
  expect(last).toMatchObject({ job: JOB, status: 200 });
});

test('the job of a part is in its key, and the time of a message in the call’s body', async () => {
  await listen();
  await ask('PUT', `/csv/cars/${JOB}/cars.csv?x-id=UploadPart`, headers('s3'), 'x');
  expect(await endOf('UploadPart')).toMatchObject({ job: JOB });
  const hide = headers('sqs', { 'x-amz-target': 'AmazonSQS.ChangeMessageVisibility' });
  await ask('POST', '/', hide, JSON.stringify({ VisibilityTimeout: 14 }));
  expect(await endOf('ChangeMessageVisibility')).toMatchObject({ seconds: 14 });
});

test('a call that is hit by a fault names the fault, and a lost connection has no status', async () => {
  await listen();
  proxy.rules.add(parseRule({ fault: 'reset', operation: 'UpdateItem' }));
  await ask('POST', '/', DYNAMO, UPDATE);
  const last = await endOf('UpdateItem');
  expect(last).toMatchObject({ fault: 'reset' });
  expect(last).not.toHaveProperty('status');
});

test('the calls of other callers, and all calls without a listener, are not reported', async () => {
  await ask('POST', '/', DYNAMO, UPDATE);
  await listen();
  await ask('POST', '/', { ...DYNAMO, 'user-agent': 'aws-cli/2' }, UPDATE);
  await ask('PUT', '/csv/x?x-id=PutObject', headers('s3'));
  await endOf('PutObject');
  expect(of('UpdateItem')).toEqual([]);
});

test('slow motion delays each call of its stage, even one that is hit by a fault, until it is set to 0', async () => {
  const time = async () => {
    const began = Date.now();
    const status = await ask('POST', '/', DYNAMO, UPDATE);
    return { status, slow: Date.now() - began >= 290 };
  };
  await control.slowDown('local', 300);
  expect(await time()).toEqual({ status: 200, slow: true });
  proxy.rules.add(parseRule({ fault: 'ThrottlingException', operation: 'UpdateItem', times: 1 }));
  expect(await time()).toEqual({ status: 400, slow: true });
  await control.slowDown('local', 0);
  expect(await time()).toMatchObject({ status: 200 });
  expect((await control.state()).pace).toEqual({});
});

test('a pace beyond the limit, and a body that is not JSON, are refused', async () => {
  await expect(control.slowDown('local', 60_000)).rejects.toMatchObject({ code: 'BAD_PACE' });
  expect(await ask('POST', '/_faults/rules', { 'content-type': 'text/plain' }, '{"fault":"reset"}')).toBe(
    415,
  );
  expect(proxy.rules.list()).toEqual([]);
});

test('the calls of a later proxy have higher ids', async () => {
  await listen();
  await ask('POST', '/', DYNAMO, UPDATE);
  const { id } = await endOf('UpdateItem');
  await proxy.close();
  proxy = await FaultProxy.listen({ target: 'http://127.0.0.1:1' });
  control = new FaultControl(proxy.endpoint);
  reports = [];
  await listen();
  expect(Math.min(...reports.map((report) => report.id))).toBeGreaterThan(id);
});

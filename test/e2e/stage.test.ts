import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { DeleteBucketCommand, ListBucketsCommand } from '@aws-sdk/client-s3';
import { ListQueuesCommand } from '@aws-sdk/client-sqs';
import { enter } from '../../kit/session';
import { findStack, hasStack } from '../../kit/stack/stack';
import { stageOf } from '../../kit/stack/stage';
import { type Copy, copyCheckout } from '../support/copy';

// The test changes code, so it uses a copy of the checkout, with its own stage on the tests' engine.
const STAGE = 'local-deploy';
const ENDPOINT = process.env.SLUICE_TEST_ENDPOINT as string;
let copy: Copy;

beforeAll(async () => {
  copy = await copyCheckout(ENDPOINT);
  await make('deploy');
  writeFileSync(path.join(copy.folder, 'one.json'), '[{"id":1,"name":"as it is"}]');
});

afterAll(async () => {
  await copy?.end();
});

/** Runs a target on the stage and returns its output; the target must succeed. */
async function make(target: string): Promise<string> {
  const { exitCode, output } = await copy.sh(`STAGE=${STAGE} make ${target}`);
  if (exitCode !== 0) throw new Error(`make ${target} ended with ${exitCode}:\n${output}`);
  return output;
}

const rows = async () => JSON.parse(await make('rows JSON=1')) as { name: string }[];

test('a stage that is deployed again runs the current code', async () => {
  await make('send FILE=one.json');
  expect(await rows()).toMatchObject([{ name: 'as it is' }]);

  const own = `import { dataset, pipeline } from './step';
const one = dataset({ transform: (row) => ({ ...row, name: 'as it became' }) });
export default pipeline({ version: 1, datasets: { one } });`;
  writeFileSync(path.join(copy.folder, 'src', 'pipeline.ts'), own);
  await make('deploy');
  await make('send FILE=one.json FORCE=1');
  expect(await rows()).toMatchObject([{ name: 'as it became' }]);
});

test('reset leaves an empty stage that works', async () => {
  expect(await rows()).toHaveLength(1);
  await make('reset');
  expect(await rows()).toEqual([]);
  expect(JSON.parse(await make('ls JSON=1'))).toEqual({ input: [], csv: [] });
  expect(JSON.parse(await make('status JSON=1'))).toMatchObject({ jobs: [], deadLetters: [] });
  await make('send FILE=one.json');
  expect(await rows()).toHaveLength(1);
});

test('remove deletes everything of a stage, even when a bucket was deleted by hand', async () => {
  expect(await leftOf()).not.toEqual([]);
  await make('reset');
  const { stage, aws } = enter(stageOf({ STAGE }), ENDPOINT);
  await aws.s3.send(new DeleteBucketCommand({ Bucket: (await findStack(stage, aws)).inputBucket }));
  await make('remove');
  expect(await leftOf()).toEqual([]);
});

test('remove says so when there is nothing to remove', async () => {
  expect(await make('remove')).toContain(`Nothing to remove: stage ${STAGE} is not deployed.`);
});

/** Returns everything on the engine that has the stage's name. */
async function leftOf(): Promise<string[]> {
  const { stage, aws } = enter(stageOf({ STAGE }), ENDPOINT);
  const [stack, buckets, queues, tables, functions] = await Promise.all([
    hasStack(stage, aws),
    aws.s3.send(new ListBucketsCommand()),
    aws.sqs.send(new ListQueuesCommand({ QueueNamePrefix: `sluice-${STAGE}-` })),
    aws.dynamo.send(new ListTablesCommand()),
    aws.lambda.send(new ListFunctionsCommand()),
  ]);
  return [
    ...(stack ? ['the stack'] : []),
    ...(buckets.Buckets ?? []).map(({ Name }) => Name),
    ...(queues.QueueUrls ?? []),
    ...(tables.TableNames ?? []),
    ...(functions.Functions ?? []).map(({ FunctionName }) => FunctionName),
  ].filter((name): name is string => name === 'the stack' || !!name?.includes(`sluice-${STAGE}-`));
}

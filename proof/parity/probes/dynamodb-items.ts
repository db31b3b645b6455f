import {
  type AttributeValue,
  ConditionalCheckFailedException,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { PAGES } from '../addresses';
import type { Lab } from '../lab/lab';
import { type Probe, refusalOf, type Service } from '../probe';

const REFUSED = 'ValidationException';
const CONDITION = { ConditionExpression: 'attribute_not_exists(pk)' };

/** Puts an item with one attribute. Returns the refusal, or the attribute as read back. */
async function putAndGet(lab: Lab, value: AttributeValue, pk = lab.name()): Promise<AttributeValue | string> {
  const TableName = await lab.site.table();
  const refusal = await refusalOf(
    lab.aws.dynamo.send(new PutItemCommand({ TableName, Item: { pk: { S: pk }, value } })),
  );
  if (refusal !== 'accepted') return refusal;
  const Key = { pk: { S: pk } };
  const { Item } = await lab.aws.dynamo.send(new GetItemCommand({ TableName, Key, ConsistentRead: true }));
  return Item?.value ?? 'lost';
}

async function number(lab: Lab, digits: string): Promise<string> {
  const got = await putAndGet(lab, { N: digits });
  if (typeof got === 'string') return got;
  return got.N === digits ? 'is read back unchanged' : `is read back as ${got.N}`;
}

/** Returns maps within maps, with this many levels. */
function nested(levels: number): AttributeValue {
  let value: AttributeValue = { S: 'innermost' };
  for (let i = 0; i < levels; i++) value = { M: { a: value } };
  return value;
}

async function accepted(lab: Lab, value: AttributeValue, pk?: string): Promise<string> {
  const got = await putAndGet(lab, value, pk);
  return typeof got === 'string' ? got : 'accepted';
}

/** Returns a key of this many bytes. */
function keyOf(lab: Lab, bytes: number): string {
  return lab.name().padEnd(bytes, 'k');
}

async function empty(lab: Lab): Promise<string> {
  const [text, bytes] = [await putAndGet(lab, { S: '' }), await putAndGet(lab, { B: new Uint8Array() })];
  if (typeof text === 'string') return `text: ${text}`;
  if (typeof bytes === 'string') return `bytes: ${bytes}`;
  return text.S === '' && bytes.B?.length === 0
    ? 'they are read back empty'
    : 'they are read back as something else';
}

async function condition(lab: Lab, old: 'ALL_OLD' | 'NONE'): Promise<string> {
  const TableName = await lab.site.table();
  const Item = { pk: { S: lab.name() }, value: { S: 'first' } };
  await lab.aws.dynamo.send(new PutItemCommand({ TableName, Item }));
  const again = { TableName, Item, ...CONDITION, ReturnValuesOnConditionCheckFailure: old };
  try {
    await lab.aws.dynamo.send(new PutItemCommand(again));
    return 'accepted';
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    return error.Item?.value?.S === 'first' ? `${error.name} with the item` : error.name;
  }
}

const digits = (count: number) => '1234567890'.repeat(4).slice(0, count);

const numbers: readonly Probe[] = [
  { name: 'a number of 38 digits', aws: 'is read back unchanged', digits: digits(38) },
  { name: 'a number of 39 digits', aws: REFUSED, digits: digits(39) },
  { name: 'the number 1E+126', aws: REFUSED, digits: '1E+126' },
  { name: 'the number 1E-131', aws: REFUSED, digits: '1E-131' },
].map(({ name, aws, digits }) => ({
  name,
  aws,
  address: PAGES.dataTypes,
  run: (lab) => number(lab, digits),
}));

const limits: readonly Probe[] = [
  {
    name: 'a key of 2,048 bytes',
    aws: 'accepted',
    run: (lab: Lab) => accepted(lab, { S: 'x' }, keyOf(lab, 2048)),
  },
  {
    name: 'a key of 2,049 bytes',
    aws: REFUSED,
    run: (lab: Lab) => accepted(lab, { S: 'x' }, keyOf(lab, 2049)),
  },
  {
    name: 'an item over 400 KB',
    aws: REFUSED,
    run: (lab: Lab) => accepted(lab, { S: 'x'.repeat(400 * 1024) }),
  },
  { name: 'an attribute of 31 levels', aws: 'accepted', run: (lab: Lab) => accepted(lab, nested(31)) },
  { name: 'an attribute of 33 levels', aws: REFUSED, run: (lab: Lab) => accepted(lab, nested(33)) },
].map((probe) => ({ ...probe, address: PAGES.dynamoLimits }));

export const dynamodbItems: Service = {
  name: 'DynamoDB PutItem',
  probes: [
    ...limits,
    ...numbers,
    {
      name: 'an empty text and empty bytes',
      aws: 'they are read back empty',
      address: PAGES.dataTypes,
      run: empty,
    },
    {
      name: 'a condition that fails',
      aws: 'ConditionalCheckFailedException',
      address: PAGES.putItem,
      run: (lab) => condition(lab, 'NONE'),
    },
    {
      name: '`ReturnValuesOnConditionCheckFailure` `ALL_OLD`',
      aws: 'ConditionalCheckFailedException with the item',
      address: PAGES.putItem,
      run: (lab) => condition(lab, 'ALL_OLD'),
    },
  ],
};

import { packaged, type Template } from '../support/template';

const STAGE = 'prod';
const ACCOUNT = '111122223333';
const REGION = 'us-east-1';
const name = (what: string) => `sluice-${STAGE}-${what}`;

const BUCKETS = {
  input: `arn:aws:s3:::${name('input')}-${ACCOUNT}-${REGION}`,
  csv: `arn:aws:s3:::${name('csv')}-${ACCOUNT}-${REGION}`,
  deployment: 'arn:aws:s3:::sluice-deployment',
  'input of another stage': `arn:aws:s3:::sluice-dev-input-${ACCOUNT}-${REGION}`,
  'csv of another region': `arn:aws:s3:::${name('csv')}-${ACCOUNT}-eu-west-1`,
  'somebody else’s': 'arn:aws:s3:::example',
};
const OBJECTS = {
  ...Object.fromEntries(Object.entries(BUCKETS).map(([what, arn]) => [`${what}/x`, `${arn}/x`])),
  'csv/rejects/x': `${BUCKETS.csv}/rejects/x`,
};
const at = (service: string, resource: string) => `arn:aws:${service}:${REGION}:${ACCOUNT}:${resource}`;
const TABLES = {
  records: at('dynamodb', `table/${name('records')}`),
  ledger: at('dynamodb', `table/${name('ledger')}`),
  'records of another stage': at('dynamodb', 'table/sluice-dev-records'),
};
const QUEUES = {
  jobs: at('sqs', name('jobs')),
  'jobs-dlq': at('sqs', name('jobs-dlq')),
  'load-failed': at('sqs', name('load-failed')),
};
const FUNCTIONS = {
  extract: at('lambda', `function:${name('extract')}`),
  load: at('lambda', `function:${name('load')}`),
};
const LOGS = {
  'log of extract': at('logs', `log-group:/aws/lambda/${name('extract')}:log-stream:x`),
  'log of load': at('logs', `log-group:/aws/lambda/${name('load')}:log-stream:x`),
};
const ROLES = { 'any role': `arn:aws:iam::${ACCOUNT}:role/admin` };

/** Every action on every resource of its kind. */
const TRIES: [actions: string[], resources: Record<string, string>][] = [
  [
    [
      ...['s3:GetObject', 's3:GetObjectVersion', 's3:PutObject', 's3:PutObjectAcl', 's3:DeleteObject'],
      ...['s3:DeleteObjectVersion', 's3:AbortMultipartUpload', 's3:RestoreObject'],
    ],
    OBJECTS,
  ],
  [
    [
      ...['s3:ListBucket', 's3:DeleteBucket', 's3:PutBucketPolicy', 's3:PutBucketNotification'],
      ...['s3:PutLifecycleConfiguration', 's3:PutBucketPublicAccessBlock'],
    ],
    BUCKETS,
  ],
  [
    [
      ...[
        'GetItem',
        'BatchGetItem',
        'Query',
        'Scan',
        'PutItem',
        'UpdateItem',
        'DeleteItem',
        'BatchWriteItem',
      ],
      ...['PartiQLInsert', 'PartiQLDelete', 'DeleteTable', 'UpdateTable', 'ExportTableToPointInTime'],
    ].map((action) => `dynamodb:${action}`),
    TABLES,
  ],
  [
    [
      ...['ReceiveMessage', 'DeleteMessage', 'ChangeMessageVisibility', 'GetQueueAttributes', 'SendMessage'],
      ...['PurgeQueue', 'DeleteQueue', 'SetQueueAttributes', 'AddPermission', 'StartMessageMoveTask'],
    ].map((action) => `sqs:${action}`),
    QUEUES,
  ],
  [['lambda:InvokeFunction', 'lambda:UpdateFunctionCode', 'lambda:GetFunction'], FUNCTIONS],
  [['logs:CreateLogStream', 'logs:PutLogEvents', 'logs:GetLogEvents', 'logs:DeleteLogStream'], LOGS],
  [['iam:PassRole', 'sts:AssumeRole', 'iam:PutRolePolicy'], ROLES],
];

type Text = string | { 'Fn::GetAtt': [string, string] } | { 'Fn::Sub': string };
interface Statement {
  Effect: string;
  Action: string | string[];
  Resource: Text | Text[];
}

/** Returns the ARN that CloudFormation would resolve the value to. */
function arn(text: Text): string {
  if (typeof text === 'string') return text;
  if ('Fn::GetAtt' in text) return arnOf(text['Fn::GetAtt'][0]);
  const own: Record<string, string> = { Partition: 'aws', Region: REGION, AccountId: ACCOUNT };
  return text['Fn::Sub']
    .replace(/\$\{AWS::(\w+)\}/g, (_, pseudo: string) => own[pseudo] ?? pseudo)
    .replace(/\$\{(\w+)\.Arn\}/g, (_, resource: string) => arnOf(resource));
}

function arnOf(resource: string): string {
  const arns: Record<string, string> = {
    ...{ InputBucket: BUCKETS.input, CsvBucket: BUCKETS.csv, RecordsTable: TABLES.records },
    ...{ LedgerTable: TABLES.ledger, JobsQueue: QUEUES.jobs, JobsDlq: QUEUES['jobs-dlq'] },
    LoadFailedQueue: QUEUES['load-failed'],
  };
  const known = arns[resource];
  if (!known) throw new Error(`a policy names ${resource}, of which this test knows nothing`);
  return known;
}

/** Matches as IAM does: `*` is any text, `?` any character. */
function matches(pattern: string, value: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's').test(value);
}

let template: Template;

function statements(role: string): Statement[] {
  return template.Resources[role]?.Properties.Policies.flatMap(
    ({ PolicyDocument }: { PolicyDocument: { Statement: Statement[] } }) => PolicyDocument.Statement,
  );
}

/** Returns which of {@link TRIES} a role may do, such as `s3:GetObject input/x`. */
function mayDo(role: string): string[] {
  const allowed = (action: string, resource: string) =>
    statements(role).some(
      ({ Action, Resource }) =>
        [Action].flat().some((one) => matches(one.toLowerCase(), action.toLowerCase())) &&
        [Resource].flat().some((one) => matches(arn(one), resource)),
    );
  return TRIES.flatMap(([actions, resources]) =>
    actions.flatMap((action) =>
      Object.entries(resources).flatMap(([resourceName, resource]) =>
        allowed(action, resource) ? [`${action} ${resourceName}`] : [],
      ),
    ),
  );
}

describe('Among all actions on AWS', () => {
  beforeAll(async () => {
    template = await packaged(STAGE);
  });

  test('extract may do only these: it cannot write input, delete anything or access records', () => {
    expect(mayDo('ExtractRole').sort()).toEqual(
      [
        ...['s3:GetObject input/x', 's3:ListBucket input'],
        ...['s3:PutObject csv/x', 's3:PutObject csv/rejects/x'],
        ...['s3:AbortMultipartUpload csv/x', 's3:AbortMultipartUpload csv/rejects/x'],
        ...['dynamodb:GetItem ledger', 'dynamodb:UpdateItem ledger'],
        ...['sqs:ReceiveMessage jobs', 'sqs:DeleteMessage jobs', 'sqs:GetQueueAttributes jobs'],
        ...['sqs:ChangeMessageVisibility jobs'],
        ...['logs:CreateLogStream log of extract', 'logs:PutLogEvents log of extract'],
      ].sort(),
    );
  });

  test('load may do only these: it cannot read input, write CSV, or read or delete records', () => {
    expect(mayDo('LoadRole').sort()).toEqual(
      [
        ...['s3:GetObject csv/x', 's3:GetObject csv/rejects/x'],
        's3:ListBucket csv',
        's3:PutObject csv/rejects/x',
        ...['dynamodb:BatchWriteItem records', 'dynamodb:GetItem ledger', 'dynamodb:PutItem ledger'],
        ...['sqs:SendMessage load-failed', 'lambda:InvokeFunction load'],
        ...['logs:CreateLogStream log of load', 'logs:PutLogEvents log of load'],
      ].sort(),
    );
  });

  test('no role has a wildcard in an action, or in a resource except at the end of a name of this stack', () => {
    for (const role of ['ExtractRole', 'LoadRole']) {
      expect(template.Resources[role]?.Properties.ManagedPolicyArns).toBeUndefined();
      for (const statement of statements(role)) {
        expect(statement.Effect).toBe('Allow');
        expect(Object.keys(statement).sort()).toEqual(['Action', 'Effect', 'Resource']);
        for (const action of [statement.Action].flat()) expect(action).toMatch(/^[a-z0-9]+:[A-Za-z]+$/);
        for (const resource of [statement.Resource].flat()) {
          expect(arn(resource)).toMatch(new RegExp(`^arn:aws:[^*?]*sluice-${STAGE}-[^*?]+([/:]\\*)?$`));
        }
      }
    }
  });

  test('only Lambda can assume a role of this stack', () => {
    for (const role of ['ExtractRole', 'LoadRole']) {
      expect(template.Resources[role]?.Properties.AssumeRolePolicyDocument.Statement).toEqual([
        { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
      ]);
    }
  });

  test('no other account has access: no bucket or queue policy allows anything, and only S3 may call', () => {
    const resourcesOf = (type: string) =>
      Object.values(template.Resources).filter(({ Type }) => Type === type);
    const policies = ['AWS::S3::BucketPolicy', 'AWS::SQS::QueuePolicy', 'AWS::Lambda::Url'].flatMap(
      resourcesOf,
    );
    expect(policies.length).toBeGreaterThan(0);
    for (const { Properties } of policies)
      for (const { Effect } of Properties.PolicyDocument.Statement) expect(Effect).toBe('Deny');
    expect(resourcesOf('AWS::Lambda::Permission').map(({ Properties }) => Properties.Principal)).toEqual([
      's3.amazonaws.com',
    ]);
  });

  test('S3 may send to the jobs queue only with autoRun, and only for the input bucket of this account', async () => {
    expect(template.Resources.InputBucketMaySendJobs).toBeUndefined();
    const { Queues, PolicyDocument } =
      (await packaged(STAGE, { autoRun: 'true' })).Resources.InputBucketMaySendJobs?.Properties ?? {};
    expect(Queues).toEqual([{ Ref: 'JobsQueue' }]);
    expect(PolicyDocument.Statement).toEqual([
      {
        ...{ Effect: 'Allow', Principal: { Service: 's3.amazonaws.com' }, Action: 'sqs:SendMessage' },
        Resource: { 'Fn::GetAtt': ['JobsQueue', 'Arn'] },
        Condition: {
          StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
          ArnEquals: { 'aws:SourceArn': expect.anything() },
        },
      },
    ]);
    expect(arn(PolicyDocument.Statement[0].Condition.ArnEquals['aws:SourceArn'])).toBe(BUCKETS.input);
  });
});

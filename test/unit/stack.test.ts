import { ROOT } from '../../kit/session';
import { nodeOnAws } from '../../kit/stack/runtime';
import { stageOf } from '../../kit/stack/stage';
import { connection } from '../../src/aws/connection';
import { readConfig } from '../../src/config';
import own from '../../src/pipeline';
import { KEY } from '../../src/row/attributes';
import { packaged, type Template } from '../support/template';

describe.each(['local', 'prod'])('The stack of stage %s', (stage) => {
  const local = stage === 'local';
  let template: Template;
  const resourcesOf = (type: string) =>
    Object.entries(template.Resources).filter(([, { Type }]) => Type === type);
  const the = (name: string) => template.Resources[name]?.Properties;
  const functions = () => resourcesOf('AWS::Lambda::Function');
  const seconds = (name: string) => the(`${name}LambdaFunction`).Timeout as number;

  beforeAll(async () => {
    template = await packaged(stage);
  });

  test('runs functions on the Node.js version that ./sluice doctor names', () => {
    const runtimes = functions().map(([, { Properties }]) => Properties.Runtime);
    expect(runtimes).toEqual([`nodejs${nodeOnAws(ROOT)}.x`, `nodejs${nodeOnAws(ROOT)}.x`]);
  });

  test('keys the records table by the attribute that src/ writes', () => {
    const AttributeName = KEY;
    expect(the('RecordsTable').KeySchema).toEqual([{ AttributeName, KeyType: 'HASH' }]);
    expect(the('RecordsTable').AttributeDefinitions).toEqual([{ AttributeName, AttributeType: 'S' }]);
  });

  test('keeps every bucket private and encrypted', () => {
    const buckets = resourcesOf('AWS::S3::Bucket');
    expect(buckets.length).toBeGreaterThanOrEqual(2);
    for (const [, { Properties }] of buckets) {
      expect(Properties.PublicAccessBlockConfiguration).toEqual({
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      });
      const [rule] = Properties.BucketEncryption.ServerSideEncryptionConfiguration;
      expect(rule.ServerSideEncryptionByDefault.SSEAlgorithm).toBe('AES256');
    }
  });

  test('gives each bucket a name that is unique to account and region, and that S3 accepts with the longest stage', () => {
    for (const name of ['InputBucket', 'CsvBucket']) {
      const { 'Fn::Sub': named } = the(name).BucketName;
      expect(named).toMatch(/-\$\{AWS::AccountId\}-\$\{AWS::Region\}$/);
      const longest = named
        .replace(`-${stage}-`, '-a-stage-of-20-letter-')
        .replace(/\$\{AWS::AccountId\}/, '111122223333')
        .replace(/\$\{AWS::Region\}/, 'ap-southeast-1');
      // https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
      expect(longest).toMatch(/^[a-z0-9-]{3,63}$/);
      expect(() => stageOf({ STAGE: 'a-stage-of-21-letters' })).toThrow(
        expect.objectContaining({ code: 'BAD_STAGE' }),
      );
    }
  });

  test('refuses bucket calls without TLS on AWS only, because offline engines speak plain HTTP', () => {
    for (const name of ['InputBucket', 'CsvBucket', 'ServerlessDeploymentBucket']) {
      const [, policy] =
        resourcesOf('AWS::S3::BucketPolicy').find(([, { Properties }]) => Properties.Bucket.Ref === name) ??
        [];
      const [statement] = policy?.Properties.PolicyDocument.Statement ?? [];
      const { Effect, Principal, Action, Condition, Resource } = statement;
      expect({ Effect, Principal, Action }).toEqual({ Effect: 'Deny', Principal: '*', Action: 's3:*' });
      expect(String(Condition.Bool['aws:SecureTransport'])).toBe('false');
      expect(Resource).toHaveLength(2);
      if (name !== 'ServerlessDeploymentBucket') expect(policy?.Condition).toBe('OnAws');
    }
  });

  test('encrypts each queue', () => {
    expect(resourcesOf('AWS::SQS::Queue')).toHaveLength(3);
    for (const [, { Properties }] of resourcesOf('AWS::SQS::Queue'))
      expect(Properties.SqsManagedSseEnabled).toBe(true);
  });

  test('deletes unfinished uploads after a day, and old parts', () => {
    for (const name of ['InputBucket', 'CsvBucket']) {
      expect(the(name).LifecycleConfiguration.Rules).toContainEqual({
        Id: 'UnfinishedUploads',
        Status: 'Enabled',
        AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
      });
    }
    expect(the('CsvBucket').LifecycleConfiguration.Rules).toContainEqual(
      expect.objectContaining({ Status: 'Enabled', ExpirationInDays: expect.any(Number) }),
    );
    expect(the('InputBucket').LifecycleConfiguration.Rules).toHaveLength(1);
  });

  test('hides a message for at least six timeouts of its function', () => {
    expect(the('JobsQueue').VisibilityTimeout).toBeGreaterThanOrEqual(6 * seconds('Extract'));
  });

  test('gives each function time for three attempts of an unanswered call', () => {
    for (const name of ['Extract', 'Load'])
      expect(1000 * seconds(name)).toBeGreaterThanOrEqual(3 * connection.requestHandler.requestTimeout);
  });

  test('tries a message at least five times before the dead-letter queue', () => {
    const { maxReceiveCount, deadLetterTargetArn } = the('JobsQueue').RedrivePolicy;
    expect(maxReceiveCount).toBeGreaterThanOrEqual(5);
    expect(deadLetterTargetArn).toEqual({ 'Fn::GetAtt': ['JobsDlq', 'Arn'] });
  });

  test('keeps dead letters as long as SQS allows', () => {
    for (const name of ['JobsDlq', 'LoadFailedQueue'])
      expect(the(name).MessageRetentionPeriod).toBe(14 * 86_400);
    // SQS counts the age of a dead letter from when its message was first sent.
    expect(the('JobsQueue').MessageRetentionPeriod).toBe(4 * 86_400);
  });

  test('lets extract return the ids of the messages that failed', () => {
    const [[, mapping] = []] = resourcesOf('AWS::Lambda::EventSourceMapping');
    expect(mapping?.Properties).toMatchObject({
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      EventSourceArn: { 'Fn::GetAtt': ['JobsQueue', 'Arn'] },
      ScalingConfig: { MaximumConcurrency: expect.any(Number) },
    });
  });

  test('tells extract its timeout and its batch size', () => {
    const [[, mapping] = []] = resourcesOf('AWS::Lambda::EventSourceMapping');
    const { MemorySize, Timeout, Environment } = the('ExtractLambdaFunction');
    expect(Environment.Variables).toMatchObject({
      SLUICE_EXTRACT_TIMEOUT: String(Timeout),
      SLUICE_EXTRACT_BATCH: String(mapping?.Properties.BatchSize),
    });
    // On AWS a job has a whole processor.
    if (!local)
      expect({ MemorySize, batch: mapping?.Properties.BatchSize }).toEqual({ MemorySize: 1769, batch: 1 });
  });

  test('tells the functions and the commands the same version of the user’s own step', () => {
    const version = String(own.version);
    expect(template.Outputs.PipelineVersion?.Value).toBe(version);
    for (const [, { Properties }] of functions())
      expect(Properties.Environment.Variables).toMatchObject({ SLUICE_PIPELINE_VERSION: version });
  });

  test('sends events that load could not process to the load-failed queue', () => {
    const [[, config] = []] = resourcesOf('AWS::Lambda::EventInvokeConfig');
    expect(config?.Properties).toMatchObject({
      FunctionName: { Ref: 'LoadLambdaFunction' },
      DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': ['LoadFailedQueue', 'Arn'] } } },
      MaximumRetryAttempts: 2,
    });
  });

  test('starts load only for CSVs, not for metadata or rejects reports', () => {
    const [notification, ...more] = the('CsvBucket').NotificationConfiguration.LambdaConfigurations;
    expect(more).toEqual([]);
    expect(notification).toMatchObject({
      Event: 's3:ObjectCreated:*',
      Filter: { S3Key: { Rules: [{ Name: 'suffix', Value: '.csv' }] } },
    });
  });

  test('starts jobs for new objects of the input bucket only when autoRun says so', async () => {
    expect(the('InputBucket').NotificationConfiguration).toBeUndefined();
    expect(template.Outputs).not.toHaveProperty('AutoRun');
    const { Resources, Outputs } = await packaged(stage, { autoRun: 'true' });
    expect(Resources.InputBucket?.Properties).toEqual({
      ...the('InputBucket'),
      NotificationConfiguration: {
        QueueConfigurations: [{ Event: 's3:ObjectCreated:*', Queue: { 'Fn::GetAtt': ['JobsQueue', 'Arn'] } }],
      },
    });
    // S3 checks that it may send before it accepts the configuration.
    expect(Resources.InputBucket?.DependsOn).toContain('InputBucketMaySendJobs');
    expect(Outputs.AutoRun?.Value).toBe('true');
  });

  test('allows only this account’s csv bucket to call load', () => {
    expect(template.Resources.CsvBucket?.DependsOn).toContain('CsvBucketMayInvokeLoad');
    expect(the('CsvBucketMayInvokeLoad')).toMatchObject({
      Principal: 's3.amazonaws.com',
      SourceAccount: { Ref: 'AWS::AccountId' },
      SourceArn: { 'Fn::Sub': expect.stringContaining(`sluice-${stage}-csv-`) },
    });
  });

  test('expires receipts', () => {
    expect(the('LedgerTable').TimeToLiveSpecification).toEqual({ AttributeName: 'expires', Enabled: true });
  });

  test(`${local ? 'does not back up' : 'backs up'} the tables continuously`, () => {
    for (const name of ['RecordsTable', 'LedgerTable']) {
      const { PointInTimeRecoveryEnabled } = the(name).PointInTimeRecoverySpecification;
      expect(String(PointInTimeRecoveryEnabled)).toBe(String(!local));
    }
  });

  test('retains no resource that would make the next deployment fail', () => {
    const retained = Object.entries(template.Resources).filter(
      ([, resource]) => 'DeletionPolicy' in resource,
    );
    if (local) expect(retained).toEqual([]);
  });

  test('has an alarm for every queue on AWS only, which notifies the topic of a parameter', () => {
    const alarms = resourcesOf('AWS::CloudWatch::Alarm');
    const queues = alarms.map(([, { Properties }]) => Properties.Dimensions[0].Value['Fn::GetAtt'][0]);
    expect(queues.sort()).toEqual(['JobsDlq', 'JobsQueue', 'LoadFailedQueue']);
    expect(the('JobsWaitAlarm')).toMatchObject({
      MetricName: 'ApproximateAgeOfOldestMessage',
      Threshold: 86_400,
    });
    for (const [, { Condition, Properties }] of alarms) {
      expect(Condition).toBe('OnAws');
      expect(Properties.AlarmActions['Fn::If'].slice(0, 2)).toEqual(['AlarmsNotify', [expect.any(String)]]);
    }
    expect(template.Conditions.OnAws).toEqual({ 'Fn::Equals': [local ? 'local' : 'aws', 'aws'] });
  });

  test('gives each function its own role', () => {
    const roles = functions().map(([, { Properties }]) => Properties.Role['Fn::GetAtt'][0]);
    expect(roles.sort()).toEqual(['ExtractRole', 'LoadRole']);
    expect(
      resourcesOf('AWS::IAM::Role')
        .map(([name]) => name)
        .sort(),
    ).toEqual(['ExtractRole', 'LoadRole']);
  });

  test('has a log group with an expiry for each function', () => {
    expect(resourcesOf('AWS::Logs::LogGroup')).toHaveLength(functions().length);
    for (const [, { Properties }] of resourcesOf('AWS::Logs::LogGroup')) {
      expect(Properties.RetentionInDays).toBeGreaterThanOrEqual(1);
      expect(Properties.RetentionInDays).toBeLessThanOrEqual(365);
    }
  });

  test('runs on Node.js 22 or newer', () => {
    for (const [, { Properties }] of functions()) {
      expect(Number(/^nodejs(\d+)\.x$/.exec(Properties.Runtime)?.[1])).toBeGreaterThanOrEqual(22);
    }
  });

  test('outputs seven names and addresses', () => {
    expect(Object.keys(template.Outputs)).toEqual(
      expect.arrayContaining([
        'InputBucketName',
        'CsvBucketName',
        'JobsQueueUrl',
        'JobsDlqUrl',
        'LoadFailedQueueUrl',
        'RecordsTableName',
        'LedgerTableName',
      ]),
    );
  });

  test('puts service and stage into every name, so stages do not collide', () => {
    const names = Object.values(template.Resources).flatMap(({ Type, Properties = {} }) => {
      const name =
        Properties.BucketName ??
        Properties.QueueName ??
        Properties.TableName ??
        Properties.LogGroupName ??
        (Type === 'AWS::Lambda::Function' ? Properties.FunctionName : undefined);
      return name === undefined ? [] : [typeof name === 'string' ? name : name['Fn::Sub']];
    });
    expect(names.length).toBe(2 + 3 + 2 + 2 + 2);
    for (const name of names) expect(name).toMatch(new RegExp(`(^|/)sluice-${stage}-`));
  });

  test('gives its functions settings that they accept', () => {
    for (const [, { Properties }] of functions()) {
      const variables: [string, unknown][] = Object.entries(Properties.Environment.Variables);
      const env = Object.fromEntries(
        variables.map(([name, value]) => [name, typeof value === 'string' ? value : 'set']),
      );
      expect(readConfig(env)).toMatchObject({ recordsTable: `sluice-${stage}-records` });
    }
  });
});

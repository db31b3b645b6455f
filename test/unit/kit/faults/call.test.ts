import { appIdOf, type Call, readCall } from '../../../../kit/faults/call';

const signed = (service: string) => ({
  authorization: `AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/${service}/aws4_request, SignedHeaders=host`,
});
const s3 = (method: string, url: string) => readCall({ method, url, headers: signed('s3') });

describe('The operation of a call', () => {
  test.each<[string, string, string]>([
    ['GET', '/b/k?x-id=GetObject', 'GetObject'],
    ['GET', '/b/k', 'GetObject'],
    ['HEAD', '/b/k', 'HeadObject'],
    ['PUT', '/b/k', 'PutObject'],
    ['PUT', '/b/k?partNumber=1&uploadId=u', 'UploadPart'],
    ['POST', '/b/k?uploads', 'CreateMultipartUpload'],
    ['POST', '/b/k?uploadId=u', 'CompleteMultipartUpload'],
    ['DELETE', '/b/k', 'DeleteObject'],
    ['DELETE', '/b/k?uploadId=u', 'AbortMultipartUpload'],
    ['GET', '/b/?list-type=2', 'ListObjectsV2'],
    ['POST', '/b?delete', 'DeleteObjects'],
  ])('of S3 is detected from method and path: %s %s is %s', (method, url, operation) => {
    expect(s3(method, url)).toMatchObject({ service: 's3', operation });
  });

  test.each([
    ['/b/a%20b/%C3%A9%2B.csv', 'a b/é+.csv'],
    ['/b/%E0%A4%A', '%E0%A4%A'],
    ['/b', undefined],
  ])('the key in %s is %s', (url, key) => {
    expect(s3('GET', url).key).toBe(key);
  });

  test.each<[string, Record<string, string>, string, Call]>([
    [
      'dynamodb',
      { 'x-amz-target': 'DynamoDB_20120810.BatchWriteItem' },
      '/',
      { operation: 'BatchWriteItem' },
    ],
    ['sqs', { 'x-amz-target': 'AmazonSQS.SendMessage' }, '/', { operation: 'SendMessage' }],
    ['lambda', {}, '/2015-03-31/functions/f/invocations', { operation: 'Invoke' }],
  ])('is detected for %s', (service, headers, url, expected) => {
    const call = readCall({ method: 'POST', url, headers: { ...signed(service), ...headers } });
    expect(call).toMatchObject({ service, ...expected });
  });

  test('an unsigned request belongs to no service', () => {
    expect(readCall({ method: 'GET', url: '/b/k', headers: {} })).toMatchObject({ service: undefined });
  });

  test.each([
    ['sluice-local-extract', 'local', 'extract'],
    ['sluice-local-2-load', 'local-2', 'load'],
  ])(
    'the caller %s is detected from its SDK’s headers, with and without Powertools',
    (name, stage, short) => {
      for (const more of ['', '-PT-NO-OP-2.36.0-PTEnv-NA', ' m/E']) {
        const headers = { 'user-agent': `aws-sdk-js/3.1169.0 ua/2.1 m/E,g app/${appIdOf(name)}${more}` };
        expect(readCall({ method: 'GET', url: '/b/k', headers })).toMatchObject({ stage, function: short });
      }
    },
  );

  test('other callers are not functions', () => {
    const headers = { 'user-agent': 'aws-sdk-js/3.1169.0 ua/2.1 app/loader' };
    expect(readCall({ method: 'GET', url: '/', headers })).toMatchObject({ function: undefined });
  });
});

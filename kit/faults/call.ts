import type { IncomingMessage } from 'node:http';
import { SERVICES, type Service } from './errors';

/** What can be told of a request to AWS without its body. */
export interface Call {
  service?: Service | undefined;
  /** As the service's API calls it, such as `PutObject`. */
  operation?: string | undefined;
  /** The stage and the function that make it; both absent when no function does. */
  stage?: string | undefined;
  function?: string | undefined;
  /** Of S3: the object's key. */
  key?: string | undefined;
}

/** The variable by which the SDK names its application in every request. */
export const APP_ID = 'AWS_SDK_UA_APP_ID';

/** What a function is given for it: `local-extract` for `sluice-local-extract`. The SDK wants 50 characters at most. */
export function appIdOf(functionName: string): string {
  return functionName.replace(/^sluice-/, '');
}

export function readCall({
  method = '',
  url = '',
  headers,
}: Pick<IncomingMessage, 'method' | 'url' | 'headers'>): Call {
  const { pathname, searchParams } = new URL(url, 'http://aws');
  // The scope of the signature: <key id>/<day>/<region>/<service>/aws4_request.
  const [, signedFor] =
    /Credential=[^,]*\/([a-z0-9-]+)\/aws4_request/.exec(headers.authorization ?? '') ?? [];
  const service = SERVICES.find((name) => name === signedFor);
  // Powertools puts its own name after it.
  const [, stage, name] = / app\/(\S+?)-(extract|load)(?=[-\s]|$)/.exec(headers['user-agent'] ?? '') ?? [];
  const key = service === 's3' ? keyIn(pathname) : undefined;
  return { service, operation: operation(), stage, function: name, key };

  function operation(): string | undefined {
    if (service === 's3') return s3Operation(method, key !== undefined, searchParams);
    if (service === 'lambda') return /\/functions\/[^/]+\/invocations$/.test(pathname) ? 'Invoke' : undefined;
    return String(headers['x-amz-target'] ?? '').split('.')[1];
  }
}

/** Path style, which is what clients use for an endpoint of their own: /<bucket>/<key>. */
function keyIn(pathname: string): string | undefined {
  const [, key] = /^\/[^/]+\/(.+)$/.exec(pathname) ?? [];
  try {
    return key && decodeURIComponent(key);
  } catch {
    return key;
  }
}

/** Of the operations that the workflow and its tests use. https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html */
function s3Operation(method: string, hasKey: boolean, query: URLSearchParams): string | undefined {
  // The SDKs of several languages say it themselves, for most operations.
  const said = query.get('x-id');
  if (said) return said;
  const has = (name: string) => query.has(name);
  switch (`${method} ${hasKey ? 'object' : 'bucket'}`) {
    case 'GET object':
      return has('uploadId') ? 'ListParts' : 'GetObject';
    case 'HEAD object':
      return 'HeadObject';
    case 'PUT object':
      return has('uploadId') ? 'UploadPart' : 'PutObject';
    case 'POST object':
      return has('uploads')
        ? 'CreateMultipartUpload'
        : has('uploadId')
          ? 'CompleteMultipartUpload'
          : undefined;
    case 'DELETE object':
      return has('uploadId') ? 'AbortMultipartUpload' : 'DeleteObject';
    case 'GET bucket':
      return has('uploads') ? 'ListMultipartUploads' : has('list-type') ? 'ListObjectsV2' : undefined;
    case 'POST bucket':
      return has('delete') ? 'DeleteObjects' : undefined;
    default:
      return undefined;
  }
}

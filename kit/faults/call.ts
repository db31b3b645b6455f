import type { IncomingMessage } from 'node:http';
import { SERVICES, type Service } from './errors';

/** What a request to AWS shows without its body. */
export interface Call {
  service?: Service | undefined;
  /** The operation's name in the service's API, such as `PutObject`. */
  operation?: string | undefined;
  /** The stage and the function that make the call; both absent for other callers. */
  stage?: string | undefined;
  function?: string | undefined;
  /** The object's key, for S3. */
  key?: string | undefined;
}

/** The variable with the application name that the SDK sends in every request. */
export const APP_ID = 'AWS_SDK_UA_APP_ID';

/**
 * Returns a function's value for {@link APP_ID}: `local-extract` for `sluice-local-extract`. The SDK allows 50
 * characters.
 */
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
  // Powertools appends its own name.
  const [, stage, name] = / app\/(\S+?)-(extract|load)(?=[-\s]|$)/.exec(headers['user-agent'] ?? '') ?? [];
  const key = service === 's3' ? keyIn(pathname) : undefined;
  return { service, operation: operation(), stage, function: name, key };

  function operation(): string | undefined {
    if (service === 's3') return s3Operation(method, key !== undefined, searchParams);
    if (service === 'lambda') return /\/functions\/[^/]+\/invocations$/.test(pathname) ? 'Invoke' : undefined;
    return String(headers['x-amz-target'] ?? '').split('.')[1];
  }
}

/** Returns the key of a path-style address, which clients use for custom endpoints: /<bucket>/<key>. */
function keyIn(pathname: string): string | undefined {
  const [, key] = /^\/[^/]+\/(.+)$/.exec(pathname) ?? [];
  try {
    return key && decodeURIComponent(key);
  } catch {
    return key;
  }
}

/**
 * Returns the S3 operation, among those that the workflow and its tests use.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html
 */
function s3Operation(method: string, hasKey: boolean, query: URLSearchParams): string | undefined {
  // The SDKs of several languages name most operations themselves.
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

import path from 'node:path';
import { bareEnvironment } from '../bare-environment';
import { allowedOriginIn } from '../loopback/refusal';

export interface HostSettings {
  env: NodeJS.ProcessEnv;
  /** The folder for everything that LocalStack writes. */
  folder: string;
  port: number;
  /** The folder of DynamoDB Local. */
  jars: string;
  javaHome: string;
}

/**
 * Returns the whole environment of LocalStack. For names, see
 * https://docs.localstack.cloud/aws/customization/configuration-options/ and, for LAMBDA_PROCESS_*,
 * executor/README.md.
 */
export function hostEnvironment({ env, folder, port, jars, javaHome }: HostSettings): NodeJS.ProcessEnv {
  return {
    ...bareEnvironment(env, folder),
    JAVA_HOME: javaHome,

    GATEWAY_LISTEN: `127.0.0.1:${port}`,
    // LocalStack's own server would listen on every interface, whatever GATEWAY_LISTEN says.
    GATEWAY_SERVER: 'listen',
    // LocalStack has its own list.
    EXTRA_CORS_ALLOWED_ORIGINS: allowedOriginIn(env),
    // Gives queue URLs that resolve offline.
    LOCALSTACK_HOST: `127.0.0.1:${port}`,
    SQS_ENDPOINT_STRATEGY: 'path',
    DNS_ADDRESS: '0',
    // State stays in memory, and unpacked files are deleted at each stop. In a container such as a CI job's, LocalStack
    // would otherwise ignore FILESYSTEM_ROOT and write to /var/lib/localstack.
    OVERRIDE_IN_DOCKER: '0',
    FILESYSTEM_ROOT: path.join(folder, 'tmp', 'root'),
    SERVICES: 'cloudformation,cloudwatch,dynamodb,events,iam,kms,lambda,logs,s3,sns,sqs,ssm,sts',
    EAGER_SERVICE_LOADING: '0',
    // Turns off telemetry, and downloads at the start.
    DISABLE_EVENTS: '1',
    SKIP_SSL_CERT_DOWNLOAD: '1',

    // DynamoDB Local accepts 1,000 writes per second on disk, 3,000 to 5,000 in memory.
    DYNAMODB_IN_MEMORY: '1',
    // The default of 256 MB is full after one or two jobs of 100,000 rows, and then scans fail.
    DYNAMODB_HEAP_SIZE: '1g',
    DYNAMODB_LOCAL_JARS: jars,
    DDB_LOCAL_TELEMETRY: '0',

    LAMBDA_RUNTIME_EXECUTOR: 'process',
    LAMBDA_PROCESS_NODE: process.execPath,
    // Lets `make down` find functions of a killed LocalStack, and lets Node.js 20 pass for now.
    LAMBDA_PROCESS_PASS_ENV: 'ENGINE_OF_SLUICE,AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED',
    LAMBDA_PROCESS_ABSENT_ECR: '1',
    // Ends idle functions after two minutes instead of ten.
    LAMBDA_KEEPALIVE_MS: '120000',
    // Seconds before an asynchronous retry; 60 on AWS and by default.
    LAMBDA_RETRY_BASE_DELAY: '1',
    // Seconds between two polls of an empty queue. The default grows to 10; AWS waits within its long poll.
    LAMBDA_EVENT_SOURCE_MAPPING_MAX_BACKOFF_ON_EMPTY_POLL_SEC: '1',
  };
}

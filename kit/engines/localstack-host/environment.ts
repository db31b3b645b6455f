import path from 'node:path';
import { bareEnvironment } from '../bare-environment';
import { allowedOriginIn } from '../loopback/refusal';

export interface HostSettings {
  env: NodeJS.ProcessEnv;
  /** Holds all that LocalStack writes. */
  folder: string;
  port: number;
  /** Where DynamoDB Local is. */
  jars: string;
  javaHome: string;
}

/**
 * The whole environment of LocalStack.
 * Names: https://docs.localstack.cloud/aws/customization/configuration-options/ and, for LAMBDA_PROCESS_*,
 * docs/guides/without-docker.md.
 */
export function hostEnvironment({ env, folder, port, jars, javaHome }: HostSettings): NodeJS.ProcessEnv {
  return {
    ...bareEnvironment(env, folder),
    JAVA_HOME: javaHome,

    GATEWAY_LISTEN: `127.0.0.1:${port}`,
    // Its own server would listen on every interface, whatever GATEWAY_LISTEN says.
    GATEWAY_SERVER: 'listen',
    // LocalStack has a list of its own.
    EXTRA_CORS_ALLOWED_ORIGINS: allowedOriginIn(env),
    // Queue URLs that resolve offline.
    LOCALSTACK_HOST: `127.0.0.1:${port}`,
    SQS_ENDPOINT_STRATEGY: 'path',
    DNS_ADDRESS: '0',
    // In memory, and what it unpacks goes with each stop. In a container, such as a CI job's, it would take that for its
    // own, pass over FILESYSTEM_ROOT and write to /var/lib/localstack.
    OVERRIDE_IN_DOCKER: '0',
    FILESYSTEM_ROOT: path.join(folder, 'tmp', 'root'),
    SERVICES: 'cloudformation,cloudwatch,dynamodb,events,iam,kms,lambda,logs,s3,sns,sqs,ssm,sts',
    EAGER_SERVICE_LOADING: '0',
    // No telemetry, no downloads at the start.
    DISABLE_EVENTS: '1',
    SKIP_SSL_CERT_DOWNLOAD: '1',

    // On disk it takes 1,000 writes a second, in memory 3,000 to 5,000.
    DYNAMODB_IN_MEMORY: '1',
    // The default of 256 MB is full after a job or two of 100,000 rows; scans then fail.
    DYNAMODB_HEAP_SIZE: '1g',
    DYNAMODB_LOCAL_JARS: jars,
    DDB_LOCAL_TELEMETRY: '0',

    LAMBDA_RUNTIME_EXECUTOR: 'process',
    LAMBDA_PROCESS_NODE: process.execPath,
    // So that `make down` finds functions of a LocalStack that was killed, and that Node 20 does for now.
    LAMBDA_PROCESS_PASS_ENV: 'ENGINE_OF_SLUICE,AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED',
    LAMBDA_PROCESS_ABSENT_ECR: '1',
    // Idle functions leave after two minutes, not ten.
    LAMBDA_KEEPALIVE_MS: '120000',
    // Seconds before an asynchronous retry; AWS and the default: 60.
    LAMBDA_RETRY_BASE_DELAY: '1',
    // Seconds between two looks at a queue that was empty; the default grows to 10, AWS waits within its long poll.
    LAMBDA_EVENT_SOURCE_MAPPING_MAX_BACKOFF_ON_EMPTY_POLL_SEC: '1',
  };
}

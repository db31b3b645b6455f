import { randomUUID } from 'node:crypto';

/** The errors that each service can be made to answer, with their HTTP status, as the services document them. */
export const ERRORS = {
  s3: { InternalError: 500, SlowDown: 503 },
  dynamodb: {
    InternalServerError: 500,
    ThrottlingException: 400,
    ProvisionedThroughputExceededException: 400,
  },
  sqs: { InternalFailure: 500, ThrottlingException: 400 },
  lambda: { ServiceException: 500, TooManyRequestsException: 429 },
} as const satisfies Record<string, Record<string, number>>;

export type Service = keyof typeof ERRORS;

export const SERVICES = Object.keys(ERRORS) as Service[];

/** A complete HTTP answer. */
export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** Returns the status of a service's error; undefined when the service has no such error. */
export function statusOf(service: Service, code: string): number | undefined {
  return (ERRORS[service] as Record<string, number>)[code];
}

/** Returns the error in the service's own protocol, so that an SDK treats it as a real one. */
export function errorAnswer(service: Service, code: string): Answer {
  const status = statusOf(service, code) ?? 500;
  const requestId = randomUUID();
  const message = 'A fault that was asked for';
  if (service === 's3') {
    const text = `<Code>${code}</Code><Message>${message}</Message><RequestId>${requestId}</RequestId>`;
    return {
      status,
      headers: { 'content-type': 'application/xml', 'x-amz-request-id': requestId },
      body: `<?xml version="1.0" encoding="UTF-8"?>\n<Error>${text}</Error>`,
    };
  }
  return {
    status,
    headers: {
      'content-type': `application/x-amz-json-1.${service === 'lambda' ? 1 : 0}`,
      'x-amzn-requestid': requestId,
      'x-amzn-errortype': code,
    },
    body: JSON.stringify({ __type: `${NAMESPACES[service]}${code}`, message }),
  };
}

const NAMESPACES = { dynamodb: 'com.amazonaws.dynamodb.v20120810#', sqs: 'com.amazonaws.sqs#', lambda: '' };

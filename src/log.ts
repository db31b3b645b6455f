import { Logger } from '@aws-lambda-powertools/logger';

/** Structured logs. They carry jobs, parts, counts and codes, never the content of a row. */
export const log = new Logger({ serviceName: 'sluice' });

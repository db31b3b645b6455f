import { Logger } from '@aws-lambda-powertools/logger';

/** Structured logs. They contain jobs, parts, counts and codes, never a row's content. */
export const log = new Logger({ serviceName: 'sluice' });

import { PERMANENT, REJECTED, RETRYABLE, WARNINGS } from '../../src/codes';
import { CODES } from '../codes';

type Entries = Readonly<Record<string, { readonly message: string; readonly fix: string }>>;

/** Returns docs/reference/errors.md: each code of src/codes.ts and kit/codes.ts with its meaning and what to do. */
export function errorsPage(): string {
  return [
    '# Error codes',
    '',
    '<!-- Made by `npm run docs` from src/codes.ts and kit/codes.ts. Do not edit it. -->',
    '',
    'Every failure has a code, which stays the same when its wording changes. Logs, receipts and rejects reports hold the code',
    'and what it means; what to do about it is here, and `make status`, `run`, `send` and `redrive` print it. What is',
    'in {braces} is filled in.',
    '',
    '- [When a job ends as a dead letter](#when-a-job-ends-as-a-dead-letter)',
    '- [When a job is tried again](#when-a-job-is-tried-again)',
    '- [When a row is rejected](#when-a-row-is-rejected)',
    '- [When a job is done with a warning](#when-a-job-is-done-with-a-warning)',
    '- [When a command fails](#when-a-command-fails)',
    '',
    '## When a job ends as a dead letter',
    '',
    'No retry can help. Nothing of a broken input is loaded; rows of a broken part may have been written before the break.',
    '',
    ...table(PERMANENT),
    '',
    '## When a job is tried again',
    '',
    'It may work the next time. After five receives of a message, or three tries of a part, it ends as a dead letter. A code',
    'that is not in this page, such as `SlowDown`, is the name of an error of the AWS SDK, and is tried again as well.',
    '',
    ...table(RETRYABLE),
    '',
    '## When a row is rejected',
    '',
    'The row is in the rejects report with its text. The other rows of the file are loaded.',
    '',
    ...table(REJECTED),
    '',
    '## When a job is done with a warning',
    '',
    'The rows are loaded, but perhaps not as you want them. The receipt of the job keeps the warning.',
    '',
    ...table(WARNINGS),
    '',
    '## When a command fails',
    '',
    'A command prints its code, what is wrong and what to do, and exits with 1.',
    '',
    ...table(CODES),
    '',
  ].join('\n');
}

function table(entries: Entries): string[] {
  const rows = Object.entries(entries).map(([code, { message, fix }]) => {
    // Further lines of a message are the output of other tools.
    const [meaning = ''] = message.split('\n');
    return `| \`${code}\` | ${sentence(meaning.replace(/:$/, ''))} | ${sentence(fix)} |`;
  });
  return ['| Code | What it means | What to do |', '| --- | --- | --- |', ...rows];
}

/** Completes a message of src/, which is a clause without a full stop because a code or a row number precedes it. */
function sentence(text: string): string {
  const capital = text.charAt(0).toUpperCase() + text.slice(1);
  return cell(/[.?]$/.test(capital) ? capital : `${capital}.`);
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll('\n', '<br>');
}

import { readLogs } from '../../../kit/workflow/logs';
import { PAGES } from '../addresses';
import { invoke, makeFunction } from '../lab/functions';
import type { Lab } from '../lab/lab';
import type { Service } from '../probe';

const LINE = 'a line of the function';
/** The lines that the platform writes around a function's own, in this order. */
const KINDS = {
  START: /^START RequestId: /,
  line: new RegExp(LINE),
  END: /^END RequestId: /,
  REPORT: /^REPORT RequestId: /,
};

async function lines(lab: Lab): Promise<string> {
  const handler = await makeFunction(lab, `export const handler = async () => console.log('${LINE}');`);
  // Called twice, because a slow engine has the lines of the first call only by then.
  await invoke(lab, handler);
  await invoke(lab, handler);
  const seen = await lab.lastSeen({
    what: 'all kinds of lines are in CloudWatch Logs',
    look: async () => (await readLogs(lab.aws, handler.name, 0)).map(({ text }) => text),
    enough: (texts) => Object.values(KINDS).every((kind) => texts.some((text) => kind.test(text))),
  });
  const kinds = Object.entries(KINDS).filter(([, pattern]) => seen.some((text) => pattern.test(text)));
  return kinds.map(([kind]) => kind).join(', ') || 'nothing';
}

export const logs: Service = {
  name: 'CloudWatch Logs',
  probes: [
    {
      name: 'The lines of an invocation',
      aws: 'START, line, END, REPORT',
      address: PAGES.logging,
      run: lines,
    },
  ],
};

import type { Flow } from '../../kit/labs/flow';
import { lab, type NotYet } from '../../kit/labs/lab';
import { asJson, ID, readings } from '../../kit/labs/weather';
import { listObjects } from '../../kit/workflow/objects';

const ROWS = 7;

/** Sends a file under each name, all for datasets of their own, and waits until each is loaded or has failed. */
async function send(flow: Flow, names: readonly string[], seconds: number) {
  const files = names.map((name) => ({
    name,
    key: `${flow.fresh('seattle')}/${name}`,
    dataset: flow.fresh('rain'),
  }));
  for (const { key } of files) await flow.put(key, asJson(readings(ROWS)));
  await flow.send(...files.map(({ key, dataset }) => ({ key, dataset, id: ID })));
  const look = async () => {
    const jobs = await flow.allJobs();
    const letters = await flow.letters('load-failed');
    return files.map((file) => {
      const job = jobs.find(({ receipt }) => receipt.key === file.key);
      const failed = job !== undefined && letters.some((body) => body.includes(job.receipt.id));
      return { ...file, job, loaded: job?.phase === 'done', failed };
    });
  };
  return flow.until(look, (seen) => seen.every(({ loaded, failed }) => loaded || failed), seconds);
}

/** Hands load the event that AWS would send for a part: AWS encodes a space as a plus sign. */
async function loadAsOnAws(flow: Flow, job: string): Promise<string | undefined> {
  const { aws, stack } = flow.opened;
  const parts = (await listObjects(aws, stack.csvBucket)).filter(
    ({ key }) => key.includes(job) && key.endsWith('.csv'),
  );
  const encoded = encodeURIComponent(parts[0]?.key ?? '')
    .replaceAll('%20', '+')
    .replaceAll('%2F', '/');
  const s3 = { bucket: { name: stack.csvBucket }, object: { key: encoded, eTag: 'an older version' } };
  return flow.call('load', { Records: [{ eventName: 'ObjectCreated:Put', s3 }] });
}

export default lab({
  break: {
    file: 'src/aws/event.ts',
    from: "return decodeURIComponent(key.replaceAll('+', ' '));",
    to: 'return key;',
  },

  async observe(flow) {
    const names = ['monday.json', 'rain monday.json', 'zürich.json', '100%.json'];
    flow.report(`four files: ${names.join(', ')}`);
    const seen = await send(flow, names, 25);
    const loaded = seen.filter(({ loaded }) => loaded).map(({ name }) => name);
    const plain = loaded.includes('monday.json');
    return {
      answer:
        loaded.length === 4 ? 'a' : loaded.length === 1 && plain ? 'b' : loaded.length === 3 ? 'c' : 'd',
      seen: seen.map(
        ({ name, loaded, failed }) =>
          `${name}: ${loaded ? 'its rows are in the table' : failed ? 'its event is in load-failed' : 'not loaded yet'}`,
      ),
    };
  },

  async check(flow): Promise<NotYet | undefined> {
    const names = [
      'tuesday.json',
      'rain tuesday.json',
      'möwe über see.json',
      '100%.json',
      '100%25.json',
      'sun+rain.json',
      'wind&rain=storm.json',
      'two  spaces.json',
    ];
    flow.report('eight files with names of all kinds');
    const seen = await send(flow, names, 25);
    const missing = seen.filter(({ loaded }) => !loaded).map(({ name }) => name);
    if (missing.length > 0) {
      return {
        wanted: missing.every((name) => name === '100%25.json')
          ? 'A name is decoded once: 100%25.json is loaded.'
          : 'All eight files are loaded, whatever their names.',
        seen: `not loaded: ${missing.join(', ')}`,
        look: 'STAGE=local-lab ./sluice logs load: which key did load ask for?',
      };
    }
    const spaced = seen.find(({ name }) => name === 'rain tuesday.json');
    if (await loadAsOnAws(flow, spaced?.job?.receipt.id ?? '')) {
      return {
        wanted: 'A plus sign in an event is a space, as AWS sends it.',
        seen: 'load does not find the object of an event whose key has a plus sign',
        look: 'src/aws/event.ts: how do forms on web pages encode a space?',
      };
    }
    return undefined;
  },
});

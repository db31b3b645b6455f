import { CODES } from '../../src/codes';
import { catalogue } from '../support/catalogue/catalogue';
import { s3Event, sqsEvent } from '../support/catalogue/events';
import { uniqueName } from '../support/stack';
import { fields } from '../support/workflow';

test.concurrent('#14 a key that contains .., is absolute or names another bucket ends in the dead-letter queue, and nothing is written', async () => {
  const flow = await catalogue;
  const folder = uniqueName('climb');
  // A file that such a key would reach if it were followed.
  await flow.put(`${folder}/a.json`, '[{"id":1}]');
  const job = (message: object) => JSON.stringify({ dataset: folder, ...message });
  const event = (bucket: string) => JSON.stringify(s3Event(bucket, { key: `${folder}/a.json`, etag: 'x' }));
  const bodies = {
    MESSAGE_INVALID: [
      job({ key: `../${folder}/a.json` }),
      job({ key: `${folder}/../${folder}/a.json` }),
      job({ key: `./${folder}/a.json` }),
      job({ key: `/${folder}/a.json` }),
      job({ key: `${folder}//a.json` }),
      job({ key: `s3://${flow.stack.csvBucket}/${folder}/a.json` }),
      job({ key: `${folder}/a.json`, dataset: '..' }),
      job({ key: `${folder}/a.json`, dataset: `rejects/${folder}` }),
      job({ key: `${folder}/a.json`, dataset: `../${folder}` }),
      JSON.stringify(s3Event(flow.stack.inputBucket, { key: `../${folder}/a.json`, etag: 'x' })),
      JSON.stringify(s3Event(flow.stack.inputBucket, { key: `..%2F${folder}%2Fa.json`, etag: 'x' })),
    ],
    BUCKET_FOREIGN: [event(flow.stack.csvBucket), event('somebody-elses')],
  };
  const before = await flow.objectsOfAll();
  await Promise.all(
    Object.entries(bodies).map(([code, all]) => Promise.all(all.map((body) => flow.expectNoJob(body, code)))),
  );
  expect(await flow.left(folder)).toEqual([]);
  const written = (await flow.objectsOfAll()).filter((key) => !before.includes(key));
  expect(written.filter((key) => key.includes(folder))).toEqual([]);
});

const NAMES = [
  'a file.json',
  'a+b.json',
  '100%.json',
  'größe-💧.json',
  'a=b&c=d.json',
  "it's (1).json",
  'a%20b%2Bc.json', // Decoded twice, it would be another file.
  'q?x#y;z,w@v!.json',
  'a.b.c.json',
];
test.concurrent('#15 a key with space, +, %, Unicode, = or & is decoded once, and its file is loaded', async () => {
  const flow = await catalogue;
  const loads = NAMES.map((name, id) => [name, { name, body: JSON.stringify([{ id }]), items: [{ id }] }]);
  await flow.expectLoads(Object.fromEntries(loads));

  // An input bucket that sends events to the queue form-encodes their keys.
  const folder = uniqueName('encoded');
  const sent = await Promise.all(
    NAMES.map(async (name, id) => {
      const key = `${folder}/${id}/${name}`;
      await flow.put(key, JSON.stringify([{ id }]));
      const encoded = encodeURIComponent(key).replaceAll('%2F', '/').replaceAll('%20', '+');
      const message = await flow.sendBody(
        JSON.stringify(s3Event(flow.stack.inputBucket, { key: encoded, etag: 'x' })),
      );
      return { ...message, key };
    }),
  );
  const { jobs } = await flow.settled(sent);
  const keys = sent.map(({ job }) => jobs.find(({ receipt }) => receipt.id === job)?.receipt.key);
  expect(keys).toEqual(sent.map(({ key }) => key));

  // And load decodes the keys of CSVs that a person puts into the csv bucket.
  const lone = await flow.drop('id\nx\n', `${uniqueName('ü +&=')}%41.csv`);
  expect(lone.rows.map(fields)).toEqual([{ id: 'x' }]);
});

test.concurrent('#16 a key that does not decode ends in the load-failed queue (recorded event)', async () => {
  const flow = await catalogue;
  const key = `${uniqueName('undecodable')}/%E0%A4%A.csv`;
  await flow.call(flow.stack.loadFunction, s3Event(flow.stack.csvBucket, { key, etag: 'x' }), 'Event');
  const letter = await flow.letter(key, ({ body }) => body.includes(key));
  expect(letter.queue).toBe('load-failed');
  expect(JSON.parse(letter.body)).toMatchObject({
    requestContext: { condition: 'RetriesExhausted', approximateInvokeCount: 3 },
    responsePayload: { errorMessage: CODES.KEY_UNDECODABLE.message },
  });
  // The same in a message for extract.
  const body = JSON.stringify(s3Event(flow.stack.inputBucket, { key, etag: 'x' }));
  const messageId = uniqueName('message');
  const { answer } = await flow.call(flow.stack.extractFunction, sqsEvent({ body, messageId }));
  expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: messageId }] });
  await flow.expectNoJob(body, 'KEY_UNDECODABLE');
});

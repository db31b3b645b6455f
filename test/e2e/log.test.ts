import { readLogs } from '../../kit/workflow/logs';
import { eventually } from '../support/eventually';
import { uniqueName } from '../support/stack';
import { openWorkflow } from '../support/workflow';

test('the content of a row is in no log of the functions, though each failure is logged', async () => {
  const workflow = await openWorkflow();
  const { stack, aws } = workflow;
  const since = Date.now() - 1000;
  const secret = 'p0ison';
  const folder = uniqueName('quiet');
  const files = {
    'cut.json': `[{"id":1,"t":"${secret}"},{"id":2,"t":"${secret}`,
    'quote.csv': `id,${secret}\n1,"${secret}\n`,
    'rejected.ndjson': `{"id":1,"t":"${secret}"}\n{"pk":"${secret}"}\n{"t":${secret}}\n`,
  };
  const sent = [];
  for (const [name, content] of Object.entries(files)) {
    await workflow.put(`${folder}/${name}`, content);
    sent.push(await workflow.send({ key: `${folder}/${name}`, dataset: folder }));
  }
  await workflow.put(`${folder}/lone.csv`, `${secret},${secret}\n1,2\n`, stack.csvBucket);
  await workflow.settled(sent);
  expect(JSON.stringify(await workflow.rows(folder))).toContain(secret);

  const read = async () => {
    const names = [stack.extractFunction, stack.loadFunction];
    const lines = (await Promise.all(names.map((name) => readLogs(aws, name, since)))).flat();
    return lines.map(({ text }) => text).join('\n');
  };
  const codes = ['JSON_TRUNCATED', 'CSV_QUOTE_NOT_CLOSED', 'HEADER_DUPLICATE', '"loaded"'];
  const text = await eventually(`lines with ${codes}`, async () => {
    const all = await read();
    return codes.every((code) => all.includes(code)) && all.includes(`${folder}/lone.csv`) ? all : undefined;
  });
  expect(text.split('\n').filter((line) => line.includes(secret))).toEqual([]);
});

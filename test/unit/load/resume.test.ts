import { Workflow } from '../../support/job';

describe('A part that takes more than one invocation', () => {
  test('continues in the next where it stopped, and is counted once', async () => {
    const flow = new Workflow();
    const records = Array.from({ length: 10 }, (_, i) => ({ id: i % 8, n: i }));
    await flow.extract('m.json', JSON.stringify(records));
    flow.records.most = 3;
    const [key = ''] = flow.csv.keys.filter((name) => name.endsWith('.csv'));
    expect(await flow.load(key)).toMatchObject({ outcome: 'paused', written: 3 });
    expect(flow.records.items.size).toBe(3);
    expect(await flow.load(key, undefined, 3)).toMatchObject({ outcome: 'paused', written: 6 });
    const counts = { rows: 10, accepted: 8, superseded: 2, filtered: 0, rejected: 0 };
    expect(await flow.load(key, undefined, 6)).toMatchObject({ outcome: 'loaded', counts });
    expect(flow.records.items.size).toBe(8);
  });

  test('writes no item a second time', async () => {
    const flow = new Workflow();
    flow.csv.give('people.csv', 'id,name\r\n1,a\r\n2,b\r\n1,c\r\n3\r\n');
    flow.records.most = 1;
    expect(await flow.load('people.csv')).toMatchObject({ outcome: 'paused', written: 1 });
    flow.records.items.clear();
    const counts = { rows: 4, accepted: 2, superseded: 1, filtered: 0, rejected: 1 };
    expect(await flow.load('people.csv', undefined, 1)).toMatchObject({ outcome: 'loaded', counts });
    expect(flow.records.rows).toEqual([{ id: '1', name: 'c' }]);
    expect(flow.rejects).toHaveLength(1);
  });

  test('that would resume after more items than it has is refused, and leaves no receipt', async () => {
    const flow = new Workflow();
    flow.csv.give('people.csv', 'id\r\n1\r\n2\r\n');
    const failure = expect.objectContaining({ name: 'PermanentFailure', code: 'EVENT_INVALID' });
    await expect(flow.load('people.csv', undefined, 3)).rejects.toEqual(failure);
    expect(await flow.load('people.csv')).toMatchObject({ outcome: 'loaded', counts: { accepted: 2 } });
  });
});

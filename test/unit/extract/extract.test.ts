import { Workflow } from '../../support/job';

const failure = (name: string, code: string) => expect.objectContaining({ name, code });

describe('A job', () => {
  test('whose input is missing is tried again', async () => {
    const flow = new Workflow();
    const trying = flow.extractRequest(flow.request('m.json'));
    await expect(trying).rejects.toEqual(failure('RetryableFailure', 'INPUT_MISSING'));
  });

  test('sent twice is done once', async () => {
    const flow = new Workflow();
    await flow.extract('m.json', '[{"id":1}]');
    const before = flow.csv.appeared.length;
    expect(await flow.extractRequest(flow.request('m.json', { messageId: 'm-2' }))).toMatchObject({
      outcome: 'done',
    });
    expect(flow.csv.appeared).toHaveLength(before);
  });

  test('that is forced is a new job for each message, and writes the same items', async () => {
    const flow = new Workflow();
    const { job: first } = await flow.extract('m.json', '[{"id":1}]');
    await flow.loadAll();
    const forced = flow.request('m.json', { messageId: 'm-2', forcedBy: 'm-2' });
    const { job, outcome } = await flow.extractRequest(forced);
    expect(outcome).toBe('extracted');
    expect(job.id).not.toBe(first.id);
    expect(await flow.extractRequest({ ...forced, messageId: 'redriven' })).toMatchObject({
      outcome: 'done',
    });
    await flow.loadAll();
    expect(flow.records.rows).toEqual([{ id: 1 }]);
    expect([...flow.records.items.values()]).toMatchObject([{ _job: job.id }]);
    expect(flow.ledger.partsOf(first.id)).toMatchObject([{ accepted: 1 }]);
    expect(flow.ledger.partsOf(job.id)).toMatchObject([{ accepted: 1 }]);
  });

  test('that is forced while another message’s job is in progress runs beside that job', async () => {
    const flow = new Workflow();
    flow.input.give('m.json', '[{"id":1}]');
    const both = [flow.request('m.json'), flow.request('m.json', { messageId: 'm-2', forcedBy: 'm-2' })];
    const outcomes = await Promise.all(
      both.map((request) => flow.extractRequest(request, request.messageId)),
    );
    expect(outcomes).toMatchObject([{ outcome: 'extracted' }, { outcome: 'extracted' }]);
  });

  test('that two invocations receive at once is done by one; the other tries again and finds the job done', async () => {
    const flow = new Workflow();
    flow.input.give('m.json', '[{"id":1}]');
    const both = ['a', 'b'].map((owner) => flow.extractRequest(flow.request('m.json'), owner));
    const outcomes = await Promise.allSettled(both);
    expect(outcomes).toMatchObject([
      { status: 'fulfilled', value: { outcome: 'extracted' } },
      { status: 'rejected', reason: { code: 'JOB_CLAIMED' } },
    ]);
    expect(await flow.extractRequest(flow.request('m.json'), 'b')).toMatchObject({ outcome: 'done' });
  });

  test('whose input is overwritten as the job begins is tried again', async () => {
    const flow = new Workflow();
    flow.input.give('m.json', '[{"id":1}]');
    const claim = flow.ledger.claim.bind(flow.ledger);
    flow.ledger.claim = (...args) => {
      flow.input.give('m.json', '[{"id":2}]');
      return claim(...args);
    };
    const trying = flow.extractRequest(flow.request('m.json'));
    await expect(trying).rejects.toEqual(failure('RetryableFailure', 'INPUT_CHANGED'));
    expect(flow.csv.appeared).toEqual([]);
    expect(flow.input.unclosed).toEqual([]);
  });

  test('takes the id columns from its message, or else from its first row', async () => {
    const flow = new Workflow();
    const rows = '[{"id":1,"t":"x"},{"t":"y"}]';
    expect(await flow.extract('m.json', rows, { idColumns: ['t'] })).toMatchObject({ rows: 2, rejected: 0 });
    expect(await flow.extract('n.json', rows)).toMatchObject({ rows: 2, rejected: 1 });
    expect(flow.rejects).toMatchObject([{ row: 2, code: 'KEY_MISSING', raw: '{"t":"y"}' }]);
  });
});

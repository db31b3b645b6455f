import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { type Browser, chromium, type Locator, type Page as Tab } from 'playwright-core';
import { clearFaults as clearAll, pointBack } from '../../kit/faults/faults';
import { pointedAt } from '../../kit/faults/routing';
import { openPage, type Page } from '../../kit/page/page';
import { ROOT } from '../../kit/session';
import { empty } from '../../kit/workflow/empty';
import { readLedger } from '../../kit/workflow/ledger';
import { ask } from '../support/attack';
import { CHROMIUM, seriousProblems } from '../support/browser';
import { eventually } from '../support/eventually';
import { deployTestStage, openTestStage, uniqueName } from '../support/stack';
import { openWorkflow, type Workflow } from '../support/workflow';

// Its own stage, because the page shows everything that happens on it.
const STAGE = 'local-page';
// A message whose function was killed is visible again after the function's timeout.
const TIMEOUTS = { extractTimeout: 12, visibilityTimeout: 20, loadTimeout: 30 };
const CAN = process.env.SLUICE_TEST_FUNCTIONS !== 'elsewhere' && CHROMIUM !== undefined;
/** The pictures of the documentation are made only when they are asked for, so that tests change no file. */
const PICTURES = path.join(ROOT, process.env.PICTURES ? 'docs/images' : '.sluice/pictures');

beforeAll(() => deployTestStage(STAGE, TIMEOUTS));

(CAN ? describe : describe.skip)('On the live page', () => {
  let browser: Browser;
  let page: Page;
  let tab: Tab;
  let workflow: Workflow;
  const requests: string[] = [];
  const errors: string[] = [];

  beforeAll(async () => {
    workflow = await openWorkflow(STAGE);
    await empty(workflow.stack, workflow.aws, () => {});
    page = await openPage(await openTestStage(STAGE));
    browser = await chromium.launch({ executablePath: CHROMIUM as string, args: ['--no-sandbox'] });
    tab = await browser.newPage({ viewport: { width: 1600, height: 1000 }, timezoneId: 'Asia/Kolkata' });
    tab.setDefaultTimeout(45_000);
    tab.on('request', (request) => requests.push(request.url()));
    tab.on('pageerror', (error) => errors.push(error.message));
    tab.on('console', (line) => line.type() === 'error' && errors.push(line.text()));
    await tab.goto(page.address);
    await tab.getByText('live', { exact: true }).waitFor();
  });
  afterAll(async () => {
    await browser?.close();
    await page?.close();
  });

  const jobRow = (key: string) => tab.locator('.jobs tbody tr', { hasText: key });
  const sendFile = async (name: string, body: string) => {
    await tab.setInputFiles('input[type=file]', { name, mimeType: 'text/plain', buffer: Buffer.from(body) });
    await tab.getByRole('button', { name: `Send ${name}`, exact: true }).click();
  };
  const sample = (key: string) => tab.locator('.samples').getByRole('button', { name: key }).click();
  const jobOfKey = async (key: string) => {
    const jobs = await readLedger(workflow.stack, workflow.aws);
    return jobs.find(({ receipt }) => receipt.key === key);
  };
  const isDone = (key: string) => jobRow(key).filter({ hasText: 'done' }).first().waitFor();
  const option = (label: string) => tab.locator('.options').getByLabel(label);
  const pace = async (words: string) => {
    await tab.locator('.paces').getByText(words).click();
    await tab.locator('.paces label', { hasText: words }).locator(':checked').waitFor({ state: 'attached' });
  };
  const clearFaults = async () => {
    await tab.getByRole('button', { name: 'Clear all faults' }).click();
    await tab.locator('.rules').waitFor({ state: 'detached' });
  };

  test('a sample is sent with one click, lands in the table, and the page says so', async () => {
    await sample('stations.ndjson');
    await isDone('stations.ndjson');
    const cells = jobRow('stations.ndjson').locator('td.n');
    expect(await cells.allTextContents()).toEqual(['6', '3', '2', '1', '0', '0']);
    await tab.getByRole('status').filter({ hasText: 'stations.ndjson is done: 3 rows' }).waitFor();
    expect(await workflow.rows('stations')).toHaveLength(3);
    await tab.getByText('./sluice send seed/stations.ndjson --id station', { exact: true }).waitFor();
    await tab.locator('.station', { hasText: 'records' }).getByText('KBFI, Boeing').waitFor();
  });

  test('a dropped file is read with the options of its message', async () => {
    const name = `${uniqueName('own')}.csv`;
    const transfer = await tab.evaluateHandle(`{
      const data = new DataTransfer();
      data.items.add(new File(['station;rain\\nA;1\\nB;2\\nA;3\\n'], '${name}'));
      data;
    }`);
    await tab.dispatchEvent('.drop', 'drop', { dataTransfer: transfer });
    await tab.getByText('Options of the message').click();
    await option('id columns').fill('station');
    await option('dataset').fill('rain');
    await option('delimiter').fill(';');
    await tab.getByText(`./sluice send ${name} --id station --dataset rain --delimiter ';'`).waitFor();
    await tab.getByRole('button', { name: `Send ${name}`, exact: true }).click();
    await isDone(name);
    const rows = await workflow.rows('rain');
    expect(rows.map(({ station, rain }) => `${station} ${rain}`).sort()).toEqual(['A 3', 'B 2']);
    for (const label of ['id columns', 'dataset', 'delimiter']) await option(label).fill('');
  });

  test('a fault that is set as a sentence is hit, drawn and named, and the rows arrive', async () => {
    await tab.getByLabel('how many calls').fill('2');
    await tab.getByLabel('what happens').selectOption('SlowDown');
    await tab.getByLabel('which calls').selectOption('PutObject');
    await tab.getByRole('button', { name: 'Set this fault' }).click();
    const name = `${uniqueName('fault')}.json`;
    await sendFile(name, '[{"id":1},{"id":2}]');
    await tab.locator('.rules', { hasText: '2 hits' }).waitFor();
    const lane = tab.locator('.lane', { hasText: name.slice(0, 10) });
    await lane.getByText(/SlowDown ×2/).waitFor();
    expect(await lane.locator('.call.hit').count()).toBe(2);
    await isDone(name);
    // Bars of short calls overlap, and a person uses the arrow keys.
    await lane.locator('.call.hit').first().dispatchEvent('click');
    const chosen = tab.locator('.chosen:is(div)');
    await chosen.getByText('src/aws/objects.ts').waitFor();
    const line = chosen.locator('.log li.named', { hasText: `key=${name}` });
    await line.getByText('extracted').waitFor();
    const secondOf = async (where: Locator) => {
      const [, hours, minutes, seconds] =
        /(\d\d):(\d\d):(\d\d)/.exec((await where.textContent()) ?? '') ?? [];
      return Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
    };
    const axis = tab.locator('.axis text').first();
    expect(Math.abs((await secondOf(line)) - (await secondOf(axis)))).toBeLessThan(600);
    await clearFaults();
  });

  test('a dead letter appears with its reason, and is redriven after the cause is removed', async () => {
    const name = `${uniqueName('broken')}.json`;
    await sendFile(name, '[{"id":1},');
    const letter = tab.locator('.letters li', { hasText: name });
    await letter
      .getByText(/FILE_BROKEN|JSON|INPUT/)
      .first()
      .waitFor();
    await letter.getByText('What to do:').waitFor();
    await tab.locator('.river').getByRole('button').click();
    expect(await tab.locator('.river tr', { hasText: 'jobs-dlq' }).textContent()).toContain('1 dead letter');
    await tab.locator('.river').getByRole('button').click();
    expect(await seriousProblems(tab)).toEqual([]);
    await workflow.put(name, '[{"id":1}]');
    await letter.getByRole('button', { name: `Redrive ${name}` }).click();
    await isDone(name);
    await tab.locator('.letters').waitFor({ state: 'detached' });
  });

  test('a killed function shows as a second try after the visibility timeout', async () => {
    await pace('1.5 s');
    const name = `${uniqueName('killed')}.json`;
    await sendFile(name, '[{"id":1}]');
    await jobRow(name).filter({ hasText: 'extracting' }).waitFor();
    const killedAt = Date.now();
    await tab.getByRole('button', { name: 'Kill extract', exact: true }).click();
    await tab.locator('.station', { hasText: 'killed, try 1 of 5' }).waitFor();
    await jobRow(name).filter({ hasText: 'killed, back in' }).waitFor();
    await tab.locator('.station', { hasText: /1 back in \d/ }).waitFor();
    await tab.locator('.lane .gap', { hasText: /back in .* s · killed/ }).waitFor();
    await pace('off');
    await jobRow(name).filter({ hasText: 'try 2' }).waitFor();
    await isDone(name);
    expect(await tab.locator('.lane .gap').count()).toBeGreaterThan(0);
    // The invocation could have worked for most of its 12 seconds more, and the message was hidden for that long.
    const { tries = 0, startedAt = '' } = (await jobOfKey(name))?.receipt ?? {};
    expect(tries).toBe(2);
    expect(Date.parse(startedAt) - killedAt).toBeGreaterThan(5000);
  });

  test('a load that is killed shows why its part waits, and load’s next try', async () => {
    await tab.getByLabel('what happens').selectOption('kill');
    await tab.getByLabel('of which function').selectOption('load');
    await tab.getByLabel('which calls').selectOption('BatchWriteItem');
    await tab.getByLabel('how many calls').fill('1');
    await tab.getByRole('button', { name: 'Set this fault' }).click();
    const name = `${uniqueName('reload')}.json`;
    await sendFile(name, '[{"id":1}]');
    const lane = tab.locator('.lane', { hasText: name.slice(0, 10) });
    await lane.getByText('killed: Lambda sends its event again').waitFor();
    await isDone(name);
    expect(await lane.locator('.call.hit').count()).toBe(1);
    await clearFaults();
    await tab.getByLabel('of which function').selectOption('extract');
  });

  test('the table says what the picture says', async () => {
    const said = await tab.locator('.river svg[role=img]').getAttribute('aria-label');
    const drawn = await tab
      .locator('.river .station')
      .evaluateAll((all) =>
        all.map(
          (one) => `${one.querySelector('.name')?.textContent}: ${one.querySelector('.total')?.textContent}`,
        ),
      );
    await tab.getByRole('button', { name: 'Show as a table' }).click();
    const rows = await tab
      .locator('.river tbody tr')
      .evaluateAll((all) =>
        all.map(
          (row) => `${row.querySelector('th')?.textContent}: ${row.querySelectorAll('td')[1]?.textContent}`,
        ),
      );
    expect(rows).toHaveLength(7);
    expect(said).toBe(`From left to right. ${rows.join('; ')}`);
    expect(rows.map((row) => row.split(' ').slice(0, 2).join(' '))).toEqual(drawn);
    await tab.getByRole('button', { name: 'Show the picture' }).click();
  });

  test('rows, rejects, parts with metadata and logs of a job are shown', async () => {
    await jobRow('stations.ndjson').getByRole('button').first().click();
    const details = tab.locator('.inspect');
    await details.getByRole('button', { name: 'rejects' }).click();
    await details.getByText('the line is not JSON').waitFor();
    await details.getByRole('button', { name: 'rows' }).click();
    await details
      .getByText(/stations#/)
      .first()
      .waitFor();
    // What a wide table has to show scrolls in it, and does not cover the workbench.
    await tab.setViewportSize({ width: 1280, height: 1000 });
    const [is, may] = await tab.evaluate<number[]>(
      `[document.querySelector('.jobs').scrollWidth, document.querySelector('.jobs').clientWidth]`,
    );
    expect(is).toBeLessThanOrEqual(may as number);
    await tab.setViewportSize({ width: 1600, height: 1000 });
    await details.getByRole('button', { name: 'parts' }).click();
    await details.getByRole('button', { name: /\.csv-metadata\.json$/ }).click();
    await details.getByText('http://www.w3.org/ns/csvw').waitFor();
    await details.getByRole('button', { name: 'logs' }).click();
    await details.getByText('extracted').first().waitFor();
    expect(await seriousProblems(tab)).toEqual([]);
    await jobRow('stations.ndjson').getByRole('button').first().click();
  });

  test('the arrow keys go from call to call, and a pause holds the picture', async () => {
    const lane = tab.locator('.lane').first();
    await lane.focus();
    await tab.keyboard.press('ArrowRight');
    await tab.locator('.lane:focus .call.chosen').waitFor();
    await tab
      .locator('.chosen dl')
      .getByText(/by (extract|load)/)
      .waitFor();
    const first = await lane.locator('.call.chosen').getAttribute('x');
    await tab.keyboard.press('ArrowRight');
    await lane.locator(`.call.chosen:not([x="${first}"])`).waitFor();
    await tab.getByRole('button', { name: /Pause/ }).click();
    const name = `${uniqueName('unseen')}.json`;
    await workflow.settled([await workflow.put(name, '[{"id":1}]').then(() => workflow.send({ key: name }))]);
    expect(await jobRow(name).count()).toBe(0);
    await tab.getByRole('button', { name: /Continue/ }).click();
    await isDone(name);
  });

  test('an update moves neither focus nor scroll', async () => {
    const link = jobRow('stations.ndjson').getByRole('button').first();
    await link.focus();
    await tab.evaluate('scrollTo(0, 240)');
    const name = `${uniqueName('calm')}.json`;
    await workflow.put(name, '[{"id":1}]');
    await workflow.send({ key: name });
    await isDone(name);
    const is = await tab.evaluate('[document.activeElement.textContent, scrollY]');
    expect(is).toEqual(['stations.ndjson', 240]);
    const lane = await tab.locator('.lane').first().getAttribute('aria-label');
    await tab.locator('.lane').first().focus();
    const next = `${uniqueName('next')}.json`;
    await workflow.put(next, '[{"id":1}]');
    await workflow.send({ key: next });
    await tab.locator(`.lane:not([aria-label="${lane}"]) + .lane[aria-label="${lane}"]`).waitFor();
    expect(await tab.evaluate('document.activeElement.getAttribute("aria-label")')).toBe(lane);
    await tab.evaluate('scrollTo(0, 0)');
  });

  test('the last minute is replayed, says that it is a replay, and goes back to live', async () => {
    const name = `${uniqueName('replayed')}.json`;
    await sendFile(name, '[{"id":1},{"id":2}]');
    await isDone(name);
    await tab.getByRole('button', { name: 'Replay the last minute' }).click();
    await tab.locator('header .live').filter({ hasText: 'replay, not live' }).waitFor();
    await tab
      .getByRole('status')
      .filter({ hasText: /^Replay of/ })
      .waitFor();
    // What happens meanwhile is recorded, and is not in the picture of the past.
    const later = `${uniqueName('meanwhile')}.json`;
    await sendFile(later, '[{"id":1}]');
    await eventually('the job meanwhile', async () =>
      (await jobOfKey(later))?.phase === 'done' ? true : undefined,
    );
    const moment = tab.getByRole('slider', { name: 'moment of the replay' });
    await moment.focus();
    await tab.keyboard.press('Home');
    await tab.getByRole('button', { name: 'Hold' }).click();
    expect(await jobRow(name).count()).toBe(0);
    expect(await seriousProblems(tab)).toEqual([]);
    await moment.focus();
    await tab.keyboard.press('End');
    await isDone(name);
    await tab.locator('.lane', { hasText: name.slice(0, 10) }).waitFor();
    expect(await jobRow(later).count()).toBe(0);
    await tab.getByRole('button', { name: 'Back to live' }).click();
    await tab.getByText('live', { exact: true }).waitFor();
    await isDone(later);
    await tab.getByRole('status').filter({ hasText: 'Back to live.' }).waitFor();
  });

  test('nothing serious is wrong for people who use a keyboard or a screen reader, in light and in dark', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await tab.emulateMedia({ colorScheme });
      expect(await seriousProblems(tab)).toEqual([]);
    }
  });

  test('another page, another name of this machine, and a caller without the token are refused', async () => {
    const { origin, hash } = new URL(page.address);
    const headers = { authorization: `Bearer ${hash.slice(1)}`, 'content-type': 'application/json' };
    const kill = (more: object) =>
      ask(origin, 'POST', '/do/kill', { ...headers, ...more }, '{"name":"load"}');
    for (const more of [
      { origin: 'https://evil.example' },
      { origin: 'http://localhost:1' },
      { host: 'evil.example' },
      { 'sec-fetch-site': 'cross-site' },
      { authorization: 'Bearer wrong' },
      { authorization: '' },
    ])
      expect({ more, status: (await kill(more)).status }).toEqual({ more, status: 403 });
    expect((await kill({ 'content-type': 'text/plain' })).status).toBe(415);
    expect((await ask(origin, 'GET', '/feed')).status).toBe(403);
    expect((await kill({ origin })).status).toBe(200);
  });

  test('after fault-clear in a terminal, the page says that it sees no calls, and watches them again', async () => {
    await pointBack(await openTestStage(STAGE));
    await tab.getByText('The functions call the engine directly').waitFor();
    await tab.getByRole('button', { name: 'Watch them again' }).click();
    await tab.getByText('The functions call the engine directly').waitFor({ state: 'detached' });
    const name = `${uniqueName('watched')}.json`;
    await sendFile(name, '[{"id":1}]');
    await tab.locator('.lane', { hasText: name.slice(0, 10) }).waitFor();
    await isDone(name);
  });

  test('a reload keeps the calls', async () => {
    const said = await tab.locator('.lane').first().textContent();
    await tab.reload();
    await tab.locator('.lane').first().waitFor();
    expect(await tab.locator('.lane').first().textContent()).toBe(said);
  });

  test('the address of a restarted server works in a tab that shows the old one', async () => {
    const { origin, hash } = new URL(page.address);
    const other = await browser.newPage();
    await other.goto(`${origin}/#old`);
    await other.getByText('This address has no valid token.').waitFor();
    await other.evaluate(`location.hash = '${hash}'`);
    await other.getByText('live', { exact: true }).waitFor();
    await other.close();
  });

  test('pictures of it are true', async () => {
    mkdirSync(PICTURES, { recursive: true });
    await tab.setViewportSize({ width: 1600, height: 1240 });
    await workflow.put('broken.json', '[{"id":1},');
    await workflow.send({ key: 'broken.json', dataset: 'broken' });
    await tab.reload();
    await tab.locator('.letters li', { hasText: 'broken.json' }).getByText('What to do:').waitFor();
    await tab.getByLabel('again, even if it was done before').check();
    await sample('stations.ndjson');
    await tab.locator('.station', { hasText: 'records' }).getByText('KBFI, Boeing').waitFor();
    for (const colorScheme of ['light', 'dark'] as const) {
      await tab.emulateMedia({ colorScheme });
      await pace('0.5 s');
      await tab.getByRole('button', { name: 'Set this fault' }).click();
      // One after another: an invocation that got all of them would pass its timeout in slow motion.
      for (const key of ['movies.json', 'seattle-weather.csv', 'cars.json']) {
        await sample(key);
        await jobRow(key).filter({ hasText: 'extracting' }).first().waitFor();
      }
      await tab.locator('.call.hit').first().waitFor();
      await tab.locator('.station', { hasText: 'load' }).locator('.working').nth(1).waitFor();
      await tab.locator('header h1').hover();
      await tab.screenshot({ path: path.join(PICTURES, `page-${colorScheme}.png`) });
      await pace('off');
      await eventually('the end of the samples', async () =>
        (await tab.locator('tr.loading, tr.extracting, tr.waiting').count()) === 0 ? true : undefined,
      );
      await clearFaults();
    }
    await tab.getByLabel('again, even if it was done before').uncheck();
  });

  test('with 2,000 jobs and 200 dead letters it is still updated ten times a second', async () => {
    const { stack, aws } = workflow;
    const expires = Math.floor(Date.now() / 1000) + 3600;
    const receipts = Array.from({ length: 2000 }, (_, n) => ({
      ...{
        pk: `f${n.toString(16).padStart(15, '0')}`,
        sk: 'job',
        id: `f${n.toString(16).padStart(15, '0')}`,
        state: 'extracted',
      },
      ...{
        key: `old-${n}.json`,
        etag: 'e',
        dataset: 'old',
        format: 'json',
        messageId: `m${n}`,
        tries: 1,
        expires,
      },
      ...{ startedAt: '2026-01-01T00:00:00.000Z', endedAt: '2026-01-01T00:00:01.000Z', parts: 0, rows: 0 },
    }));
    for (let i = 0; i < receipts.length; i += 25) {
      const requests = receipts.slice(i, i + 25).map((Item) => ({ PutRequest: { Item } }));
      await aws.dynamo.send(new BatchWriteCommand({ RequestItems: { [stack.ledgerTable]: requests } }));
    }
    for (let i = 0; i < 20; i++) {
      const Entries = Array.from({ length: 10 }, (_, n) => ({
        Id: String(n),
        MessageBody: `not JSON ${i} ${n}`,
      }));
      await aws.sqs.send(new SendMessageBatchCommand({ QueueUrl: stack.jobsDlqUrl, Entries }));
    }
    await tab.locator('.letters .number', { hasText: /^20[01]$/ }).waitFor();
    await tab.locator('tfoot', { hasText: 'all 2,0' }).waitFor();
    await pace('0.1 s');
    await tab.getByLabel('again, even if it was done before').check();
    // Several jobs, because the writers of one begin their calls together.
    for (const key of ['flights-10k.json', 'movies.json', 'unemployment.tsv']) await sample(key);
    await tab.locator('.station', { hasText: 'load' }).locator('.working').nth(1).waitFor();
    // Only an update of the server draws another call or the end of one, and it draws all of them at once.
    const updates = (): Promise<number> =>
      tab.evaluate(`new Promise((resolve) => {
        let drawn = 0;
        const isCall = (node) => node.classList?.contains('call');
        const observer = new MutationObserver((changes) => {
          const isNew = ({ addedNodes }) => [...addedNodes].some(isCall);
          if (changes.some((one) => isNew(one) || (one.type === 'attributes' && isCall(one.target)))) drawn++;
        });
        const attributeFilter = ['class'];
        observer.observe(document.querySelector('.calls'), { subtree: true, childList: true, attributeFilter });
        setTimeout(() => resolve(drawn / 2), 2000);
      })`);
    const seen: number[] = [];
    while (seen.length < 6 && Math.max(0, ...seen) < 9.5) seen.push(await updates());
    expect(Math.round(Math.max(...seen))).toBeGreaterThanOrEqual(10);
    await pace('off');
  });

  test('everything came from 127.0.0.1, and nothing failed in the browser', () => {
    const { origin } = new URL(page.address);
    expect(requests.length).toBeGreaterThan(10);
    expect(requests.filter((url) => !url.startsWith(`${origin}/`) && !url.startsWith('data:'))).toEqual([]);
    expect(errors).toEqual([]);
  });
});

(process.env.SLUICE_TEST_FUNCTIONS === 'elsewhere' ? test.skip : test)(
  'after ./sluice page has ended, the functions call the engine again, even if it is interrupted twice',
  async () => {
    const opened = await openTestStage(STAGE);
    // A fault that an earlier test left would keep the functions on the proxy.
    await clearAll(opened);
    const pointed = () => pointedAt(opened.aws, opened.stack.extractFunction);
    const command = spawn(process.execPath, ['kit/main.js', 'page'], {
      ...{ cwd: ROOT, env: { ...process.env, STAGE } },
    });
    const ended = once(command, 'exit');
    let said = '';
    command.stdout.on('data', (text) => (said += text));
    await eventually('the address', async () =>
      /^http:\/\/127\.0\.0\.1:\d+\/#/.test(said) ? true : undefined,
    );
    expect(await pointed()).toBeDefined();
    for (let i = 0; i < 2; i++) command.kill('SIGINT');
    expect((await ended)[0]).toBe(130);
    expect(await pointed()).toBeUndefined();
  },
);

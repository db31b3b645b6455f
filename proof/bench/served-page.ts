import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type Browser, chromium, type Page as Tab } from 'playwright-core';
import { ROOT } from '../../kit/session';
import { CHROMIUM } from '../../test/support/browser';
import { eventually } from '../../test/support/eventually';

/** When a page drew something first, and when its river was drawn: ms since the navigation began. */
export interface Painted {
  readonly first: number;
  readonly river: number;
}

/** `./sluice page` as a user runs it, in its own process, and a browser to look at it. */
export class ServedPage {
  private browser: Browser | undefined;

  private constructor(
    private readonly command: ChildProcess,
    private readonly address: string,
  ) {}

  /** Serves the page of the stage that STAGE names. */
  static async start(): Promise<ServedPage> {
    const command = spawn(process.execPath, ['kit/main.js', 'page'], {
      ...{ cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] },
    });
    let said = '';
    command.stdout?.on('data', (text) => (said += text));
    const address = await eventually('the address of the page', async () => /^http:.*#.*$/m.exec(said)?.[0]);
    return new ServedPage(command, address);
  }

  /** Opens the page in Chromium. @throws Error when there is none */
  async open(): Promise<Tab> {
    if (!CHROMIUM) throw new Error('This benchmark needs Chromium. Install it, or set SLUICE_CHROMIUM.');
    this.browser ??= await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
    const tab = await this.browser.newPage({ viewport: { width: 1440, height: 900 } });
    await tab.addInitScript(`new MutationObserver((changes, observer) => {
      if (!document.querySelector('.station')) return;
      performance.mark('river');
      observer.disconnect();
    }).observe(document, { childList: true, subtree: true })`);
    await tab.goto(this.address);
    await tab.locator('.station').first().waitFor();
    return tab;
  }

  /** Loads the page and reads the browser's own paint timing. https://www.w3.org/TR/paint-timing/ */
  async paint(): Promise<Painted> {
    const tab = await this.open();
    const painted = await tab.evaluate(() => ({
      first: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN,
      river: performance.getEntriesByName('river')[0]?.startTime ?? Number.NaN,
    }));
    await tab.close();
    return painted;
  }

  /** Ends the page as Ctrl-C does. Resolves when the functions call the engine directly again. */
  async end(): Promise<void> {
    await this.browser?.close();
    const ended = once(this.command, 'exit');
    this.command.kill('SIGINT');
    await ended;
  }
}

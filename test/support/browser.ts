import { existsSync } from 'node:fs';
import type { Page } from 'playwright-core';

/** Chromium, where it is installed; continuous integration names it, and then it must be there. */
export const CHROMIUM =
  process.env.SLUICE_CHROMIUM ??
  ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((file) =>
    existsSync(file),
  );

/** Returns what axe-core finds serious or critical on a page, one line each. */
export async function seriousProblems(page: Page): Promise<string[]> {
  // The page's policy allows no script from elsewhere; the debugger's own evaluation is exempt.
  const { source } = require('axe-core') as { source: string };
  await page.evaluate(source);
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: { run(): Promise<{ violations: Violation[] }> } };
    interface Violation {
      id: string;
      impact: string;
      nodes: { html: string; failureSummary: string }[];
    }
    const { violations } = await axe.run();
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) =>
        nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
      );
  });
}

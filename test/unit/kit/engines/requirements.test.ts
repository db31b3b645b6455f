import { readFileSync } from 'node:fs';
import { REQUIREMENTS } from '../../../../kit/engines/ministack/ministack';

const text = readFileSync(REQUIREMENTS, 'utf8');
const pins = text.split(/\n(?=[a-z])/).filter((block) => !block.startsWith('#'));

describe('What is installed for the embedded engine', () => {
  test('is pinned and hashed, every package of it', () => {
    expect(pins.length).toBeGreaterThan(10);
    for (const pin of pins) expect(pin).toMatch(/^[a-z0-9-]+==\S+ [\s\S]*--hash=sha256:[0-9a-f]{64}/);
  });

  test('is the MiniStack that requirements.in asks for', () => {
    const asked = readFileSync(REQUIREMENTS.replace(/\.txt$/, '.in'), 'utf8').trim();
    expect(pins.some((pin) => pin.startsWith(`${asked} `))).toBe(true);
  });

  test('comes from whichever index pip is set to: no host, no path of a machine', () => {
    expect(text).not.toMatch(/:\/\/|--index-url|--find-links|\/(home|root|tmp|work|opt)\//);
  });
});

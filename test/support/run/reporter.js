const path = require('node:path');

/** How long a run may print nothing. */
const SILENCE_MS = 10_000;

/** Says which tests are at work when no test file has ended for ten seconds. */
module.exports = class {
  constructor(
    { rootDir = process.cwd() } = {},
    { print = (line) => process.stderr.write(`${line}\n`) } = {},
  ) {
    this.rootDir = rootDir;
    this.print = print;
    /** Each file at work: when it began, how many of its tests have ended, and the test that began last. */
    this.working = new Map();
  }

  onRunStart() {
    this.began = Date.now();
    this.timer = setInterval(() => this.say(), SILENCE_MS);
  }

  onTestFileStart({ path: file }) {
    this.working.set(file, { began: Date.now(), ended: 0, latest: '' });
  }

  onTestCaseStart({ path: file }, { title }) {
    const at = this.working.get(file);
    if (at) at.latest = title;
  }

  onTestCaseResult({ path: file }) {
    const at = this.working.get(file);
    if (at) at.ended++;
  }

  onTestFileResult({ path: file }) {
    this.working.delete(file);
    this.timer?.refresh();
  }

  onRunComplete() {
    clearInterval(this.timer);
  }

  say() {
    const seconds = (since) => Math.round((Date.now() - since) / 1000);
    this.print(`At work after ${seconds(this.began)} s:`);
    for (const [file, { began, ended, latest }] of this.working)
      this.print(
        `  ${path.relative(this.rootDir, file)}: ${seconds(began)} s, ${ended} done${latest && `, now: ${latest}`}`,
      );
  }
};

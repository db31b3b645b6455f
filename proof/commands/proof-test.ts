import type { Command } from 'commander';
import { runTool } from '../tool';

export function proofTest(program: Command): void {
  program
    .command('proof-test')
    .description('test what is in proof/')
    .action(async () => {
      await runTool('tsc', ['--noEmit', '--project', 'proof']);
      if (!process.exitCode) await runTool('jest', ['--config', 'proof/jest.config.js']);
    });
}

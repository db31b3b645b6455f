import type { Command } from 'commander';
import { groups } from '../commands';
import { programOf } from '../terminal/main';
import { makeUsage } from '../terminal/variables';

/**
 * Returns docs/reference/commands.md: each command of kit/commands/ with its options, and the targets that only make has.
 * @param makefile the text of the Makefile
 */
export function commandsPage(makefile: string): string {
  const { commands } = programOf('', groups);
  return [
    '# Commands',
    '',
    '<!-- Made by `npm run docs` from kit/commands/ and the Makefile. Do not edit it. -->',
    '',
    'Each command can be called in two ways: `make send FILE=readings.csv ID=station,day` and `./sluice send readings.csv',
    '--id station,day` do the same. A variable of make is the option of that name. `./sluice <command> --help` prints the',
    'same as this page.',
    '',
    'Every command takes `STAGE=…` (`local` by default), `ENGINE=…` and `SLUICE_PORT=…`: see',
    '[settings](settings.md#settings-of-the-commands). A command that fails exits with a code other than 0 and prints an',
    '[error code](errors.md#when-a-command-fails). `JSON=1` prints JSON on stdout; progress and errors go to stderr.',
    '',
    ...Object.keys(groups).flatMap((heading) => [
      `## ${heading}`,
      '',
      ...commands.filter((command) => command.helpGroup() === `${heading}:`).flatMap(section),
    ]),
    '## Test and prove',
    '',
    'Only make has these. The commands that prove the claims (`make soak`, `make bench`, …) are in',
    '[proof/README.md](../../proof/README.md).',
    '',
    '| Command | What it does |',
    '| --- | --- |',
    ...targets(makefile),
    '',
  ].join('\n');
}

function section(command: Command): string[] {
  const rows = [
    ...command.registeredArguments.map((one) => [one.name(), one.description || 'the path of a file']),
    ...command.options.map((one) => [one.flags, one.description]),
  ];
  const table = rows.map(([flag, text]) => `| \`${flag}\` | ${cell(text ?? '')} |`);
  return [
    `### ${command.name()}`,
    '',
    `${capital(command.description())}.`,
    '',
    '```console',
    `$ ${makeUsage(command)}`,
    '```',
    '',
    ...(table.length > 0 ? ['| Option | |', '| --- | --- |', ...table, ''] : []),
  ];
}

function targets(makefile: string): string[] {
  const lines = makefile.matchAll(/^([a-z0-9-]+):.*## (.*)$/gm);
  return [...lines].map(([, name, text = '']) => `| \`make ${name}\` | ${cell(capital(text))} |`);
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;');
}

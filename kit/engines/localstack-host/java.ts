import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { type Problem, problem } from '../../errors';
import { run } from '../run';

/** The oldest Java that DynamoDB Local runs on. */
export const OLDEST_JAVA = 17;

export interface Java {
  /** The value for JAVA_HOME: the folder with `bin` and `lib`, of a JDK or a JRE. */
  home: string;
  /** The major version, such as 17. */
  version: number;
}

/** Returns the first suitable Java: from JAVA_HOME, from PATH, or from the usual places of Linux, macOS and SDKMAN. */
export async function findJava(env: NodeJS.ProcessEnv): Promise<Java | undefined> {
  const usual = env.JAVA_HOME ? javasOf([env.JAVA_HOME]) : [];
  return (await firstOf([...usual, 'java'], env)) ?? firstOf(javasOf(elsewhere(env)), env);
}

/** Returns the problem of a machine without a suitable Java. */
export function noJava(): Problem {
  return problem('NO_JAVA', { oldest: OLDEST_JAVA });
}

async function firstOf(commands: string[], env: NodeJS.ProcessEnv): Promise<Java | undefined> {
  const found = await Promise.all(commands.map((command) => probe(command, env)));
  return found.find((java) => java !== undefined);
}

async function probe(command: string, env: NodeJS.ProcessEnv): Promise<Java | undefined> {
  const { exitCode, output } = await run(command, ['-XshowSettings:properties', '-version'], {
    timeoutMs: 5000,
    env,
  });
  const home = /^\s*java\.home = (.+)$/m.exec(output)?.[1];
  // Java 8 calls itself 1.8.
  const version = Number(/^\s*java\.specification\.version = (\d+)/m.exec(output)?.[1]);
  return exitCode === 0 && home && version >= OLDEST_JAVA ? { home, version } : undefined;
}

function javasOf(homes: string[]): string[] {
  return homes.map((home) => path.join(home, 'bin', 'java')).filter((java) => existsSync(java));
}

function elsewhere(env: NodeJS.ProcessEnv): string[] {
  const home = env.HOME ?? '';
  const within = (folder: string, rest = '') => list(folder).map((name) => path.join(folder, name, rest));
  return [
    ...within('/usr/lib/jvm'),
    ...within('/Library/Java/JavaVirtualMachines', 'Contents/Home'),
    '/opt/homebrew/opt/openjdk',
    '/usr/local/opt/openjdk',
    ...within(path.join(home, '.sdkman/candidates/java')),
    ...within(path.join(home, '.jdks')),
  ];
}

function list(folder: string): string[] {
  try {
    const newestFirst = readdirSync(folder).sort((a, b) => b.localeCompare(a, 'en', { numeric: true }));
    return newestFirst.slice(0, 8);
  } catch {
    return [];
  }
}

import { type Problem, problem } from '../../errors';
import type { Artifact } from './jars';

/** The SQLite library of DynamoDB Local for each platform. Maven Central has no others. */
const LIBRARIES: Readonly<Record<string, string>> = {
  'linux-x64': 'libsqlite4java-linux-amd64',
  'darwin-x64': 'libsqlite4java-osx',
  'darwin-arm64': 'libsqlite4java-osx-aarch64',
};
const PLATFORM = `${process.platform}-${process.arch}`;

/** Returns all jars and the native library for this machine. */
export function ofThisMachine(artifacts: readonly Artifact[], platform = PLATFORM): Artifact[] {
  return artifacts.filter(({ extension, name }) => extension === 'jar' || name === LIBRARIES[platform]);
}

export function nativeProblem(platform = PLATFORM): Problem | undefined {
  return LIBRARIES[platform] ? undefined : problem('NO_DYNAMODB_LOCAL', { platform });
}

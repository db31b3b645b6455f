import type { Problem } from '../engine';
import type { Artifact } from './jars';

/** The SQLite library of DynamoDB Local, by platform. Maven Central has none for other platforms. */
const LIBRARIES: Readonly<Record<string, string>> = {
  'linux-x64': 'libsqlite4java-linux-amd64',
  'darwin-x64': 'libsqlite4java-osx',
  'darwin-arm64': 'libsqlite4java-osx-aarch64',
};
const PLATFORM = `${process.platform}-${process.arch}`;

/** All jars, and of the native libraries the one for this machine. */
export function ofThisMachine(artifacts: readonly Artifact[], platform = PLATFORM): Artifact[] {
  return artifacts.filter(({ extension, name }) => extension === 'jar' || name === LIBRARIES[platform]);
}

export function nativeProblem(platform = PLATFORM): Problem | undefined {
  if (LIBRARIES[platform]) return undefined;
  return {
    code: 'NO_DYNAMODB_LOCAL',
    message: `DynamoDB Local has no SQLite library for ${platform} on Maven Central.`,
    fix: 'Use another engine: ENGINE=ministack make up',
  };
}

import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { KitError } from '../../errors';
import { type Place, type Report, sluiceFolder } from '../engine';
import { lastLines, run } from '../run';

const MAVEN_CENTRAL = 'https://repo.maven.apache.org/maven2';
const AT_ONCE = 8;
const MAVEN_TIMEOUT_MS = 600_000;
const DOWNLOAD_TIMEOUT_MS = 120_000;

/** A file in a Maven repository. */
export interface Artifact {
  group: string;
  name: string;
  /** `jar`, or the extension of a native library. */
  extension: string;
  version: string;
  sha256: string;
}

/** Reads lines of `group:name:extension:version sha256`; # begins a comment. */
export function readArtifacts(text: string): Artifact[] {
  return text.split('\n').flatMap((line) => {
    const [coordinates = '', sha256] = line.split(/\s+/);
    if (!sha256 || coordinates.startsWith('#')) return [];
    const [group = '', name = '', extension = '', version = ''] = coordinates.split(':');
    return [{ group, name, extension, version, sha256 }];
  });
}

/**
 * Files of a Maven repository, in `.sluice/jars-<name>`, each checked against the project's hash.
 *
 * The files come from the user's local Maven repository if they are there, otherwise through mvn, which knows the
 * machine's mirror and proxy, otherwise from Maven Central or MAVEN_REPOSITORY_URL.
 */
export class Jars {
  readonly folder: string;
  /** Written last: it marks a complete folder. */
  private readonly stampFile: string;
  private readonly stamp: string;

  constructor(
    private readonly place: Place,
    name: string,
    private readonly artifacts: readonly Artifact[],
  ) {
    this.folder = path.join(sluiceFolder(place), `jars-${name}`);
    this.stampFile = path.join(this.folder, 'sluice-stamp');
    this.stamp = createHash('sha256').update(JSON.stringify(artifacts)).digest('hex');
  }

  isReady(): boolean {
    return existsSync(this.stampFile) && readFileSync(this.stampFile, 'utf8') === this.stamp;
  }

  /** Fetches all files. @throws KitError `DOWNLOAD_FAILED`, `WRONG_HASH` */
  async make(report: Report): Promise<void> {
    if (this.isReady()) return;
    mkdirSync(this.folder, { recursive: true });
    rmSync(this.stampFile, { force: true });
    for (const artifact of this.missing()) this.copyFromHome(artifact);
    if (this.missing().length > 0) await this.byMaven(report);
    const left = this.missing();
    if (left.length > 0) report(`Downloading ${left.length} files from ${this.repository}`);
    const next = async (): Promise<void> => {
      for (let one = left.pop(); one; one = left.pop()) await this.download(one);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, next));
    writeFileSync(this.stampFile, this.stamp);
  }

  private get repository(): string {
    return (this.place.env.MAVEN_REPOSITORY_URL || MAVEN_CENTRAL).replace(/\/+$/, '');
  }

  private missing(): Artifact[] {
    return this.artifacts.filter((artifact) => !existsSync(path.join(this.folder, fileOf(artifact))));
  }

  private copyFromHome(artifact: Artifact): void {
    const file = path.join(this.place.env.HOME ?? '', '.m2', 'repository', pathOf(artifact));
    if (existsSync(file) && hashOf(readFileSync(file)) === artifact.sha256)
      copyFileSync(file, path.join(this.folder, fileOf(artifact)));
  }

  /** Fetches what mvn can; the rest is downloaded. */
  private async byMaven(report: Report): Promise<void> {
    const { env } = this.place;
    if (env.MAVEN_REPOSITORY_URL) return;
    const probe = await run('mvn', ['--version'], { timeoutMs: 20_000, env });
    if (probe.exitCode !== 0) return;
    const work = path.join(this.folder, 'maven');
    mkdirSync(work, { recursive: true });
    writeFileSync(path.join(work, 'pom.xml'), pomOf(this.missing()));
    const asked = this.missing();
    report(`Fetching ${asked.length} files with mvn`);
    const copy = ['dependency:copy-dependencies', `-DoutputDirectory=${path.join(work, 'files')}`];
    const { exitCode, output } = await run(
      'mvn',
      ['-B', '-q', `-Dmaven.repo.local=${path.join(work, 'repository')}`, ...copy],
      { timeoutMs: MAVEN_TIMEOUT_MS, env, cwd: work },
    );
    if (exitCode !== 0) report(`mvn could not: ${lastLines(output, 1).join()}`);
    for (const artifact of asked) {
      const file = path.join(work, 'files', fileOf(artifact));
      if (existsSync(file)) this.keep(artifact, readFileSync(file), 'mvn');
    }
    rmSync(work, { recursive: true, force: true });
  }

  private async download(artifact: Artifact): Promise<void> {
    const url = `${this.repository}/${pathOf(artifact)}`;
    let content: Buffer;
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(DOWNLOAD_TIMEOUT_MS) });
      if (!response.ok) throw new Error(`HTTP ${response.status}`);
      content = Buffer.from(await response.arrayBuffer());
    } catch (cause) {
      const { message, cause: under } = cause as { message: string; cause?: NodeJS.ErrnoException };
      throw new KitError('DOWNLOAD_FAILED', { url, reason: under?.message || under?.code || message }, cause);
    }
    this.keep(artifact, content, url);
  }

  private keep(artifact: Artifact, content: Buffer, from: string): void {
    const file = path.join(this.folder, fileOf(artifact));
    const hash = hashOf(content);
    if (hash !== artifact.sha256) {
      const values = { file: fileOf(artifact), source: from, hash, expected: artifact.sha256 };
      throw new KitError('WRONG_HASH', values);
    }
    writeFileSync(`${file}.part`, content);
    renameSync(`${file}.part`, file);
  }
}

function fileOf({ name, version, extension }: Artifact): string {
  return `${name}-${version}.${extension}`;
}

function pathOf(artifact: Artifact): string {
  const { group, name, version } = artifact;
  return [...group.split('.'), name, version, fileOf(artifact)].join('/');
}

function hashOf(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

/** Returns a Maven project that depends on these files, without their dependencies. */
function pomOf(artifacts: readonly Artifact[]): string {
  const dependencies = artifacts.map(
    ({ group, name, version, extension }) => `    <dependency>
      <groupId>${group}</groupId><artifactId>${name}</artifactId><version>${version}</version><type>${extension}</type>
      <exclusions><exclusion><groupId>*</groupId><artifactId>*</artifactId></exclusion></exclusions>
    </dependency>`,
  );
  return `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>sluice</groupId><artifactId>jars</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies>
${dependencies.join('\n')}
  </dependencies>
</project>
`;
}

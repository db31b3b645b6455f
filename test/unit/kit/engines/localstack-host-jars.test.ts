import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Artifact, Jars, readArtifacts } from '../../../../kit/engines/localstack-host/jars';
import { ofThisMachine } from '../../../../kit/engines/localstack-host/native';
import { emptyCheckout } from './support/checkout';
import { fakeCommand, freePort, serve, temporaryFolder } from './support/machine';

const sha256 = (content: string) => createHash('sha256').update(content).digest('hex');
const artifact = (name: string, content = name): Artifact => ({
  group: 'com.example.deep',
  name,
  extension: 'jar',
  version: '1.0',
  sha256: sha256(content),
});
const ARTIFACTS = ['a', 'b', 'c'].map((name) => artifact(name));
const said: string[] = [];
const report = (line: string) => said.push(line);
beforeEach(() => said.splice(0));

async function checkout(env: NodeJS.ProcessEnv) {
  const nowhere = temporaryFolder();
  const place = await emptyCheckout({ PATH: nowhere, HOME: nowhere, ...env });
  return { place, jars: new Jars(place, 'test', ARTIFACTS) };
}

/** A Maven repository; the content of each file is the name of its artifact. */
async function repository(asked: string[] = []): Promise<string> {
  const port = await serve((request, response) => {
    asked.push(request.url ?? '');
    response.end(request.url?.split('/').at(-3));
  });
  return `http://127.0.0.1:${port}/maven2`;
}

describe('The files of DynamoDB Local', () => {
  test('are downloaded from a Maven repository, once', async () => {
    const asked: string[] = [];
    const { jars } = await checkout({ MAVEN_REPOSITORY_URL: `${await repository(asked)}/` });
    expect(jars.isReady()).toBe(false);
    await jars.make(report);
    await jars.make(report);
    expect(asked.sort()).toEqual(
      ['a', 'b', 'c'].map((name) => `/maven2/com/example/deep/${name}/1.0/${name}-1.0.jar`),
    );
    expect(readFileSync(path.join(jars.folder, 'a-1.0.jar'), 'utf8')).toBe('a');
    expect(jars.isReady()).toBe(true);
  });

  test('are refused when their hash differs', async () => {
    const { place } = await checkout({ MAVEN_REPOSITORY_URL: await repository() });
    const jars = new Jars(place, 'test', [artifact('a', 'what it should be')]);
    await expect(jars.make(report)).rejects.toMatchObject({ code: 'WRONG_HASH' });
    expect(jars.isReady()).toBe(false);
    expect(existsSync(path.join(jars.folder, 'a-1.0.jar'))).toBe(false);
  });

  test('that cannot be downloaded are named, with how to set a mirror', async () => {
    const { jars } = await checkout({ MAVEN_REPOSITORY_URL: `http://127.0.0.1:${await freePort()}` });
    await expect(jars.make(report)).rejects.toMatchObject({
      code: 'DOWNLOAD_FAILED',
      message: expect.stringContaining('ECONNREFUSED'),
      fix: expect.stringContaining('MAVEN_REPOSITORY_URL'),
    });
  });

  test('continue after an interrupted download', async () => {
    const asked: string[] = [];
    const { jars } = await checkout({ MAVEN_REPOSITORY_URL: await repository(asked) });
    mkdirSync(jars.folder, { recursive: true });
    writeFileSync(path.join(jars.folder, 'a-1.0.jar'), 'a');
    writeFileSync(path.join(jars.folder, 'b-1.0.jar.part'), 'half of');
    await jars.make(report);
    expect(asked).toHaveLength(2);
    expect(jars.isReady()).toBe(true);
  });

  test('are taken from the Maven repository of this machine if their hashes match', async () => {
    const HOME = temporaryFolder();
    const { jars } = await checkout({ HOME, MAVEN_REPOSITORY_URL: await repository() });
    for (const [name, content] of [
      ['a', 'a'],
      ['b', 'another b'],
    ] as const) {
      const folder = path.join(HOME, '.m2/repository/com/example/deep', name, '1.0');
      mkdirSync(folder, { recursive: true });
      writeFileSync(path.join(folder, `${name}-1.0.jar`), content);
    }
    await jars.make(report);
    expect(said).toEqual([expect.stringContaining('Downloading 2 files')]);
    expect(readFileSync(path.join(jars.folder, 'b-1.0.jar'), 'utf8')).toBe('b');
  });

  test('are fetched and checked through mvn and its mirrors, if mvn is installed', async () => {
    const folder = temporaryFolder();
    const output = '$(echo "$*" | sed "s/.*-DoutputDirectory=\\([^ ]*\\).*/\\1/")';
    fakeCommand(
      folder,
      'mvn',
      `[ "$1" = --version ] && exit 0
out=${output}; mkdir -p "$out"; for n in a b c; do printf $n > "$out/$n-1.0.jar"; done; cp pom.xml ${folder}/`,
    );
    const { jars } = await checkout({ PATH: `${folder}:/usr/bin:/bin` });
    await jars.make(report);
    expect(said).toEqual([expect.stringContaining('Fetching 3 files with mvn')]);
    expect(readFileSync(path.join(folder, 'pom.xml'), 'utf8')).toContain('<artifactId>b</artifactId>');
    expect(readdirSync(jars.folder).sort()).toEqual(['a-1.0.jar', 'b-1.0.jar', 'c-1.0.jar', 'sluice-stamp']);
  });
});

describe('The list of these files', () => {
  const file = path.join(__dirname, '../../../../kit/engines/localstack-host/dynamodb-local.txt');
  const artifacts = readArtifacts(readFileSync(file, 'utf8'));

  test('has DynamoDB Local 2.6.1, and a version and a hash for each file', () => {
    expect(artifacts).toContainEqual(expect.objectContaining({ name: 'DynamoDBLocal', version: '2.6.1' }));
    expect(artifacts.length).toBeGreaterThan(50);
    for (const { group, name, version, sha256 } of artifacts) {
      expect([group, name, version].every((part) => /^[\w.-]+$/.test(part))).toBe(true);
      expect(sha256).toMatch(/^[0-9a-f]{64}$/);
    }
  });

  test.each(['linux-x64', 'darwin-x64', 'darwin-arm64'])('has one SQLite library for %s', (platform) => {
    const native = ofThisMachine(artifacts, platform).filter(({ extension }) => extension !== 'jar');
    expect(native).toHaveLength(1);
  });
});

import path from 'node:path';
import { type BuildContext, type BuildOptions, context } from 'esbuild';
import { zipSync } from 'fflate';
import { ROOT } from '../root';

/** The two functions, each with the file that it starts at. */
export const ENTRIES = {
  extract: 'src/extract/handler.ts',
  load: 'src/load/handler.ts',
} as const;

export type FunctionName = keyof typeof ENTRIES;

/** How a function is bundled for deployment, as options of esbuild; where to is left open. */
export function bundleOptions(name: FunctionName, root = ROOT): BuildOptions {
  // Those options that are esbuild's own; the others are the plugin's.
  const { exclude, skipRebuild, ...options } = require(path.join(root, 'stack', 'bundle.js'))();
  return { ...options, absWorkingDir: root, entryPoints: [ENTRIES[name]], logLevel: 'silent' };
}

/** A function that can be bundled again and again, faster each time. */
export class Bundle {
  /** Unknown until it was built, and after it could not be: any file may be the one that mends it. */
  private inputs: Set<string> | undefined;

  private constructor(
    readonly name: FunctionName,
    private readonly build: BuildContext<BuildOptions & { write: false; metafile: true }>,
    private readonly root: string,
  ) {}

  static async of(name: FunctionName, root = ROOT): Promise<Bundle> {
    const outdir = path.join(root, path.dirname(ENTRIES[name]));
    const build = await context({ ...bundleOptions(name, root), outdir, write: false, metafile: true });
    return new Bundle(name, build, root);
  }

  /** Whether the function is, or may be, made of this file, by its path from the root. */
  dependsOn(file: string): boolean {
    return this.inputs?.has(file) ?? true;
  }

  /** The function's deployment package, laid out as the Serverless Framework lays it. @throws esbuild's BuildFailure */
  async zip(): Promise<Uint8Array> {
    this.inputs = undefined;
    const { outputFiles, metafile } = await this.build.rebuild();
    this.inputs = new Set(Object.keys(metafile.inputs));
    return zipSync(
      Object.fromEntries(
        outputFiles.map(({ path: file, contents }) => [path.relative(this.root, file), contents]),
      ),
      { level: 1 },
    );
  }

  async dispose(): Promise<void> {
    await this.build.dispose();
  }
}

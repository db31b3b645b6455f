import path from 'node:path';
import { type BuildContext, type BuildOptions, context } from 'esbuild';
import { zipSync } from 'fflate';
import { ROOT } from '../session';

/** The two functions, each with the file that it starts at. */
export const ENTRIES = {
  extract: 'src/extract/handler.ts',
  load: 'src/load/handler.ts',
} as const;

export type FunctionName = keyof typeof ENTRIES;

/** A function that can be bundled again and again, faster each time. */
export class Bundle {
  private inputs = new Set<string>();

  private constructor(
    readonly name: FunctionName,
    private readonly build: BuildContext<BuildOptions & { write: false; metafile: true }>,
  ) {}

  static async of(name: FunctionName): Promise<Bundle> {
    // Those options that are esbuild's own; the others are the plugin's.
    const { exclude, skipRebuild, ...options } = require(path.join(ROOT, 'stack', 'bundle.js'))();
    const build = await context({
      ...options,
      absWorkingDir: ROOT,
      entryPoints: [ENTRIES[name]],
      outdir: path.join(ROOT, path.dirname(ENTRIES[name])),
      logLevel: 'silent',
      write: false,
      metafile: true,
    });
    const bundle = new Bundle(name, build);
    await bundle.zip();
    return bundle;
  }

  /** Whether the function is made of this file, by its path from the root. */
  dependsOn(file: string): boolean {
    return this.inputs.has(file);
  }

  /** The function's deployment package, laid out as the Serverless Framework lays it. @throws esbuild's BuildFailure */
  async zip(): Promise<Uint8Array> {
    const { outputFiles, metafile } = await this.build.rebuild();
    this.inputs = new Set(Object.keys(metafile.inputs));
    return zipSync(
      Object.fromEntries(
        outputFiles.map(({ path: file, contents }) => [path.relative(ROOT, file), contents]),
      ),
      { level: 1 },
    );
  }

  async dispose(): Promise<void> {
    await this.build.dispose();
  }
}

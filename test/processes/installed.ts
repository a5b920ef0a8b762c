/** Packages that tests need beside those of the project, kept in the cache. */
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { root } from './harness';

/** Where the set-up puts the real native TensorFlow.js; absent where it was not asked for. */
export const nativePackages = path.join(
  process.env['LR_TUNER_CACHE'] ?? path.join(root, '.cache'),
  'native-tfjs/node_modules',
);
export const hasNative = existsSync(path.join(nativePackages, '@tensorflow/tfjs-node'));

interface SetUp {
  cached(
    name: string,
    contents: object,
    how: { title: string; expectation: string; todo: string; build: (folder: string) => Promise<unknown> },
  ): Promise<string>;
  npmInstall(folder: string, ...args: string[]): Promise<unknown>;
  run(command: string, args: string[], options: { cwd: string }): Promise<unknown>;
}

const setUp = (): Promise<SetUp> => import(path.join(root, 'scripts/setup/task.mjs')) as Promise<SetUp>;
const todo = 'check that the npm registry can be reached, then run this again.';

/** @returns a folder whose node_modules holds the packages, each as `name@version` */
export async function installed(name: string, packages: readonly string[]): Promise<string> {
  const { cached, npmInstall } = await setUp();
  return cached(
    name,
    { packages },
    {
      title: `Installing ${packages.join(', ')}`,
      expectation: 'seconds; keeps about 100 MB',
      todo,
      build: (into) => npmInstall(into, '--prefix', '.', ...packages),
    },
  );
}

const PNPM = 'pnpm@9.15.9';

/** As above, laid out by pnpm: every package a link into a store, and only what was asked for in sight. */
export async function installedByPnpm(name: string, packages: readonly string[]): Promise<string> {
  const { cached, run } = await setUp();
  return cached(
    name,
    { PNPM, packages },
    {
      title: `Installing ${packages.join(', ')} with ${PNPM}`,
      expectation: 'seconds; keeps about 100 MB',
      todo,
      build: async (into) => {
        // Without it pnpm would look for a project further up, and change that.
        await writeFile(path.join(into, 'package.json'), '{ "private": true }');
        const add = ['add', '--ignore-workspace', '--ignore-scripts', '--store-dir', '.store', ...packages];
        return run('npx', ['--yes', PNPM, ...add], { cwd: into });
      },
    },
  );
}

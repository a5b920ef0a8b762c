// Sets up what the bench compares with, bundles it with the engine's own source and runs it:
//   npm run bench:engine -- [--json] [--models mlp,convnet,cifar,lstm] [--engines embedded,native,cpu,wasm,pytorch] [--steps N]
// `--steps`: of a round, of which there are six.
// `native` needs scripts/setup-native.mjs to have run; the others are installed here, under .cache.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { buildEngine } from '../../scripts/build-engine.mjs';
import { setUpPyTorch, setUpWasm } from './setup.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
process.chdir(path.join(here, '../..'));

// With --json the standard output is for the figures alone; what set-up tells goes beside it.
if (process.argv.includes('--json')) console.log = console.error;
const folder = await mkdtemp(path.join(tmpdir(), 'bench-engine-'));
try {
  await buildEngine(folder);
  const common = { bundle: true, platform: 'node', outdir: folder, target: 'node18' };
  await build({
    ...common,
    entryPoints: [path.join(here, 'stepper.ts')],
    format: 'cjs',
    outExtension: { '.js': '.cjs' },
  });
  await build({
    ...common,
    entryPoints: [path.join(here, 'main.ts')],
    format: 'esm',
    outExtension: { '.js': '.mjs' },
  });
  const { benchEngine } = await import(pathToFileURL(path.join(folder, 'main.mjs')).href);
  await benchEngine(process.argv.slice(2), folder, { wasm: setUpWasm, pytorch: setUpPyTorch });
} finally {
  await rm(folder, { recursive: true });
}

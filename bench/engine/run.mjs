// Sets up what the bench compares with, bundles it with the engine's own source and runs it:
//   npm run bench:engine -- [--json] [--models mlp,convnet,cifar,lstm] [--engines embedded,native,cpu,wasm,pytorch] [--steps N]
// `native` needs scripts/setup-native.mjs to have run, `pytorch` a Python (or $PYTHON) that has torch.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { buildEngine } from '../../scripts/build-engine.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
process.chdir(path.join(here, '../..'));

/** TensorFlow.js's own WebAssembly backend, in a folder of its own: it is no dependency of the product. */
async function setUpWasm() {
  const folder = path.resolve('.cache/bench-wasm');
  if (existsSync(path.join(folder, 'node_modules/@tensorflow/tfjs-backend-wasm'))) return;
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'package.json'), '{ "private": true }');
  const args = ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--legacy-peer-deps'];
  execFileSync('npm', [...args, '@tensorflow/tfjs-backend-wasm@4.22.0'], { cwd: folder, stdio: 'ignore' });
}

const folder = await mkdtemp(path.join(tmpdir(), 'bench-engine-'));
try {
  await buildEngine();
  await setUpWasm().catch((error) => console.error(String(error)));
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
  await benchEngine(process.argv.slice(2), folder);
} finally {
  await rm(folder, { recursive: true });
}

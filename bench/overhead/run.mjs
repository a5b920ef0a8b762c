// Bundles the benchmark, which is TypeScript, and runs it: node bench/overhead/run.mjs [--rounds N] [--sizes 0,1]
import { build } from 'esbuild';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const outfile = path.join(root, '.cache/bench/overhead.mjs');
await mkdir(path.dirname(outfile), { recursive: true });
await build({
  absWorkingDir: root,
  entryPoints: ['bench/overhead/main.ts'],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'esm',
  logLevel: 'warning',
});
await import(pathToFileURL(outfile).href);

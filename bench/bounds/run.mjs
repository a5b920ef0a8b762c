// Bundles the bench with the product's own source and runs it: node bench/bounds/run.mjs [folder of cases]
import { build } from 'esbuild';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const cases = process.argv[2] ?? path.join(here, '../../test/fixtures/curves');
const folder = await mkdtemp(path.join(tmpdir(), 'bench-bounds-'));
try {
  const outfile = path.join(folder, 'bench.mjs');
  await build({
    entryPoints: [path.join(here, 'main.ts')],
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile,
  });
  const { benchBounds } = await import(pathToFileURL(outfile).href);
  console.log(benchBounds(cases));
} finally {
  await rm(folder, { recursive: true });
}

// Bundles the bench with the product's own source and runs it.
//   node bench/bounds/run.mjs [folder of cases]            prints the hit rates as Markdown
//   node bench/bounds/run.mjs --pictures docs/curves       draws the pictures of docs/reading-the-curve.md
import { build } from 'esbuild';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const recorded = path.join(here, '../../test/fixtures/curves');
const folder = await mkdtemp(path.join(tmpdir(), 'bench-bounds-'));
try {
  const entryPoints = ['main.ts', 'pictures.ts'].map((file) => path.join(here, file));
  const outExtension = { '.js': '.mjs' };
  await build({ entryPoints, bundle: true, platform: 'node', format: 'esm', outdir: folder, outExtension });
  const load = (name) => import(pathToFileURL(path.join(folder, `${name}.mjs`)).href);

  const [first, target] = process.argv.slice(2);
  if (first === '--pictures') (await load('pictures')).drawPictures(recorded, target);
  else console.log((await load('main')).benchBounds(first ?? recorded));
} finally {
  await rm(folder, { recursive: true });
}

// Bundles the bench with the product's own source and runs it.
//   node bench/bounds/run.mjs [folder of cases]            prints the hit rates as Markdown
//   node bench/bounds/run.mjs --pictures docs/curves       draws the pictures of docs/reading-the-curve.md
//   node bench/bounds/run.mjs --ideas [folder of cases...] compares other rules, leaving one case out at a time
import { build } from 'esbuild';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const recorded = path.join(here, '../../test/fixtures/curves');
const folder = await mkdtemp(path.join(tmpdir(), 'bench-bounds-'));
try {
  const entryPoints = ['main.ts', 'pictures.ts', 'ideas.ts'].map((file) => path.join(here, file));
  const outExtension = { '.js': '.mjs' };
  await build({ entryPoints, bundle: true, platform: 'node', format: 'esm', outdir: folder, outExtension });
  const load = (name) => import(pathToFileURL(path.join(folder, `${name}.mjs`)).href);

  const [first, ...rest] = process.argv.slice(2);
  if (first === '--pictures') (await load('pictures')).drawPictures(recorded, rest[0]);
  else if (first === '--ideas') console.log((await load('ideas')).compareIdeas([recorded, ...rest]));
  else console.log((await load('main')).benchBounds(first ?? recorded));
} finally {
  await rm(folder, { recursive: true });
}

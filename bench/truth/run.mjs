// Bundles the bench with the product's own source and runs it; needs `npm run build` first.
//   node bench/truth/run.mjs [--json] [case...]      prints Markdown, or the results without the curves
// Takes long. It can be stopped at any time: finished trainings are kept in .cache/truth.
import { build } from 'esbuild';
import { cp } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.join(here, '../..');
const cache = path.join(root, '.cache/truth');
const { values, positionals } = parseArgs({
  options: { json: { type: 'boolean', default: false } },
  allowPositionals: true,
});

const outfile = path.join(cache, 'bench.mjs');
const entryPoints = [path.join(here, 'main.ts')];
await build({ entryPoints, bundle: true, platform: 'node', format: 'esm', outfile });
const distFolder = path.join(cache, 'dist');
await cp(path.join(root, 'dist'), distFolder, { recursive: true });

const { benchTruth } = await import(pathToFileURL(outfile).href);
console.log(await benchTruth({ root, distFolder, cache }, positionals, values.json));

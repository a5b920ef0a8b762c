// Bundles the bench with the product's own source and runs it; needs `npm run build` first.
//   node bench/truth/run.mjs [--json] [case...]    prints Markdown, or the results without the curves
//   node bench/truth/run.mjs --replay              trains nothing: checks the walk over the rates on recorded cases
// Takes long. It can be stopped at any time: finished trainings are kept in .cache/truth; delete that folder after
// a change of case.js or of the engine.
import { build } from 'esbuild';
import { cp } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.join(here, '../..');
const cache = path.join(root, '.cache/truth');
const { values, positionals } = parseArgs({
  options: { json: { type: 'boolean', default: false }, replay: { type: 'boolean', default: false } },
  allowPositionals: true,
});

const entryPoints = ['main.ts', 'replay.ts'].map((file) => path.join(here, file));
const outExtension = { '.js': '.mjs' };
const outdir = path.join(cache, 'bench');
await build({ entryPoints, bundle: true, platform: 'node', format: 'esm', outdir, outExtension });
const load = (name) => import(pathToFileURL(path.join(outdir, `${name}.mjs`)).href);

if (values.replay) {
  console.log(await (await load('replay')).replayRecorded(path.join(root, 'test/fixtures/curves')));
} else {
  const distFolder = path.join(cache, 'dist');
  await cp(path.join(root, 'dist'), distFolder, { recursive: true });
  const { benchTruth } = await load('main');
  console.log(await benchTruth({ root, distFolder, cache }, positionals, values.json));
}

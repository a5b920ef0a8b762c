// Does cycling pay? Bundles the bench with the product's own source and runs it; needs `npm run build` first.
//   node bench/clr/run.mjs [--json] [--engine embedded] [case...]    prints Markdown, or the reports as JSON
// Trains each case some twenty times on the native engine. It can be stopped at any time: finished trainings are
// kept in .cache/clr; delete that folder after a change of train.js or of the trainer.
import { build } from 'esbuild';
import { cp } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { setUpNative } from '../../scripts/setup-native.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.join(here, '../..');
const cache = path.join(root, '.cache/clr');
const { values, positionals } = parseArgs({
  options: { json: { type: 'boolean', default: false }, engine: { type: 'string', default: 'native' } },
  allowPositionals: true,
});
// Standard output is for the figures.
console.log = console.error;

const bundle = path.join(cache, 'bench/main.mjs');
await build({
  entryPoints: [path.join(here, 'main.ts')],
  bundle: true,
  platform: 'node',
  format: 'esm',
  outfile: bundle,
});
// A copy: a build meanwhile must not change what is measured.
await cp(path.join(root, 'dist'), path.join(cache, 'dist'), { recursive: true });
const packages = values.engine === 'native' ? await setUpNative() : root;
const { benchClr } = await import(pathToFileURL(bundle).href);
const place = { root, cache, packages, engine: values.engine };
process.stdout.write(`${await benchClr(place, positionals, values.json)}\n`);

// What `find --quick --confirm` and `find --confirm` come to on the twelve cases, by the command line itself, against the recorded truth.
//   node bench/truth/confirm.mjs             runs what confirmed.json lacks, keeps it there, prints Markdown
//   node bench/truth/confirm.mjs --report    runs nothing
// Needs `npm run build` first. Half an hour in all; it can be stopped and goes on.
import { build } from 'esbuild';
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs, promisify } from 'node:util';

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.join(here, '../..');
const file = path.join(here, 'confirmed.json');
const { values } = parseArgs({ options: { report: { type: 'boolean', default: false } } });

const entryPoints = ['cases.ts', 'data.ts', 'confirmed.ts'].map((name) => path.join(here, name));
const outdir = path.join(root, '.cache/truth/confirm');
await build({
  entryPoints,
  bundle: true,
  platform: 'node',
  format: 'esm',
  outdir,
  outExtension: { '.js': '.mjs' },
});
const load = (name) => import(pathToFileURL(path.join(outdir, `${name}.mjs`)).href);

const known = existsSync(file) ? JSON.parse(await readFile(file, 'utf8')) : {};
if (!values.report) await runMissing();
console.log((await load('confirmed')).confirmedTable(JSON.parse(await read('results.json')), known));

async function runMissing() {
  const { CASES, scriptArguments } = await load('cases');
  const { dataFile, prepareData } = await load('data');
  const folder = path.join(root, '.cache/truth/data');
  await prepareData(root, folder);
  const ways = { quick: ['--quick', '--confirm'], whole: ['--confirm'] };
  for (const [way, options] of Object.entries(ways)) {
    for (const one of CASES.filter(({ id }) => known[id]?.[way] === undefined)) {
      const cli = [path.join(root, 'dist/cli.js'), 'find', path.join(here, 'case.js'), ...options];
      const how = [
        '--json',
        '--engine',
        'embedded',
        '--',
        ...scriptArguments(one, dataFile(folder, one.data)),
      ];
      const { stdout } = await promisify(execFile)(process.execPath, [...cli, ...how], { maxBuffer: 1e8 });
      const { bounds, confirmation } = JSON.parse(stdout);
      const probes = confirmation.probes.map(({ lr, seed, steps, outcome }) => ({
        lr,
        seed,
        steps,
        outcome,
      }));
      known[one.id] = { ...known[one.id], [way]: { bounds, moved: confirmation.moved, probes } };
      await writeFile(file, `${JSON.stringify(known, null, 1)}\n`);
      console.log(`${one.id}: ${bounds.constantLR}`);
    }
  }
}

function read(name) {
  return readFile(path.join(here, name), 'utf8');
}

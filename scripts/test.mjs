// npm test: sets everything up, runs every suite, prints a table and the true counts.
//   node scripts/test.mjs [SUITE …]     e.g. unit processes, host, e2e:latest
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setUpChromium } from './setup-chromium.mjs';
import { setUpNative } from './setup-native.mjs';
import { setUpPython } from './setup-python.mjs';
import { setUpNode, setUpVSCode, vscodeVersions } from './setup-vscode.mjs';
import { installPackages } from './setup/project.mjs';
import { projectFolder, runMain, SetUpError } from './setup/task.mjs';
import { printFailures, readMocha, readVitest } from './test-reports.mjs';

const results = path.join(projectFolder, 'test-results');
const bin = (name) => path.join(projectFolder, 'node_modules/.bin', name);
const editors = Object.keys(vscodeVersions);

/** Each suite runs commands one after the other and counts what passed: a command, or the tests in its report. */
const build = { name: 'build', commands: [[process.execPath, 'scripts/build.mjs']] };
/** Long tests of which the editor's version decides nothing: the latest is enough. */
const whateverTheVersion = [
  'choosePython',
  'editing',
  'engines',
  'newcomer',
  'notebook',
  'processes',
  'starting',
  'training',
  'validation',
  'windows',
].map((name) => `test/e2e/${name}.test.ts`);
/** Suites in one row run side by side: none of them keeps two cores busy. */
const stages = [
  [
    {
      name: 'types',
      commands: [
        [bin('tsc'), '--noEmit'],
        [bin('tsc'), '--noEmit', '-p', 'webview'],
      ],
    },
    { name: 'lint', commands: [[bin('eslint'), '.', '--max-warnings', '0']] },
    { name: 'format', commands: [[bin('prettier'), '--check', '.', '--log-level', 'warn']] },
  ],
  [vitest('unit')],
  // These need less, so the rest is set up meanwhile.
  [vitest('plain-simd')],
  [vitest('engine', { needs: [setUpNative] })],
  [vitest('processes', { needs: [setUpNative, setUpNode], python: true })],
  [vitest('faults', { python: true })],
  [python(), trainers(), vitest('webview', { needs: [setUpChromium] })],
  ...editors.map((which) => [
    {
      name: `host:${which}`,
      needs: [setUpChromium, setUpPython, () => setUpVSCode(which)],
      env: async () => ({ LR_TUNER_TEST_PYTHON: await setUpPython() }),
      commands: [[process.execPath, 'scripts/test-host.mjs', which]],
      report: path.join(results, `host-${which}.json`),
      read: readMocha,
    },
  ]),
  [vitest('e2e', { which: 'floor', python: true, without: whateverTheVersion })],
  [vitest('e2e', { which: 'latest', python: true })],
];
const suites = stages.flat();
/** What is being set up, by the function that does it. */
const setUps = new Map();

/**
 * @param python its tests run scripts on a real PyTorch, which they find through LR_TUNER_TEST_PYTHON
 * @param without test files to leave out
 */
function vitest(project, { which, needs = [], python = false, without = [] } = {}) {
  const report = path.join(results, `${which ? `${project}-${which}` : project}.json`);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  return {
    name: which ? `${project}:${which}` : project,
    needs: python ? [...needs, setUpPython] : needs,
    env: async () => ({
      ...(which && { LR_TUNER_VSCODE: which }),
      ...(python && { LR_TUNER_TEST_PYTHON: await setUpPython() }),
    }),
    commands: [
      [
        bin('vitest'),
        'run',
        '--project',
        project,
        ...without.flatMap((file) => ['--exclude', file]),
        ...reporters,
      ],
    ],
    report,
    read: readVitest,
  };
}

/** Test modules of what trains on top of PyTorch: they take as long as all others, so they run beside them. */
const TRAINERS = ['test_hugging_face', 'test_keras', 'test_lightning'];

/** The hook for Python on Keras, Lightning and Hugging Face's Trainer. */
function trainers() {
  const report = path.join(results, 'python-trainers.json');
  return {
    name: 'python-trainers',
    needs: [setUpPython],
    commands: async () => [[await setUpPython(), 'test/python/run.py', '--report', report, ...TRAINERS]],
    report,
    read: (counts) => counts,
  };
}

/** The hook for Python: its style and types, and its tests on a real PyTorch. The style of the examples, too. */
function python() {
  const report = path.join(results, 'python.json');
  const code = [
    'src/trainer/python',
    'test/python',
    'examples',
    'bench/python',
    'bench/confirmation',
    'scripts/wheel',
  ];
  return {
    name: 'python',
    needs: [setUpPython],
    commands: async () => {
      const interpreter = await setUpPython();
      return [
        [interpreter, '-m', 'ruff', 'check', ...code],
        [interpreter, '-m', 'ruff', 'format', '--check', ...code],
        [
          interpreter,
          '-m',
          'mypy',
          'src/trainer/python',
          'test/python/hook',
          'test/python/run.py',
          'bench/python/measure.py',
          'bench/confirmation/trainer.py',
          'scripts/wheel/build.py',
        ],
        [interpreter, '-m', 'mypy', '--platform', 'win32', 'src/trainer/python'],
        [
          interpreter,
          'test/python/run.py',
          '--report',
          report,
          ...TRAINERS.flatMap((name) => ['--without', name]),
        ],
      ];
    },
    report,
    read: (counts) => counts,
  };
}

await runMain(async () => {
  const chosen = choose(process.argv.slice(2));
  await installPackages();
  mkdirSync(results, { recursive: true });
  const started = Date.now();
  setUpInTurn(chosen.flat().flatMap(({ needs = [] }) => needs));
  const rows = [];
  for (const stage of [[build], ...chosen]) rows.push(...(await runStage(stage)));
  printFailures(rows);
  printTable(rows, secondsSince(started));
  if (rows.some(({ failed }) => failed > 0)) process.exitCode = 1;
});

function choose(names) {
  const matches = (suite, name) => suite.name === name || suite.name.startsWith(`${name}:`);
  for (const name of names) {
    if (suites.some((suite) => matches(suite, name))) continue;
    throw new SetUpError(
      `There is no suite "${name}".`,
      `name one of ${suites.map((s) => s.name).join(', ')}.`,
    );
  }
  if (names.length === 0) return stages;
  const isNamed = (suite) => names.some((name) => matches(suite, name));
  return stages.map((stage) => stage.filter(isNamed)).filter((stage) => stage.length > 0);
}

/** What suites side by side print is told apart by their names. */
async function runStage(stage) {
  const title = stage.map(({ name }) => name).join(', ');
  console.log(`\n── ${title} ${'─'.repeat(Math.max(3, 60 - title.length))}`);
  return Promise.all(stage.map((suite) => runSuite(suite, stage.length > 1)));
}

/**
 * Begins with all that the suites need, beside the first of them: most of it waits for the network. One after the
 * other, since two may install packages of the system.
 */
function setUpInTurn(needs) {
  let before = Promise.resolve();
  for (const need of new Set(needs)) {
    const done = before.then(need);
    setUps.set(need, done);
    // Each suite that needs it says why it failed.
    before = done.catch(() => {});
  }
}

/** A suite that crashes, reports nothing or runs no test counts as one failure, whatever its exit code says. */
async function runSuite(suite, isNamed) {
  const started = Date.now();
  let counts;
  try {
    for (const need of suite.needs ?? []) await setUps.get(need);
    counts = await runCommands(suite, isNamed ? suite.name : null);
  } catch (error) {
    console.error(`${suite.name} did not run to its end: ${error.message}`);
    const failure = { test: 'the whole suite', reason: `It did not run to its end: ${error.message}` };
    counts = { passed: 0, failed: 1, skipped: 0, failures: [failure] };
  }
  return { name: suite.name, ...counts, seconds: secondsSince(started) };
}

async function runCommands({ commands, env, report, read }, label) {
  if (report) rmSync(report, { force: true });
  const all = typeof commands === 'function' ? await commands() : commands;
  const failures = [];
  for (const command of all) {
    const code = await runShown(command, await env?.(), label);
    if (code !== 0) failures.push({ test: command.join(' '), reason: `It ended with code ${code}.` });
  }
  if (!report) return { passed: all.length - failures.length, failed: failures.length, skipped: 0, failures };

  const counts = read(JSON.parse(readFileSync(report, 'utf8')));
  if (counts.failed > 0 || (failures.length === 0 && counts.passed > 0)) return counts;
  const nothingRan = { test: 'the whole suite', reason: 'No test ran.' };
  return { ...counts, failed: 1, failures: failures.length > 0 ? failures : [nothingRan] };
}

/** @param label before each line; null passes the output on as it is */
function runShown([command, ...args], env, label) {
  return new Promise((resolve, reject) => {
    const output = label === null ? 'inherit' : 'pipe';
    const child = spawn(command, args, {
      cwd: projectFolder,
      env: { ...process.env, ...env },
      stdio: ['ignore', output, output],
    });
    for (const stream of [child.stdout, child.stderr])
      if (stream) createInterface(stream).on('line', (line) => console.log(`[${label}] ${line}`));
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
}

function secondsSince(started) {
  return Math.round((Date.now() - started) / 1000);
}

function printTable(rows, seconds) {
  const line = (name, ...cells) => name.padEnd(16) + cells.map((cell) => String(cell).padStart(10)).join('');
  const total = (key) => rows.reduce((sum, row) => sum + row[key], 0);
  console.log(`\n${line('suite', 'passed', 'failed', 'skipped', 'seconds')}`);
  for (const row of rows) console.log(line(row.name, row.passed, row.failed, row.skipped, row.seconds));
  console.log(line('all', total('passed'), total('failed'), total('skipped'), seconds));
  console.log(`\n${total('passed')} passed, ${total('failed')} failed`);
}

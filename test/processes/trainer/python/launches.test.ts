import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeProject, ofType, shortRamp } from '../../harness';
import { left, python, pythonScripts, rates, runPython } from '../../python';

const mark = () => ({ LR_TEST_RUN: `run-${process.pid}-${Math.random()}` });

describe.skipIf(python === undefined)('a PyTorch script is started', () => {
  it('as a module of a package', async () => {
    const folder = await makeProject(
      { 'pkg/__init__.py': '', 'pkg/train.py': await readFile(path.join(pythonScripts, 'plain.py'), 'utf8') },
      {},
    );
    const { outcome, steps } = await runPython(path.join(folder, 'pkg/train.py'), {
      launch: { launcher: ['{python}', '-m', 'pkg.train'], cwd: folder },
    });
    expect(outcome).toMatchObject({ problem: null, end: { reason: 'ramp-complete' } });
    expect(steps).toHaveLength(60);
  });

  it('by a shell script that prepares the data first and would go on afterwards', async () => {
    const env = mark();
    const folder = await makeProject(
      {
        'run.sh': 'python prepare.py\npython train.py\ntouch went-on\n',
        'prepare.py': 'open("data", "w").close()',
        'train.py': await readFile(path.join(pythonScripts, 'plain.py'), 'utf8'),
      },
      {},
    );
    const { outcome, steps } = await runPython(path.join(folder, 'train.py'), {
      launch: { launcher: ['bash', 'run.sh'], env },
    });
    expect(outcome).toMatchObject({ problem: null, end: { reason: 'ramp-complete' } });
    expect(steps).toHaveLength(60);
    expect(await readdir(folder)).toContain('data');
    expect(await left(env.LR_TEST_RUN)).toEqual([]);
  });

  it('with the variables of a file, and torch.compile off while its rate is ramped', async () => {
    const plain = await readFile(path.join(pythonScripts, 'plain.py'), 'utf8');
    const text = `import os\nprint(os.environ["DATA"], os.environ.get("TORCH_COMPILE_DISABLE"))\n${plain}`;
    const folder = await makeProject({ 'train.py': text, '.env': 'DATA="/two words"\n' }, {});
    const launch = { envFile: path.join(folder, '.env') };
    const ramped = await runPython(path.join(folder, 'train.py'), { launch });
    expect(ramped.output).toContain('/two words 1\n');
    const plan = { experiment: { kind: 'train', schedule: null } } as const;
    const trained = await runPython(path.join(folder, 'train.py'), { launch, plan });
    expect(trained.output).toContain('/two words None\n');
    expect([ramped.outcome.problem, trained.outcome.problem]).toEqual([null, null]);
  });

  it('by torchrun, on two ranks of which the first draws', async () => {
    const env = { GLOO_SOCKET_IFNAME: 'lo', ...mark() };
    const { outcome, steps, messages } = await runPython('ranks.py', {
      launch: {
        launcher: [
          '{python}',
          '-m',
          'torch.distributed.run',
          '--standalone',
          '--nproc-per-node=2',
          '{script}',
        ],
        env,
      },
    });
    expect(outcome).toMatchObject({ problem: null, end: { reason: 'ramp-complete' } });
    expect(steps).toHaveLength(60);
    expect(ofType(messages, 'hello')).toMatchObject([{ rank: 0, world: 2 }]);
    expect(await left(env.LR_TEST_RUN)).toEqual([]);
  });

  it('by torchrun, and nothing is left where it is cancelled', async () => {
    const env = { GLOO_SOCKET_IFNAME: 'lo', ...mark() };
    const controller = new AbortController();
    const { outcome } = await runPython('ranks.py', {
      launch: {
        launcher: [
          '{python}',
          '-m',
          'torch.distributed.run',
          '--standalone',
          '--nproc-per-node=2',
          '{script}',
        ],
        env,
      },
      plan: { experiment: { kind: 'train', schedule: null } },
      signal: controller.signal,
      listen: ({ type }) => void (type === 'step' && controller.abort()),
    });
    expect(outcome).toMatchObject({ cancelled: true, problem: null });
    expect(await left(env.LR_TEST_RUN)).toEqual([]);
  });
});

describe.skipIf(python === undefined)('a notebook', () => {
  const notebook = (...cells: string[]): string =>
    JSON.stringify({
      cells: [
        { cell_type: 'markdown', source: '# Digits' },
        ...cells.map((source) => ({ cell_type: 'code', source })),
      ],
    });

  it('is ramped as one script of its cells', async () => {
    const text = await readFile(path.join(pythonScripts, 'plain.py'), 'utf8');
    const folder = await makeProject({ 'train.ipynb': notebook('%matplotlib inline\n!ls', text) }, {});
    const { outcome, steps } = await runPython(path.join(folder, 'train.ipynb'));
    expect(outcome.problem).toBeNull();
    expect(steps).toHaveLength(shortRamp.steps);
  });

  it.each([
    ['raises', 'import torch\nraise ValueError("no data")', 'script-threw', 2],
    ['is no Python', 'import torch\n\nfor', 'syntax-error', 3],
  ])('says which cell %s', async (_, cell, code, line) => {
    const folder = await makeProject({ 'train.ipynb': notebook('x = 1', cell) }, {});
    const { outcome } = await runPython(path.join(folder, 'train.ipynb'));
    const file = path.join(folder, 'train.ipynb');
    expect(outcome.problem).toMatchObject({ code, file, cell: 3, line });
    expect(outcome.problem?.actions[0]).toEqual({ kind: 'open-file', path: file, cell: 3, line });
  });

  it.each([
    ['has no code', notebook(), 'train.ipynb has no code in it.', 'Save the notebook first'],
    ['is no notebook', '{"cells": [', 'train.ipynb is no notebook.', 'cannot be read as JSON'],
    [
      'is of another language',
      notebook('library(keras)').replace('{', '{"metadata":{"kernelspec":{"language":"R"}},'),
      'train.ipynb is written in R.',
      'in Python only',
    ],
  ])('says that it %s, and what to do', async (_, text, title, detail) => {
    const folder = await makeProject({ 'train.ipynb': text }, {});
    const { outcome } = await runPython(path.join(folder, 'train.ipynb'));
    expect(outcome.problem).toMatchObject({ code: 'script-missing', title });
    expect(outcome.problem?.detail).toContain(detail);
    expect(outcome.problem?.output).toBeUndefined();
  });
});

describe.skipIf(python === undefined)('a training with PyTorch', () => {
  const schedule = { kind: 'triangular', baseLR: 0.01, maxLR: 0.04, stepSize: 10 } as const;

  it('goes to its natural end on a schedule', async () => {
    const made = await runPython('plain.py', { plan: { experiment: { kind: 'train', schedule } } });
    expect(made.outcome).toMatchObject({ problem: null, end: { reason: 'script-ended', steps: 100 } });
    expect(rates(made)[0]).toBeCloseTo(0.01, 12);
    expect(rates(made)[10]).toBeCloseTo(0.04, 12);
    expect(made.output).toContain('trained');
  });

  it('has failed where the script says so by its exit code, with all that it measured', async () => {
    const { outcome, steps } = await runPython('plain.py', {
      launch: { env: { EXIT: '3' } },
      plan: { experiment: { kind: 'train', schedule } },
    });
    expect(outcome.end).toMatchObject({ reason: 'error', steps: 100 });
    expect(outcome.problem?.title).toContain('3');
    expect(steps).toHaveLength(100);
  });

  it('ends where the script leaves', async () => {
    const { outcome } = await runPython('plain.py', {
      launch: { env: { LEAVE_AT: '40' } },
      plan: { experiment: { kind: 'train', schedule: null } },
    });
    expect(outcome).toMatchObject({ problem: null, end: { reason: 'script-ended', steps: 41 } });
  });

  it('changes no checkpoint and adds none', async () => {
    const model = path.join(await makeProject({ 'model.pt': 'the old one' }, {}), 'model.pt');
    const made = await runPython('plain.py', {
      launch: { env: { MODEL: model } },
      plan: { experiment: { kind: 'train', schedule: null } },
    });
    expect(made.outcome.problem).toBeNull();
    expect(await readFile(model, 'utf8')).toBe('the old one');
    expect(await readdir(path.dirname(model))).toEqual(['model.pt']);
    expect(ofType(made.messages, 'phase').some(({ phase }) => phase === 'save-skipped')).toBe(true);
  });

  it('is listed by a survey, at the rates of the script', async () => {
    const made = await runPython('styles.py', {
      launch: { args: ['gan'] },
      plan: { experiment: { kind: 'survey' } },
    });
    expect(made.outcome.problem).toBeNull();
    const seen = ofType(made.messages, 'training').map(({ id, optimizer, lr, driven }) => [
      id,
      optimizer,
      lr,
      driven,
    ]);
    expect(seen).toEqual([
      ['1', 'Adam', 1e-3, false],
      ['2', 'SGD', 1e-3, false],
    ]);
  });
});

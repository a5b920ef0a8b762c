import { chmod } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Problem, ProblemError } from '../../../../src/protocol/problems';
import { prepareLaunch, type ScriptLaunch } from '../../../../src/runner';
import { dist, launchOf, makeProject } from '../../harness';
import { python, runText } from '../../python';

/** What a launch of `train.py` is refused with. */
async function refusal(more: Partial<ScriptLaunch>, interpreter?: string): Promise<Problem> {
  const folder = await makeProject(
    { 'train.py': '', ...(interpreter !== undefined && { python: interpreter }) },
    {},
  );
  if (interpreter !== undefined) {
    await chmod(path.join(folder, 'python'), 0o755);
    more = { ...more, runtimePath: path.join(folder, 'python') };
  }
  try {
    await prepareLaunch(launchOf(path.join(folder, 'train.py'), more), dist);
  } catch (error) {
    if (error instanceof ProblemError) return error.problem;
    throw error;
  }
  throw new Error('The launch was prepared.');
}

async function problemOf(text: string, launch: Partial<ScriptLaunch> = {}): Promise<Problem | null> {
  return (await runText(text, { launch })).outcome.problem;
}

const answers = (version: string): string =>
  `#!/bin/sh\necho '${JSON.stringify({ path: '/p', version, frameworks: '' })}'\n`;

describe.skipIf(process.platform === 'win32')('a launch that cannot be', () => {
  it('since the chosen Python is not there', async () => {
    expect(await refusal({ runtimePath: '/nowhere/python' })).toMatchObject({
      title: 'The chosen Python, /nowhere/python, does not start.',
      actions: [{ kind: 'choose-python' }, { kind: 'run-again' }],
    });
  });

  it('since the chosen Python does not start', async () => {
    expect((await refusal({}, '#!/bin/sh\nexit 127\n')).title).toMatch(
      /^The chosen Python, .*, does not start\.$/,
    );
  });

  it('since the chosen Python is too old', async () => {
    expect(await refusal({}, answers('3.8.10'))).toMatchObject({
      code: 'runtime-too-old',
      title: 'Python 3.8.10 is too old.',
    });
  });

  it('since its Python would ignore PYTHONPATH, as can be seen', async () => {
    const more = { launcher: ['{python}', '-I', '{script}'] };
    expect(await refusal(more, answers('3.11.0'))).toMatchObject({
      code: 'not-armed',
      title: 'The script was not started: its Python ignores PYTHONPATH.',
    });
  });

  it.each([
    ['no-such-launcher', /^no-such-launcher was not found, neither beside .*python nor on the PATH\.$/],
    ['./no-such-launcher', /^There is no \.\/no-such-launcher in .+, where the launcher starts\.$/],
  ])('since its launcher is not there: %s', async (launcher, title) => {
    const problem = await refusal({ launcher: [launcher, '{script}'] }, answers('3.11.0'));
    expect(problem.title).toMatch(title);
    expect(problem.detail).toContain('--launcher');
    expect(problem.actions[0]).toEqual({ kind: 'open-setting', setting: 'lrTuner.python.launcher' });
  });

  it.each([[['torchrun', '--standalone']], [['accelerate', 'launch']], [['{python}', '-u']]])(
    'since its launcher names no script: %j',
    async (launcher) => {
      const problem = await refusal({ launcher }, answers('3.11.0'));
      expect(problem.title).toBe(`The launcher names no script: ${launcher.join(' ')}`);
      expect(problem.detail).toContain(`${launcher.join(' ')} {script}`);
    },
  );
});

/** These need a Python, but no PyTorch: their first lines fail. */
describe.skipIf(python === undefined)('a Python script that fails', () => {
  it('since its framework is missing', async () => {
    // Without the site's packages, as in an environment of its own.
    const text = 'import sys\nsys.path = [p for p in sys.path if "site-packages" not in p]\nimport torch\n';
    const problem = await problemOf(text);
    expect(problem).toMatchObject({
      code: 'framework-missing',
      title: `The script needs torch, which ${python} does not have.`,
      line: 3,
    });
    expect(problem?.actions).toContainEqual({
      kind: 'copy',
      text: `${python} -m pip install torch`,
      label: 'Copy Command',
    });
    expect(problem?.actions).toContainEqual({ kind: 'choose-python' });
  });

  it('since its Python ignores the environment', async () => {
    // Nothing tells beforehand.
    const launcher = ['sh', '-c', 'unset PYTHONPATH; exec "$0" "$1"', '{python}', '{script}'];
    expect(await problemOf('print(1)', { launcher })).toMatchObject({
      code: 'not-armed',
      title: 'The script was stopped before it began: its Python ignores PYTHONPATH.',
      detail: expect.stringContaining('-I') as unknown,
    });
  });

  it('since arguments are missing', async () => {
    const text =
      'import argparse\np = argparse.ArgumentParser()\np.add_argument("--data", required=True)\np.parse_args()';
    expect(await problemOf(text)).toMatchObject({
      code: 'arguments-missing',
      output: expect.stringContaining('--data') as unknown,
    });
  });

  it('by a syntax error, at its line', async () => {
    const problem = await problemOf('a = 1\nb = = 2\n');
    expect(problem).toMatchObject({ code: 'syntax-error', line: 2 });
    expect(problem?.file).toMatch(/train\.py$/);
  });

  it('by raising, at the innermost line that is its own', async () => {
    const text = 'import json\ndef load():\n    json.loads("{")\nload()\n';
    expect(await problemOf(text)).toMatchObject({ code: 'script-threw', line: 3 });
  });
});

const MODEL = `
import torch
model = torch.nn.Linear(4, 1)
loss_of = lambda: model(torch.ones(8, 4)).square().mean()
`;

describe.skipIf(python === undefined)('a PyTorch script that runs, but cannot be measured', () => {
  it('since it only defines', async () => {
    expect(await problemOf('import torch\ndef train(): pass\n')).toMatchObject({
      code: 'never-trained',
      detail: expect.stringContaining('choose the script that calls it') as unknown,
    });
  });

  it('since it updates its weights itself, however long it would have gone on', async () => {
    const text = `${MODEL}
for _ in range(10**9):
    loss_of().backward()
    with torch.no_grad():
        for p in model.parameters():
            p -= 0.01 * p.grad
            p.grad = None
`;
    expect(await problemOf(text)).toMatchObject({
      code: 'never-trained',
      title: expect.stringContaining('updates its weights itself') as unknown,
      detail: 'So there is no optimizer to ramp: let one of torch.optim make the updates.',
    });
  });

  it.each([
    ['raise TypeError("no number")', /^Run it on its own/],
    ['open("net-7.pt.json").read()', /^LR Tuner keeps the script from overwriting .* Run it on its own/],
  ])('since it fails after it saved: %s', async (fails, detail) => {
    const text = `${MODEL}
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for _ in range(5):
    loss_of().backward()
    optimizer.step()
torch.save(model.state_dict(), "net-7.pt")
${fails}
`;
    expect(await problemOf(text)).toMatchObject({
      code: 'script-threw',
      detail: expect.stringMatching(detail) as unknown,
    });
  });

  const LOOP = (optimizer: string, times: number, loss = 'loss_of()'): string => `${MODEL}
optimizer = ${optimizer}
for _ in range(${times}):
    optimizer.zero_grad()
    (${loss}).backward()
    optimizer.step()
`;
  const SGD = 'torch.optim.SGD(model.parameters(), lr=0.1)';

  it('since it is short', async () => {
    const { outcome, steps } = await runText(LOOP(SGD, 10));
    expect(steps).toHaveLength(10);
    expect(outcome.end).toMatchObject({ reason: 'script-ended', steps: 10 });
  });

  it.skipIf(process.platform === 'win32')('since it goes on in the background', async () => {
    const daemon = 'import os\nif os.fork():\n    os._exit(0)\nos.setsid()\nimport time\ntime.sleep(600)\n';
    expect(await problemOf(daemon)).toMatchObject({
      code: 'script-threw',
      title: 'The script was gone all at once (exit code 0).',
      detail: expect.stringContaining('went on in the background') as string,
    });
  });

  it('since its loss is not a number from the start', async () => {
    expect(await problemOf(LOOP(SGD, 1000, 'loss_of() * float("nan")'))).toMatchObject({
      code: 'not-finite-from-start',
      title: 'The loss is not a number from the very first step.',
    });
  });

  it('since its gradient scaler skips every update', async () => {
    const text = `${MODEL}
optimizer = ${SGD}
scaler = torch.amp.GradScaler("cpu")
for _ in range(1000):
    optimizer.zero_grad()
    scaler.scale(loss_of() * float("inf")).backward()
    scaler.step(optimizer)
    scaler.update()
`;
    expect(await problemOf(text)).toMatchObject({
      code: 'not-finite-from-start',
      title: 'The gradient scaler skipped every update.',
    });
  });

  it('since its optimizer does not heed the rate', async () => {
    const text = LOOP('Deaf(model.parameters(), lr=0.1)', 1000).replace(
      'optimizer =',
      `class Deaf(torch.optim.SGD):
    def step(self, closure=None):
        with torch.no_grad():
            for p in self.param_groups[0]["params"]:
                p -= 1e-3 * p.grad
optimizer =`,
    );
    expect(await problemOf(text)).toMatchObject({
      code: 'rate-not-applied',
      detail: expect.stringContaining("the framework's own optimizers") as unknown,
    });
  });
});

/** Rank 0 on another machine: its report comes with its output. `relay.sh` stands in for what would start it there. */
import { readdir } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeProject, ofType } from '../../harness';
import { left, python, pythonScripts, runPython } from '../../python';

const RELAY = ['sh', path.join(pythonScripts, 'relay.sh')];
const SCRIPT = `import sys, time, torch
sys.stdout.write("before ")
sys.stdout.flush()
torch.manual_seed(0)
model = torch.nn.Linear(4, 2)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for i in range(100000):
    optimizer.zero_grad()
    torch.nn.functional.cross_entropy(model(torch.randn(8, 4)), torch.randint(0, 2, (8,))).backward()
    optimizer.step()
    if i == 9:
        torch.save(model.state_dict(), "model.pt")
        print("saved", len(torch.load("model.pt")))
`;

describe.skipIf(python === undefined || process.platform !== 'linux')('a script on another machine', () => {
  // A mark is known from the first line of the report on; the break before that one may have been shown with its mark.
  it.each([
    ['as it is', '', /^before saved 2\n$/],
    [
      'with the name of the machine before each line',
      '[node7] ',
      /^(\[node7\] )?\[node7\] before \[node7\] saved 2\n$/,
    ],
  ])('gives the curve that it gives here, its output passed on %s', async (_, MARK, printed) => {
    const mark = `run-${process.pid}-${Math.random()}`;
    const project = await makeProject({ 'train.py': SCRIPT }, {});
    const script = path.join(project, 'train.py');
    const here = await runPython(script);
    const launch = { launcher: [...RELAY, '{python}', '{script}'], env: { MARK, LR_TEST_RUN: mark } };
    const there = await runPython(script, { launch });

    expect(there.outcome, there.output).toMatchObject({ problem: null, end: { reason: 'ramp-complete' } });
    expect(there.steps).toHaveLength(60);
    expect(there.steps).toEqual(here.steps);
    expect(there.output).toMatch(printed);
    expect(ofType(there.messages, 'phase').filter(({ phase }) => phase === 'save-skipped')).toHaveLength(1);
    expect(await readdir(project)).toEqual(['train.py']);
    expect(await left(mark)).toEqual([]);
    await expect.poll(foldersLeft).toEqual([]);
  });

  it('is one curve where two ranks train there', async () => {
    const launcher = [
      ...RELAY,
      ...['{python}', '-m', 'torch.distributed.run', '--standalone', '--nproc-per-node=2', '{script}'],
    ];
    const mark = `run-${process.pid}-${Math.random()}`;
    const env = { MARK: '', GLOO_SOCKET_IFNAME: 'lo', LR_TEST_RUN: mark };
    const run = await runPython('scaled.py', { launch: { launcher, args: ['ddp'], env } });
    expect(run.outcome, run.output).toMatchObject({ problem: null, end: { reason: 'ramp-complete' } });
    expect(run.steps.map(({ i }) => i)).toEqual([...Array(60).keys()]);
    expect(ofType(run.messages, 'hello')).toMatchObject([{ rank: 0, world: 2 }]);
    expect(await left(mark)).toEqual([]);
  });

  it('ends when it is cancelled, though no signal gets there', async () => {
    const mark = `run-${process.pid}-${Math.random()}`;
    const project = await makeProject({ 'train.py': SCRIPT }, {});
    const cancel = new AbortController();
    const run = await runPython(path.join(project, 'train.py'), {
      plan: { experiment: { kind: 'train', schedule: null } },
      launch: { launcher: [...RELAY, '{python}', '{script}'], env: { MARK: '', LR_TEST_RUN: mark } },
      signal: cancel.signal,
      listen: ({ type }) => type === 'step' && cancel.abort(),
    });
    expect(run.outcome).toMatchObject({ cancelled: true, problem: null });
    expect(await left(mark)).toEqual([]);
    await expect.poll(foldersLeft).toEqual([]);
  });
});

/** What such a script made for itself in the folder for temporary files. */
async function foldersLeft(): Promise<string[]> {
  const names = await readdir(os.tmpdir());
  return names.filter((name) => /^lr-tuner-[0-9a-f]{8}-[0-9a-f-]{27}$/.test(name));
}

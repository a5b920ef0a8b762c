/** Scripts that train twice at the same time: two named trainings, of which one is driven, and never one mixed curve. */
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { surveyTrainings } from '../../../src/experiments';
import { rampRate } from '../../../src/tuning';
import { dist, launchOf, makeProject, ofType, type Run, run, shortRamp } from '../harness';
import { python } from '../python';

/**
 * The first takes longer to come to its first update, and is the first all the same: it began earlier. Each waits for
 * the other where that matters, so the machine's speed does not.
 */
const TRAINS = `
const tf = require('@tensorflow/tfjs');
module.exports = (first, { loaded, whenBoth, done }) => {
  const train = () => {
    const w = tf.variable(tf.tensor1d(first ? [3, -2] : [1]));
    const optimizer = first ? tf.train.adam(0.01) : tf.train.sgd(0.1);
    for (let i = 0; i < 4000; i += 1) optimizer.minimize(() => w.square().sum());
    done();
  };
  loaded();
  if (first) whenBoth(() => setTimeout(train, 400));
  else train();
};
`;

const THREADS = `
const { Worker, isMainThread, parentPort, workerData } = require('node:worker_threads');
const start = (first) => new Worker(__filename, { workerData: { first } });
if (isMainThread) {
  const one = start(true);
  one.once('message', () => start(false).once('message', () => one.postMessage('both')));
} else {
  require('./trains.js')(workerData.first, {
    loaded: () => parentPort.postMessage('loaded'),
    whenBoth: (go) => parentPort.once('message', go),
    done: () => {},
  });
}
`;

const CLUSTER = `
const cluster = require('node:cluster');
if (cluster.isPrimary) {
  const one = cluster.fork({ FIRST: 'yes' });
  one.once('message', () => cluster.fork({ FIRST: 'no' }).once('message', () => one.send('both')));
} else {
  require('./trains.js')(process.env.FIRST === 'yes', {
    loaded: () => process.send('loaded'),
    whenBoth: (go) => process.once('message', go),
    done: () => process.exit(0),
  });
}
`;

const PYTHON = `
import multiprocessing, time

def train(first, loaded, both):
    import torch
    if first:
        loaded.set()
        both.wait()
        time.sleep(0.4)
    else:
        both.set()
    model = torch.nn.Linear(2 if first else 3, 1)
    cls, lr = (torch.optim.Adam, 0.01) if first else (torch.optim.SGD, 0.1)
    optimizer = cls(model.parameters(), lr=lr)
    for _ in range(2000):
        optimizer.zero_grad()
        model(torch.ones(4, 2 if first else 3)).square().mean().backward()
        optimizer.step()

if __name__ == "__main__":
    IMPORT
    context = multiprocessing.get_context("METHOD")
    loaded, both = context.Event(), context.Event()
    made = [context.Process(target=train, args=(one, loaded, both)) for one in (True, False)]
    for one in made:
        one.start()
        loaded.wait()
    for one in made:
        one.join()
`;

const KINDS: { kind: string; script: string; files: Record<string, string>; place: string }[] = [
  { kind: 'threads', script: 'train.js', files: { 'train.js': THREADS }, place: 'a worker thread' },
  { kind: 'a cluster', script: 'train.js', files: { 'train.js': CLUSTER }, place: 'the process of train.js' },
  ...['fork', 'spawn'].map((method) => ({
    kind: `Python's processes by ${method}`,
    script: 'train.py',
    files: {
      'train.py': PYTHON.replace('METHOD', method).replace(
        'IMPORT',
        method === 'fork' ? 'import torch' : 'pass',
      ),
    },
    // What `spawn` starts runs no file.
    place: method === 'fork' ? 'the process of train.py' : 'a process of its own',
  })),
];

const kinds = KINDS.filter(({ script }) => python !== undefined || script.endsWith('.js'));
const runtimeOf = (script: string): string | null => (script.endsWith('.py') ? (python ?? null) : null);

function expectOneCurve({ outcome, steps }: Run): void {
  expect(outcome).toMatchObject({ problem: null, end: { reason: 'ramp-complete', steps: shortRamp.steps } });
  const updates = Array.from({ length: shortRamp.steps }, (_, i) => i);
  expect(steps.map(({ i }) => i)).toEqual(updates);
  // Two languages round a power differently in its last digit.
  const rounded = (rates: number[]): number[] => rates.map((rate) => Number(rate.toPrecision(12)));
  expect(rounded(steps.map(({ lr }) => lr))).toEqual(rounded(updates.map((i) => rampRate(shortRamp, i))));
}

describe.each(kinds)('two trainings at once in $kind', ({ script, files, place }) => {
  const made = (): Promise<string> => makeProject({ ...files, 'trains.js': TRAINS });

  it('are listed by name', async () => {
    const launch = launchOf(path.join(await made(), script), { runtimePath: runtimeOf(script) });
    const request = {
      script: launch,
      distFolder: dist,
      engine: 'embedded',
      threads: 1,
      longest: 90_000,
    } as const;
    const { trainings } = await surveyTrainings(request, new AbortController().signal);
    expect(trainings).toMatchObject([
      { id: '1', optimizer: 'Adam', lr: 0.01, place },
      { id: '2', optimizer: 'SGD', lr: 0.1, place },
    ]);
  });

  it.each<[string | null, string]>([
    [null, 'Adam'],
    ['2', 'SGD'],
  ])('training %s is ramped alone: %s', async (training, optimizer) => {
    const runtimePath = runtimeOf(script);
    const ran = await run(path.join(await made(), script), { plan: { training }, launch: { runtimePath } });
    expectOneCurve(ran);
    const driven = ofType(ran.messages, 'training').filter((one) => one.driven);
    expect(driven.map((one) => one.optimizer)).toEqual([optimizer]);
    expect(ofType(ran.messages, 'warning').map(({ message }) => message)).toContainEqual(
      expect.stringContaining(`Training ${training ?? '1'} is driven and shown`),
    );
  });
});

describe.skipIf(python === undefined)('processes that train one model together', () => {
  it('are driven alike, and one is shown', async () => {
    const text = `
import torch, torch.multiprocessing as mp

def train(model):
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    for _ in range(100000):
        optimizer.zero_grad()
        model(torch.ones(4, 2)).square().mean().backward()
        optimizer.step()

if __name__ == "__main__":
    model = torch.nn.Linear(2, 1)
    model.share_memory()
    made = [mp.get_context("fork").Process(target=train, args=(model,)) for _ in range(2)]
    for one in made:
        one.start()
    for one in made:
        one.join()
`;
    const script = path.join(await makeProject({ 'train.py': text }, {}), 'train.py');
    const ran = await run(script, { launch: { runtimePath: python ?? null } });
    expectOneCurve(ran);
    expect(ofType(ran.messages, 'training').every(({ driven }) => driven)).toBe(true);
  });
});

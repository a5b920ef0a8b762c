/** One model on two processes: one curve, the same rates and weights on both, and nothing that stays. */
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { startHost } from '../../host';
import { makeProject, ofType } from '../../harness';
import { left, python, pythonScripts, rates, runPython, runText } from '../../python';

// As modules: the scripts of the tests' environment name the folder that it was built in.
const TORCHRUN = [
  '{python}',
  '-m',
  'torch.distributed.run',
  '--standalone',
  '--nproc-per-node=2',
  '{script}',
];
const ACCELERATE = [
  '{python}',
  '-m',
  'accelerate.commands.launch',
  '--multi_gpu',
  '--num_processes=2',
  '--num_machines=1',
  '--mixed_precision=no',
  '--dynamo_backend=no',
  '--main_process_port=0',
  '{script}',
];
const STYLES: [style: string, launcher?: string[]][] = [
  ['ddp', TORCHRUN],
  ['zero', TORCHRUN],
  ['fsdp', TORCHRUN],
  ['accelerated', ACCELERATE],
  ['spawn'],
  ['lightning'],
  ['ddp_spawn'],
  ['ray'],
];

interface Rank {
  weights: string;
  rates: number[];
}

describe.skipIf(python === undefined)('two processes that train together', () => {
  it.concurrent.each(STYLES)(
    'draw one curve at one rate, from the same weights: %s',
    async (style, launcher) => {
      const out = await makeProject({ keep: '' }, {});
      const env = { GLOO_SOCKET_IFNAME: 'lo', OUT: out, LR_TEST_RUN: `run-${process.pid}-${Math.random()}` };
      const run = await runPython('scaled.py', {
        launch: { ...(launcher && { launcher }), args: [style], env },
      });
      expect(run.outcome, run.output).toMatchObject({ problem: null, end: { reason: 'ramp-complete' } });
      expect(run.steps.map(({ i }) => i)).toEqual([...Array(60).keys()]);
      expect(ofType(run.messages, 'hello')).toMatchObject([{ rank: 0, world: 2 }]);
      expect(run.output).not.toContain('went on');
      const [first, second] = await ranksIn(out);
      expect(first).toEqual(second);
      expect(first?.rates).toEqual(rates(run).slice(0, first?.rates.length));
      expect(await left(env.LR_TEST_RUN)).toEqual([]);
    },
  );
});

/** Each starts its processes in a way of its own; torchrun's is cancelled where scripts are launched. */
const CANCELLED = STYLES.filter(([style]) => ['accelerated', 'spawn', 'lightning', 'ray'].includes(style));
const KILLED = STYLES.filter(([style]) => ['spawn', 'ray'].includes(style));

describe.skipIf(python === undefined)('of two processes that train together none is left', () => {
  const launched = (style: string, launcher: string[] | undefined, out: string) => ({
    ...(launcher && { launcher }),
    args: [style],
    env: { GLOO_SOCKET_IFNAME: 'lo', OUT: out, LR_TEST_RUN: `run-${process.pid}-${Math.random()}` },
  });

  it.concurrent.each(CANCELLED)('by cancelling: %s', async (style, launcher) => {
    const launch = launched(style, launcher, await makeProject({ keep: '' }, {}));
    const controller = new AbortController();
    const { outcome, steps } = await runPython('scaled.py', {
      launch,
      signal: controller.signal,
      listen: ({ type }) => void (type === 'step' && controller.abort()),
    });
    expect(outcome).toMatchObject({ cancelled: true, problem: null });
    expect(steps.length).toBeGreaterThan(0);
    expect(await left(launch.env.LR_TEST_RUN)).toEqual([]);
  });

  it.concurrent.each(KILLED)('by killing the host itself: %s', async (style, launcher) => {
    const folder = await makeProject({ keep: '' }, {});
    const launch = launched(style, launcher, folder);
    const script = path.join(pythonScripts, 'scaled.py');
    const host = await startHost(folder, script, { runtimePath: python ?? null, ...launch });
    await host.trains();
    host.process.kill('SIGKILL');
    expect(await left(launch.env.LR_TEST_RUN)).toEqual([]);
  });
});

async function ranksIn(folder: string): Promise<Rank[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.json')).sort();
  expect(names).toEqual(['0.json', '1.json']);
  const texts = await Promise.all(names.map((name) => readFile(path.join(folder, name), 'utf8')));
  return texts.map((text) => JSON.parse(text) as Rank);
}

describe.skipIf(python === undefined)('several processes that cannot train together', () => {
  it('since their port is taken', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const launcher = [
      '{python}',
      '-m',
      'torch.distributed.run',
      '--nproc-per-node=2',
      '--master-addr=127.0.0.1',
      `--master-port=${port}`,
      '{script}',
    ];
    const { outcome } = await runPython('scaled.py', { launch: { launcher, args: ['ddp'] } });
    server.close();
    expect(outcome.problem?.detail).toContain('with --standalone torchrun finds a free one itself.');
  });

  it('since what starts them has no main guard', async () => {
    const text = `import torch
def work(rank):
    pass
torch.multiprocessing.spawn(work, nprocs=2)
`;
    const { outcome } = await runText(text);
    expect(outcome.problem?.detail).toContain('Put what trains below if __name__ == "__main__":');
  });
});

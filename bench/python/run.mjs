// What a range test of a PyTorch script costs: against the script alone, and against torch-lr-finder.
//   node bench/python/run.mjs [--rounds 5]     some five minutes; CPU time, so other work may go on
import path from 'node:path';
import { setUpPython } from '../../scripts/setup-python.mjs';
import { cached, projectFolder, run, runMain } from '../../scripts/setup/task.mjs';

/** The peer, and what it imports besides PyTorch and numpy. None of it is a dependency of the product. */
const PEERS = ['torch-lr-finder==0.2.2', 'matplotlib==3.10.8', 'tqdm==4.67.1', 'packaging==25.0'];

await runMain(async () => {
  const python = await setUpPython();
  const quietly = ['--disable-pip-version-check', '--no-input', '--quiet'];
  const folder = await cached(
    'bench-python',
    { peers: PEERS },
    {
      title: 'Installing torch-lr-finder',
      expectation: 'seconds',
      todo: 'check that PyPI can be reached.',
      build: async (target) => {
        const rest = PEERS.slice(1);
        await run(python, ['-m', 'pip', 'install', ...quietly, '--target', target, ...rest]);
        await run(python, ['-m', 'pip', 'install', ...quietly, '--no-deps', '--target', target, PEERS[0]]);
      },
    },
  );
  const script = path.join(projectFolder, 'bench/python/measure.py');
  await run(python, [script, '--peers', folder, ...process.argv.slice(2)], { show: true });
});

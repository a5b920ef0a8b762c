// What a range test of a Python script costs: against the script alone, and against the finders of the frameworks.
//   node bench/python/run.mjs [--rounds 5] [--framework PyTorch]     some ten minutes; CPU time, so other work may go on
import path from 'node:path';
import { setUpPython } from '../../scripts/setup-python.mjs';
import { cached, projectFolder, run, runMain } from '../../scripts/setup/task.mjs';

/**
 * Finders, and what they import besides what the tests install. None of it is a dependency of the product. One by one,
 * since fastai asks for much that its finder does without, and for another PyTorch.
 */
const PEERS = [
  'torch-lr-finder==0.2.2',
  'fastai==2.8.12',
  'torchvision==0.28.0',
  'fastcore==2.2.41',
  'fastdownload==0.0.8',
  // Its later versions bring a web server along.
  'fastprogress==1.0.3',
  'fasttransform==0.0.5',
  'plum-dispatch==2.9.0',
  'cloudpickle==3.1.3',
  'beartype==0.23.1',
  'pillow==13.0.0',
  'matplotlib==3.10.8',
  'contourpy==1.3.3',
  'cycler==0.12.1',
  'kiwisolver==1.5.1',
  'pyparsing==3.3.3',
  'fonttools==4.68.0',
  'scipy==1.17.1',
  'scikit-learn==1.9.1',
  'joblib==1.6.0',
  'threadpoolctl==3.8.0',
  'narwhals==2.29.0',
  'tqdm==4.67.1',
];

await runMain(async () => {
  const python = await setUpPython();
  const folder = await cached(
    'bench-python',
    { peers: PEERS },
    {
      title: 'Installing torch-lr-finder and fastai',
      expectation: 'a minute',
      todo: 'check that PyPI can be reached.',
      build: (target) =>
        run(python, [
          ...['-m', 'pip', 'install', '--disable-pip-version-check', '--no-input', '--quiet', '--no-deps'],
          ...['--target', target, ...PEERS],
        ]),
    },
  );
  const script = path.join(projectFolder, 'bench/python/measure.py');
  await run(python, [script, '--peers', folder, ...process.argv.slice(2)], { show: true });
});

// Sets up the Python that the tests of the Python hook use: PyTorch and TensorFlow for CPUs, Keras, and the tools that check the code.
//   node scripts/setup-python.mjs
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { aptInstall, cached, isMain, onPath, projectFolder, run, runMain } from './setup/task.mjs';

const requirements = path.join(projectFolder, 'test/python/requirements.txt');
/** Where PyTorch keeps its builds without CUDA; PyPI's own builds for Linux need 5 GB. */
const CPU_BUILDS = 'https://download.pytorch.org/whl/cpu';

const QUIETLY = ['--no-cache-dir', '--disable-pip-version-check', '--no-input', '--quiet'];

/**
 * Returns the path of the interpreter, proven to import PyTorch. Its tools are run as modules (`python -m ruff`), since
 * their scripts name the folder that the environment was built in.
 */
export async function setUpPython() {
  const folder = await cached(
    'python-torch',
    { requirements: readFileSync(requirements, 'utf8') },
    {
      title: 'Setting up Python with PyTorch, Keras and the trainers built on them',
      expectation: 'about five minutes; keeps 3.5 GB',
      todo: 'check that PyPI (or the registry that pip is set up for) can be reached and that the disk has 6 GB free, then run this again.',
      build,
    },
  );
  return interpreterIn(folder);
}

function interpreterIn(folder) {
  return path.join(folder, process.platform === 'win32' ? 'venv/Scripts/python.exe' : 'venv/bin/python');
}

async function build(folder) {
  const python = process.platform === 'win32' ? 'python' : 'python3';
  const missing = [];
  if (!onPath(process.platform === 'win32' ? 'python.exe' : python)) missing.push('python3');
  if (missing.length > 0 || !(await succeeds(python, ['-c', 'import venv, ensurepip']))) {
    await aptInstall([...missing, 'python3-venv'], 'about a minute');
  }
  await run(python, ['-m', 'venv', path.join(folder, 'venv')]);
  await install(interpreterIn(folder));
  await run(interpreterIn(folder), ['-c', 'import torch, numpy, safetensors; torch.ones(2).sum()']);
  await run(interpreterIn(folder), [
    '-c',
    'import accelerate, lightning, pytorch_lightning, ray.train, transformers',
  ]);
  await run(interpreterIn(folder), ['-c', 'import keras; assert keras.backend.backend() == "tensorflow"']);
}

/** The build for CPUs from the registry that pip is set up for, else from PyTorch's own; else whatever there is. */
async function install(python) {
  const pip = (...args) => run(python, ['-m', 'pip', 'install', ...QUIETLY, ...args]);
  if (process.platform !== 'darwin') {
    const build = `torch==${torchVersion()}+cpu`;
    const has = (...index) =>
      succeeds(python, ['-m', 'pip', 'install', ...QUIETLY, '--retries', '1', build, ...index]);
    if (!(await has()) && !(await has('--extra-index-url', CPU_BUILDS))) {
      console.log(`  Neither the registry nor ${CPU_BUILDS} gives ${build}: taking the usual build.`);
      console.log(
        '  On Linux that one brings CUDA along: up to 5 GB, and some ten minutes. The tests are the same.',
      );
    }
  }
  await pip('-r', requirements);
}

const torchVersion = () => readFileSync(requirements, 'utf8').match(/^torch==(\S+)$/m)[1];

const succeeds = (command, args) =>
  run(command, args).then(
    () => true,
    () => false,
  );

if (isMain(import.meta.url)) {
  await runMain(async () => console.log(`Python with PyTorch is ready: ${await setUpPython()}`));
}

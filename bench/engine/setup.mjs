// What the engine is compared with, each in a folder of its own under .cache: none of it is a dependency of the product.
import path from 'node:path';
import { cached, npmInstall, onPath, run, SetUpError } from '../../scripts/setup/task.mjs';

const WASM_VERSION = '4.22.0';
const TORCH_VERSION = '2.13.0';

/** TensorFlow.js's own WebAssembly backend. */
export function setUpWasm() {
  const title = `Installing @tensorflow/tfjs-backend-wasm ${WASM_VERSION}`;
  return cached(
    'bench-wasm',
    { wasm: WASM_VERSION },
    {
      title,
      expectation: 'seconds',
      todo: 'check that the npm registry can be reached, or leave wasm out of --engines.',
      build: (folder) =>
        npmInstall(
          folder,
          '--prefix',
          '.',
          '--legacy-peer-deps',
          `@tensorflow/tfjs-backend-wasm@${WASM_VERSION}`,
        ),
    },
  );
}

/** PyTorch, in a virtual environment; its Python is `bin/python` in the folder. */
export async function setUpPyTorch() {
  const todo = 'check that python3 has venv and that PyPI can be reached, or leave pytorch out of --engines.';
  if (!onPath('python3')) throw new SetUpError('There is no python3 for PyTorch.', todo);
  return cached(
    'bench-pytorch',
    { torch: TORCH_VERSION },
    {
      title: `Installing PyTorch ${TORCH_VERSION}`,
      expectation: 'a few minutes; keeps 1 GB or more',
      todo,
      build: async (partial) => {
        await run('python3', ['-m', 'venv', partial]);
        const python = path.join(partial, 'bin/python');
        await run(python, ['-m', 'pip', 'install', '--quiet', '--no-cache-dir', `torch==${TORCH_VERSION}`]);
        await run(python, ['-c', 'import torch']);
      },
    },
  );
}

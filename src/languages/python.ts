/** Python with PyTorch or Keras. */
import type { FrameworkSeen, LanguageFacts } from './language';

const HINTS: readonly (readonly [RegExp, string])[] = [
  [
    /(CUDA|HIP|MPS)\b.*out of memory/i,
    "The accelerator ran out of memory. Give the script a smaller batch, or end what else uses the accelerator's memory.",
  ],
  [
    /DefaultCPUAllocator: (can't|not enough)|^(\w+\.)*_?(Array)?MemoryError\b/m,
    'The system has no memory left for it. Load less data at once, or choose a smaller batch.',
  ],
  [
    /Cannot re-initialize CUDA in forked subprocess/,
    'CUDA does not survive a fork. Start worker processes with the method "spawn", or let them leave CUDA alone.',
  ],
  [
    /Address already in use|EADDRINUSE|server socket has failed to (listen|bind)/i,
    'The port is taken, perhaps by another training. Choose another one, such as by MASTER_PORT or --master-port; with --standalone torchrun finds a free one itself.',
  ],
  [
    /before the\s+current process has finished its bootstrapping phase|freeze_support\(\)/,
    'Worker processes load the file anew, and without a main guard each of them trains as well. Put what trains below if __name__ == "__main__":.',
  ],
  [
    /Torch not compiled with CUDA enabled|No CUDA GPUs are available|Found no NVIDIA driver|CUDAAccelerator` can not run|No supported gpu backend/,
    'The script asks for a CUDA device, which is not there. Let it use the CPU, or choose a Python whose PyTorch can use CUDA.',
  ],
  [
    /num_samples should be a positive integer value, but got num_samples=0/,
    'Its data set is empty. If it reads files by relative paths, let it run where they are: --cwd FOLDER in a terminal, "cwd" in launch.json.',
  ],
  [
    /Weights only load failed/,
    'From 2.6 on, torch.load takes weights alone unless it is told otherwise. Where you trust the file, load it with weights_only=False, or set TORCH_FORCE_NO_WEIGHTS_ONLY_LOAD=1.',
  ],
  [
    /module 'numpy' has no attribute|removed in the NumPy \d/,
    'It was written for an older NumPy. Correct the name, or choose a Python whose NumPy still has it.',
  ],
  [
    /invalid index of a 0-dim tensor/,
    'It was written for PyTorch before 1.0. Take the number of a single value with .item() in place of .data[0].',
  ],
  [
    /needed for gradient computation has been modified by an inplace operation/,
    'A backward() needs what was changed before it. In a GAN these are weights that the other side uses, and a step() before both have called backward(), which PyTorch before 1.5 let pass: take the steps after both.',
  ],
  [
    /No module named ['"]?[\w.]+/,
    'A package or file that the script needs is missing in this Python. Install it there, or choose the Python that has it.',
  ],
  [
    /attempted relative import/,
    'The file is a part of a package. Run it as a module of that package, with python -m.',
  ],
];

/** A package of Keras itself asked for what is missing. */
const ASKED_BY_KERAS = /[\\/]keras[\\/]src[\\/][^\n]*\n[^\n]*\n\s*ModuleNotFoundError/;

export const python: LanguageFacts = {
  id: 'python',
  name: 'Python',
  runtime: 'Python',
  runtimeSetting: 'lrTuner.python.path',
  runtimeOption: 'python',
  trainable: 'PyTorch and Keras training scripts and notebooks',
  // A notebook's grammar is that of its cells, joined.
  grammars: { py: 'python', ipynb: 'python' },
  editorLanguages: ['python'],
  runnable: ['py', 'ipynb'],
  projectFiles: ['pyproject.toml', 'setup.py', 'setup.cfg', 'requirements.txt', 'environment.yml'],
  framework:
    /^[\s"]*(import|from)\s+(torch|torchvision|keras|tensorflow|lightning|pytorch_lightning|transformers|fastai|timm|ultralytics|jax)\b/m,
  words: {
    hint: (message) => HINTS.find(([pattern]) => pattern.test(message))?.[1] ?? null,
    frameworkMissing(message, runtime, stack) {
      const name = /No module named '([\w.]+)'/.exec(message)?.[1] ?? 'torch';
      const needs = ASKED_BY_KERAS.test(stack)
        ? `Keras computes with ${name} here (KERAS_BACKEND)`
        : `The script needs ${name}`;
      return {
        title: `${needs}, which ${runtime} does not have.`,
        command: `${quoted(runtime)} -m pip install ${name}`,
        otherRuntime: true,
      };
    },
    nativeEngine: null,
    notArmed: {
      why: 'its Python ignores PYTHONPATH',
      advice:
        'Take the options -I, -E and -S away, and let what starts the script pass its environment on, then run again.',
    },
    whyNothingTrained,
    updatesByHand: 'So there is no optimizer to ramp: let one of torch.optim make the updates.',
    noLoss:
      'No gradients of a loss were seen before its updates. Let the loss compute them with backward(), or let a GradientTape take them, so that there is a loss to draw.',
    rateNotApplied:
      "Use one of the framework's own optimizers, or let your own read its rate at each step: the lr of its param_groups in PyTorch, its learning_rate in Keras.",
  },
};

/** As a shell takes it. */
function quoted(program: string): string {
  return /\s/.test(program) ? `"${program}"` : program;
}

function whyNothingTrained(seen: FrameworkSeen, tookGradients: boolean): string {
  switch (seen) {
    case 'bundled':
    case 'loaded':
      return tookGradients
        ? 'It takes gradients and updates its weights itself, so there is no optimizer to ramp: let one of torch.optim or keras.optimizers make the updates.'
        : 'A framework was loaded, but nothing was trained with PyTorch or Keras 3. If the file only defines the model, choose the script that calls it. TensorFlow before 2.16 and tf_keras bring Keras 2, which is not covered.';
    case 'none':
      return 'It never loaded PyTorch or Keras. If it is only a part of a program, choose the script that starts the training. JAX without Keras is not covered.';
  }
}

/** Python with PyTorch. */
import type { FrameworkSeen, LanguageFacts } from './language';

const HINTS: readonly (readonly [RegExp, string])[] = [
  [
    /CUDA out of memory|OutOfMemoryError|MPS backend out of memory/,
    'The device has too little memory left. Use a smaller batch, or end other programs that use it.',
  ],
  [
    /EADDRINUSE|[Aa]ddress already in use/,
    'A port that the script needs is taken, perhaps by another run. With torchrun take --standalone, which picks a free one.',
  ],
  [
    /freeze_support|before the current process has finished its bootstrapping/,
    'The script starts processes without the guard that they need: put what it does under if __name__ == "__main__":.',
  ],
  [
    /attempted relative import with no known parent package/,
    'The file is part of a package. Choose the script that starts the training, or start it as a module.',
  ],
  [
    /No module named '?"?[\w.]+/,
    'A package is missing in the Python that runs the script. Install it there, or choose the Python of your environment.',
  ],
  [
    /No such file or directory/,
    'A file is missing: perhaps the script counts on another working directory, or takes a path from its arguments.',
  ],
];

export const python: LanguageFacts = {
  id: 'python',
  name: 'Python',
  runtime: 'Python',
  runtimeSetting: 'lrTuner.python.path',
  trainable: 'PyTorch training scripts in Python',
  grammars: { py: 'python' },
  runnable: ['py'],
  words: {
    hint: (message) => HINTS.find(([pattern]) => pattern.test(message))?.[1] ?? null,
    frameworkMissing(message, runtime) {
      const name = /No module named '([\w.]+)'/.exec(message)?.[1] ?? 'torch';
      return {
        title: `The script needs ${name}, which ${runtime} does not have.`,
        command: `${runtime} -m pip install ${name}`,
      };
    },
    nativeEngine: null,
    whyNothingTrained,
    noLoss:
      'Its gradients seem to be written by hand. Let PyTorch take them (loss.backward()), so that there is a loss to draw.',
    rateNotApplied: "Use one of PyTorch's own optimizers, or let your own read group['lr'] at each step.",
  },
};

function whyNothingTrained(seen: FrameworkSeen): string {
  switch (seen) {
    case 'loaded':
    case 'bundled':
      return 'PyTorch was loaded, but no optimizer made a step. If the file only defines the model, choose the script that calls it. If it updates its weights itself, there is no optimizer whose rate could be ramped: let one of torch.optim make the updates.';
    case 'none':
      return 'It never loaded PyTorch. If it is only a part of a program, choose the script that starts the training. JAX without Keras is not covered.';
  }
}

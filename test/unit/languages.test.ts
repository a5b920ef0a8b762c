import { describe, expect, it } from 'vitest';
import { LANGUAGES } from '../../src/languages';

const { frameworkMissing, hint } = LANGUAGES.python.words;

describe('a framework that Python does not have', () => {
  const message = "ModuleNotFoundError: No module named 'tensorflow'";

  it('is told as the script asks for it', () => {
    const stack = `  File "/home/a/train.py", line 1, in <module>\n    import tensorflow as tf\n${message}`;
    expect(frameworkMissing(message, '/usr/bin/python', stack)).toMatchObject({
      title: 'The script needs tensorflow, which /usr/bin/python does not have.',
      command: '/usr/bin/python -m pip install tensorflow',
    });
  });

  it('is told as the backend where Keras asks for it', () => {
    const stack = [
      '  File "/home/a/train.py", line 1, in <module>',
      '    import keras',
      '  File "/lib/site-packages/keras/src/tree/optree_impl.py", line 13, in <module>',
      '    from tensorflow.python.trackable.data_structures import ListWrapper',
      message,
    ].join('\n');
    expect(frameworkMissing(message, '/usr/bin/python', stack)).toMatchObject({
      title: 'Keras computes with tensorflow here (KERAS_BACKEND), which /usr/bin/python does not have.',
      command: '/usr/bin/python -m pip install tensorflow',
    });
  });
});

describe('what to do about an error of a Python script', () => {
  it.each([
    [
      'UnpicklingError: Weights only load failed. This file can still be loaded, to do so you have two options',
      'weights_only=False',
    ],
    ['MisconfigurationException: No supported gpu backend found!', 'Let it use the CPU'],
    ["AttributeError: module 'numpy' has no attribute 'bool8'", 'older NumPy'],
    [
      'IndexError: invalid index of a 0-dim tensor. Use `tensor.item()` in Python or `tensor.item<T>()` in C++',
      '.item() in place of .data[0]',
    ],
    [
      'RuntimeError: one of the variables needed for gradient computation has been modified by an inplace operation: [torch.FloatTensor [128, 1]]',
      'take the steps after both',
    ],
    ['AttributeError: `np.Inf` was removed in the NumPy 2.0 release. Use `np.inf` instead.', 'older NumPy'],
  ])('%s', (message, words) => {
    expect(hint(message)).toContain(words);
  });

  it('is not said of an error that is of none of these kinds', () => {
    expect(hint("AttributeError: module 'nump' has no attribute 'bool8'")).toBeNull();
  });
});

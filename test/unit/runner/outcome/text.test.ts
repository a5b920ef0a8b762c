import { expect, test } from 'vitest';
import { tellingLine } from '../../../../src/runner/outcome/text';

const CALLED =
  'Exception encountered when calling MyModel.call().\n\n\u001b[1mInput 0 of layer "dense" is incompatible\u001b[0m\n\nArguments received by MyModel.call():\n  • x=tf.Tensor(shape=(32, 128), dtype=float32)';

test.each([
  ['ValueError: no data\nin train.csv', 'ValueError: no data'],
  ['An error without a message.', 'An error without a message.'],
  [`ValueError: ${CALLED}`, 'ValueError: Input 0 of layer "dense" is incompatible'],
  [
    `AttributeError: in user code:\n\n    File "train.py", line 27, in build\n        w = backend.Variable(x)\n\n    AttributeError: ${CALLED.replaceAll('\n', '\n    ')}`,
    'AttributeError: Input 0 of layer "dense" is incompatible',
  ],
  [
    'TypeError: in user code:\n\n    File "train.py", line 3, in train_step  *\n        raise TypeError("no")\n\n    TypeError: no\n',
    'TypeError: no',
  ],
  [
    'InvalidArgumentError: Graph execution error:\n\nDetected at node loss/Xent defined at (most recent call last):\n<stack traces unavailable>\nlogits and labels must be broadcastable: logits_size=[32,10]\n\t [[{{node loss/Xent}}]] [Op:__inference_1]',
    'InvalidArgumentError: logits and labels must be broadcastable: logits_size=[32,10]',
  ],
  [
    'ValueError: Caught ValueError in DataLoader worker process 0.\nOriginal Traceback (most recent call last):\n  File "worker.py", line 349, in _worker_loop\n    data = fetcher.fetch(index)\nValueError: no picture\n',
    'ValueError: no picture',
  ],
  [
    'ProcessRaisedException: \n\n-- Process 1 terminated with the following error:\nTraceback (most recent call last):\n  File "spawn.py", line 95, in _wrap\n    fn(i, *args)\ntorch.distributed.DistNetworkError: The server socket has failed to listen.\n',
    'torch.distributed.DistNetworkError: The server socket has failed to listen.',
  ],
  ['ValueError: in user code:', 'ValueError: in user code:'],
  [
    'RuntimeError: Error(s) in loading state_dict for Net:\n\tMissing key(s) in state_dict: "head.weight". \n\tsize mismatch',
    'RuntimeError: Error(s) in loading state_dict for Net: Missing key(s) in state_dict: "head.weight".',
  ],
  ['RuntimeError: No data:\n\n', 'RuntimeError: No data:'],
])('%j', (message, line) => {
  expect(tellingLine(message)).toBe(line);
});

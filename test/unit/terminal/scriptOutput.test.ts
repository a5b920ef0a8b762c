import { expect, it } from 'vitest';
import { ScriptOutput } from '../../../src/terminal/scriptOutput';

it('passes whole lines on, by the training that printed them, and of a bar that moves the last', () => {
  const lines: string[] = [];
  const output = new ScriptOutput((line, from) => lines.push(`${from}: ${line}`));
  output.add('a', 'epoch 1, lo');
  output.add('b', 'epoch 1\n');
  output.add('a', 'ss 0.5\n 10%|#   | 1/10 [00:01]\n100%|####| 10/10 [00:10]\n');
  output.add('b', '1/2 [====>   ] loss: 2\n2/2 [========] loss: 1\ntest accuracy 0.9');
  output.end();
  expect(lines).toEqual([
    'b: epoch 1',
    'a: epoch 1, loss 0.5',
    'a: 100%|####| 10/10 [00:10]',
    'b: 2/2 [========] loss: 1',
    'b: test accuracy 0.9',
  ]);
});

import { describe, expect, test } from 'vitest';
import { edited, plan, schedule } from './parser';

/** How the scheduler's class is written into the script. */
function writtenClass(text: string): string | undefined {
  return /= (\S*CyclicLR)\(/.exec(edited(text, plan(text, schedule)))?.[1];
}

const LOOP = 'for x in data:\n    optim.step()\n';

describe('a module whose name the optimizer takes', () => {
  test.each([
    ['made by it', 'from torch import optim\noptim = optim.Adam(p, lr=0.1)\n', 'CyclicLR'],
    [
      'made by another way to it',
      'import torch\nimport torch.optim as optim\nmodel, optim = prepare(model, torch.optim.Adam(p, lr=0.1))\n',
      'torch.optim.lr_scheduler.CyclicLR',
    ],
    [
      'wrapped after it was made',
      'import torch\nimport torch.optim as optim\noptim = torch.optim.Adam(p, lr=0.1)\noptim = wrap(optim)\n',
      'torch.optim.lr_scheduler.CyclicLR',
    ],
  ])('%s', (_, head, written) => {
    expect(writtenClass(head + LOOP)).toBe(written);
  });

  test('in a function of its own', () => {
    const text =
      'import torch\nimport torch.optim as optim\ndef main():\n    optim = torch.optim.Adam(p, lr=0.1)\n    net, optim = prepare(net, optim)\n    for x in data:\n        optim.step()\n';
    expect(writtenClass(text)).toBe('torch.optim.lr_scheduler.CyclicLR');
  });

  test('is still the module where only another function takes the name', () => {
    const text =
      'import torch.optim as optim\ndef other(optim):\n    pass\nopt = build(optim.Adam)\nopt = optim.Adam(p, lr=0.1)\nfor x in data:\n    opt.step()\n';
    expect(writtenClass(text)).toBe('optim.lr_scheduler.CyclicLR');
  });
});

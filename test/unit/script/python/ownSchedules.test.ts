import { describe, expect, test } from 'vitest';
import type { InsertRequest } from '../../../../src/script';
import { edited, plan, replacement, schedule } from './parser';

const fixed: InsertRequest = { what: 'fixed', lr: 0.003 };

/** As CycleGAN: an optimizer and a scheduler of its own for each of two networks. */
const TWO = `import torch
from torch import optim

optimizer_G = optim.Adam(generator.parameters(), lr=2e-4)
optimizer_D = optim.Adam(discriminator.parameters(), lr=1e-4)
scheduler_G = optim.lr_scheduler.LambdaLR(optimizer_G, lr_lambda=decay)
scheduler_D = optim.lr_scheduler.StepLR(optimizer_D, 10)

for epoch in range(200):
    for batch in data:
        optimizer_G.step()
        optimizer_D.step()
    scheduler_G.step()
    scheduler_D.step()
    for group in optimizer_D.param_groups:
        group["lr"] *= 0.9
`;

/** Lines of the script, from 1, that a plan finds in its way. */
function linesInTheWay(text: string, at: string): number[] {
  const planned = plan(text, schedule, text.indexOf(at));
  if (!planned.ok) throw new Error(planned.reason);
  return planned.ownSchedules.map(({ line }) => line + 1);
}

describe('made by a function', () => {
  test.each(['create_scheduler_v2(optimizer, n)', 'build_scheduler(config, optimizer)'])('%s', (made) => {
    const text = `import torch\noptimizer = torch.optim.SGD(p, lr=0.1)\nlr_scheduler = ${made}\nfor x in data:\n    optimizer.step()\n    lr_scheduler.step_update(1)\n`;
    expect(linesInTheWay(text, '0.1')).toEqual([3, 6]);
    expect(edited(text, replacement(text, fixed))).toBe(
      'import torch\noptimizer = torch.optim.SGD(p, lr=0.003)\nfor x in data:\n    optimizer.step()\n',
    );
  });

  test('and given out with more, where only a person can take it out', () => {
    const text =
      'import torch\noptimizer = torch.optim.SGD(p, lr=0.1)\nlr_scheduler, epochs = create_scheduler_v2(optimizer)\nfor x in data:\n    optimizer.step()\n';
    expect(linesInTheWay(text, '0.1')).toEqual([3]);
    expect(replacement(text, schedule)).toMatchObject({
      ok: false,
      reason: 'create_scheduler_v2(optimizer) on line 3 could not be taken out safely: remove it by hand.',
    });
  });
});

describe('known by its name', () => {
  test('what a library calls by the shape of its curve', () => {
    const text =
      'import torch\noptimizer = torch.optim.SGD(p, lr=0.1)\nlr_scheduler = PiecewiseLinear(optimizer, param_name="lr")\nfor x in data:\n    optimizer.step()\n';
    expect(linesInTheWay(text, '0.1')).toEqual([3]);
  });

  test.each([
    'StepLR(optimizer, 30)',
    'CLR(optimizer)',
    'WarmUpLR(optimizer, 5)',
    'CosineScheduler(optimizer)',
  ])('a class of its own: %s', (made) => {
    const text = `import torch\noptimizer = torch.optim.SGD(p, lr=0.1)\nslower = ${made}\nfor x in data:\n    optimizer.step()\n`;
    expect(linesInTheWay(text, '0.1')).toEqual([3]);
  });

  test('but not what is given the optimizer and is called something else', () => {
    const text =
      'import torch\noptimizer = torch.optim.SGD(p, lr=0.1)\ntrainer = Engine(optimizer)\nsimclr = SimCLR(net, optimizer, scheduler=None)\nnoise_scheduler = DDPM(steps)\nfor x in data:\n    optimizer.step()\n';
    expect(linesInTheWay(text, '0.1')).toEqual([]);
  });
});

describe('handed to the function that steps it', () => {
  const STEPPED = `import torch

def train(optimizer, scheduler):
    for x in data:
        optimizer.step()
        scheduler.step()

optimizer = torch.optim.SGD(p, lr=0.1)
scheduler = torch.optim.lr_scheduler.StepLR(optimizer, 10)
for epoch in range(3):
    train(optimizer, scheduler)
`;

  test('a replacement under its name goes the same way, once', () => {
    const result = edited(STEPPED, replacement(STEPPED, schedule));
    expect(result).toContain('def train(optimizer, scheduler):');
    expect(result).toContain('        optimizer.step()\n        scheduler.step()\n');
    expect(result).toContain('    train(optimizer, scheduler)');
    expect(result).not.toContain('StepLR');
  });

  test('but not where the function gives the name to something else', () => {
    const text = STEPPED.replace('    for x in data', '    scheduler = scheduler or None\n    for x in data');
    const result = edited(text, replacement(text, schedule));
    expect(result).toContain('def train(optimizer, scheduler_2, scheduler):');
    expect(result).toContain('        scheduler_2.step()\n');
  });
});

describe('of several optimizers', () => {
  test('only the schedules of the chosen one are in the way', () => {
    expect(linesInTheWay(TWO, '2e-4')).toEqual([6, 13]);
    expect(linesInTheWay(TWO, '1e-4')).toEqual([7, 14, 15]);
    expect(plan(TWO, schedule, TWO.indexOf('2e-4'))).toMatchObject({
      summary: expect.stringContaining('Lines 6, 13 change the learning rate as well') as string,
    });
  });

  test('a replacement takes out those of the chosen one and leaves the others', () => {
    const result = edited(TWO, replacement(TWO, fixed, TWO.indexOf('2e-4')));
    expect(result).toBe(
      TWO.replace('2e-4', '0.003')
        .replace(/^scheduler_G = .*\n/m, '')
        .replace('    scheduler_G.step()\n', ''),
    );
    const other = edited(TWO, replacement(TWO, fixed, TWO.indexOf('1e-4')));
    expect(other).toBe(
      TWO.replace('1e-4', '0.003')
        .replace(/^scheduler_D = .*\n/m, '')
        .replace(/ {4}scheduler_D\.step[\s\S]*$/, ''),
    );
  });

  test('one after the other, each gets a schedule in the place of its own', () => {
    const first = edited(TWO, replacement(TWO, schedule, TWO.indexOf('2e-4')));
    const both = edited(first, replacement(first, schedule, first.indexOf('1e-4')));
    expect(both.match(/CyclicLR\(/g)).toHaveLength(2);
    expect(both).not.toMatch(/LambdaLR|StepLR|\*=/);
  });

  test.each([
    [
      'attributes of an object',
      TWO.replace(/(optimizer|scheduler)_/g, 'self.$1_').replace(
        /^/,
        'class Model:\n  def train(self):\n    pass\n',
      ),
      [9, 16],
    ],
    [
      'schedulers inside another',
      TWO.replace(
        'LambdaLR(optimizer_G, lr_lambda=decay)',
        'ChainedScheduler([optim.lr_scheduler.StepLR(optimizer_G, 2)])',
      ),
      [6, 13],
    ],
    [
      'a scheduler for an optimizer that a keyword names',
      TWO.replace('StepLR(optimizer_D, 10)', 'StepLR(optimizer=optimizer_D, step_size=10)'),
      [6, 13],
    ],
  ])('%s', (_, text, lines) => {
    expect(linesInTheWay(text, '2e-4')).toEqual(lines);
  });

  test.each([
    [
      'a step that both schedulers share takes both out',
      TWO.replace(
        / {4}scheduler_G\.step\(\)[\s\S]*$/,
        '    advance(scheduler_G)\n    advance(scheduler_D)\n',
      ).replace('from torch import optim\n', 'from torch import optim\ndef advance(s):\n    s.step()\n'),
      [4, 8, 9],
    ],
    [
      'a scheduler of an optimizer that cannot be told may be that of the chosen one',
      TWO.replace('StepLR(optimizer_D, 10)', 'StepLR(pick(), 10)'),
      [6, 7, 13, 14],
    ],
  ])('%s', (_, text, lines) => {
    expect(linesInTheWay(text, '2e-4')).toEqual(lines);
  });

  test('another name for an optimizer may be that of the chosen one', () => {
    const text = `${TWO.replace('        optimizer_G.step()\n', '')}opt_G = optimizer_G
for batch in more:
    opt_G.step()
`;
    expect(linesInTheWay(text, 'for batch in more')).toEqual([6, 12]);
  });
});

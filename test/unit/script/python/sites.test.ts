import { describe, expect, test } from 'vitest';
import { shape, shapes, sites } from './parser';

const torch = 'import torch\nfrom torch import optim\n';
const loop = '\nfor x in data:\n    opt.step()\n';

function rates(code: string) {
  return sites(torch + code + loop).rates.map(({ kind, optimizer, value }) => ({ kind, optimizer, value }));
}

describe('rates', () => {
  test.each([
    ['a keyword', 'opt = optim.SGD(p, lr=1e-3)', { kind: 'literal', optimizer: 'sgd', value: 0.001 }],
    ['a position', 'opt = torch.optim.AdamW(p, 0.02)', { kind: 'literal', optimizer: 'adamw', value: 0.02 }],
    ['arithmetic', 'opt = optim.Adam(p, lr=10 ** -3)', { kind: 'literal', optimizer: 'adam', value: 0.001 }],
    ['nothing', 'opt = optim.Adadelta(p)', { kind: 'default', optimizer: 'adadelta', value: 1 }],
    ['a constant', 'LR = 0.1\nopt = optim.SGD(p, lr=LR)', { kind: 'constant', value: 0.1 }],
    ['an unpacked constant', 'a, LR = 1, 0.1\nopt = optim.SGD(p, lr=LR)', { kind: 'constant', value: 0.1 }],
    ['a dictionary', "c = {'lr': 0.1}\nopt = optim.SGD(p, lr=c['lr'])", { kind: 'config', value: 0.1 }],
    ['keywords of dict', 'c = dict(lr=0.1)\nopt = optim.SGD(p, **c)', { value: 0.1 }],
    ['options of a dictionary', "opt = optim.SGD(p, **{'lr': 0.1})", { value: 0.1 }],
    [
      'a namespace',
      'from types import SimpleNamespace\nc = SimpleNamespace(lr=0.1)\nopt = optim.SGD(p, lr=c.lr)',
      { kind: 'config', value: 0.1 },
    ],
    [
      'a dataclass that is made with another rate',
      'class C:\n    lr: float = 0.1\nc = C(lr=0.2)\nopt = optim.SGD(p, lr=c.lr)',
      { kind: 'config', value: 0.2 },
    ],
    [
      'a field with a default',
      'class C:\n    lr: float = field(default=0.1)\nc = C()\nopt = optim.SGD(p, lr=c.lr)',
      { kind: 'config', value: 0.1 },
    ],
    [
      'a default of the command line, by another name',
      'a.add_argument("-l", "--learn-rate", dest="rate", default=0.3)\nargs = a.parse_args()\nopt = optim.SGD(p, lr=args.rate)',
      { kind: 'argument', value: 0.3 },
    ],
    [
      'click',
      '@click.command()\n@click.option("--lr", default=0.1)\ndef main(lr):\n    opt = optim.SGD(p, lr=lr)\n    opt.step()\nopt = None',
      { kind: 'argument', value: 0.1 },
    ],
    [
      'a parameter',
      'def f(lr=0.1):\n    return optim.SGD(p, lr=lr)\nopt = f(0.2)',
      { kind: 'config', value: 0.2 },
    ],
    ['a name of the class', 'opt = getattr(torch.optim, name)(p, lr=0.1)', { optimizer: '', value: 0.1 }],
    [
      'another library',
      'import bitsandbytes as bnb\nopt = bnb.optim.Adam8bit(m.parameters(), lr=0.1)',
      { optimizer: 'adam8bit', value: 0.1 },
    ],
    [
      'a subclass',
      'class Mine(optim.SGD):\n    pass\nopt = Mine(m.parameters(), lr=0.1)',
      { optimizer: 'mine', value: 0.1 },
    ],
    ['a scaled rate', 'lr = 0.1\nopt = optim.SGD(p, lr=lr * 4)', { kind: 'constant', value: null }],
    [
      'a required argument',
      'a.add_argument("--lr")\nargs = a.parse_args()\nopt = optim.SGD(p, lr=args.lr)',
      { kind: 'argument', value: null },
    ],
    ['a module', 'from config import LR\nopt = optim.SGD(p, lr=LR)', { kind: 'elsewhere', value: null }],
    ['a list', 'for lr in [1, 2]:\n    opt = optim.SGD(p, lr=lr)', { kind: 'search', value: null }],
    [
      'an import of all',
      'from torch.optim import *\nopt = Adam(p, lr=0.1)',
      { optimizer: 'adam', value: 0.1 },
    ],
  ])('%s', (_, code, expected) => {
    expect(rates(code)).toMatchObject([expected]);
  });

  test.each([
    ['Optax', 'import optax\nopt = optax.adam(params)'],
    ['comments and strings', '# torch.optim.SGD(p, lr=0.1)\ns = "torch.optim.SGD(p, lr=0.1)"'],
    ['the base class', 'torch.optim.Optimizer(p, {})'],
    ['a type', 'def f(o: torch.optim.SGD): pass'],
  ])('%s is none', (_, code) => {
    expect(sites(torch + code).rates).toEqual([]);
  });
});

describe('trainings', () => {
  test('of every shape', () => {
    for (const { text } of shapes) expect(sites(text)).toMatchObject({ isTrainingScript: true });
  });

  test('are marked at the loop around the step', () => {
    const text = shape('literal.py');
    const [site] = sites(text).training;
    expect(text.slice(site?.start).split('\n')[0]).toBe('for epoch in range(2):');
    expect(sites(shape('gan.py')).training).toHaveLength(1);
    expect(sites(shape('two-phases.py')).training).toHaveLength(2);
  });

  test('a loop that makes its optimizer anew is around the training, not part of it', () => {
    const text = shape('folds.py');
    const [site] = sites(text).training;
    expect(text.slice(site?.start).split('\n')[0]).toBe('for x in torch.randn(6, 8, 4):');
  });

  test.each([
    ['a schedule', 's = optim.lr_scheduler.StepLR(o, 1)\ns.step()'],
    ['an environment', 'env.step(action)'],
    ['a profiler', 'with torch.profiler.profile() as prof:\n    prof.step()'],
    ['options', 'options.step()'],
    ['a schedule by its name', 'lr_scheduler.step()\nself.opt_sched.step()'],
  ])('the step of %s is none', (_, code) => {
    expect(sites(torch + code).training).toEqual([]);
  });

  test.each([
    ['a gradient scaler', 'scaler.step(optimizer)'],
    ['its own', 'self.optimizer.step()'],
    ['a closure', 'loss = optimizer.step(closure)'],
    ['an accelerator of XLA', 'xm.optimizer_step(optimizer)'],
    ['a short name', 'opt_d.step()'],
  ])('the step of %s is one', (_, code) => {
    expect(sites(torch + code).training).toMatchObject([{ method: 'step', line: 2 }]);
  });

  test('offsets count as the editor counts, after an emoji as well', () => {
    const text = `${torch}print("🚀 ü")\noptimizer.step()\n`;
    const [site] = sites(text).training;
    expect(text.slice(site?.start, site?.end)).toBe('optimizer.step()');
  });

  test('broken code keeps its sites', () => {
    const text = `${torch}opt = optim.SGD(p, lr=0.1)\ndef (:\nfor x in data:\n    opt.step()\nx = = 3\n`;
    expect(sites(text).training).toHaveLength(1);
    expect(sites(text).rates.map(({ value }) => value)).toEqual([0.1]);
  });
});

describe('schedules of the script', () => {
  const own = (code: string) => sites(torch + code).ownSchedules.map(({ line }) => line - 1);

  test.each([
    ['a scheduler and its step', 'o = optim.SGD(p)\ns = optim.lr_scheduler.StepLR(o, 1)\ns.step()', [2, 3]],
    [
      'a plateau',
      'from torch.optim.lr_scheduler import ReduceLROnPlateau as R\nopt = optim.SGD(p)\ns = R(opt)\ns.step(loss)',
      [3, 4],
    ],
    [
      'another library',
      'scheduler = get_linear_schedule_with_warmup(optimizer, 1, 2)\nscheduler.step()',
      [1, 2],
    ],
    [
      'one in a function',
      'def f(s):\n    s.step()\nsched = optim.lr_scheduler.StepLR(opt, 1)\nf(sched)',
      [2, 3],
    ],
    [
      'an attribute',
      'class A:\n    def f(self):\n        self.s = optim.lr_scheduler.StepLR(self.optimizer, 1)\n    def g(self):\n        self.s.step()',
      [3, 5],
    ],
    ['nested ones', 's = optim.lr_scheduler.SequentialLR(o, [optim.lr_scheduler.ConstantLR(o)], [])', [1]],
    ['a rate that is set', 'for e in es:\n    opt.param_groups[0]["lr"] *= 0.9', [2]],
    ['a loop that sets it', 'while True:\n    for g in opt.param_groups:\n        g["lr"] = f()', [2]],
  ])('%s', (_, code, lines) => {
    expect(own(code)).toEqual(lines);
  });

  test.each([
    ['a rate that is set once, before the training', 'for g in opt.param_groups:\n    g["lr"] = 0.1'],
    ['a dictionary', 'for c in configs:\n    c["lr"] = 0.1'],
  ])('%s is none', (_, code) => {
    expect(own(code)).toEqual([]);
  });
});

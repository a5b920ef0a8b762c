import { describe, expect, test } from 'vitest';
import type { InsertPlan, InsertRequest } from '../../../../src/script';
import { edited, plan, replacement, schedule, shape } from './parser';

const fixed: InsertRequest = { what: 'fixed', lr: 0.003 };
const torch = 'import torch\nfrom torch import optim\n';
const loop = 'for x in data:\n    opt.step()\n';

function refused(text: string, request: InsertRequest): Extract<InsertPlan, { ok: false }> {
  const planned = plan(text, request);
  if (planned.ok) throw new Error(edited(text, planned));
  return planned;
}

describe('a schedule is refused in words', () => {
  test.each([
    [
      'a list of optimizers',
      'for x in data:\n    for opt in optimizers:\n        opt.step()\n',
      'steps each of several',
    ],
    ['a subscript', 'optimizers["d"].step()\n', 'one of several optimizers'],
    [
      'an optimizer from outside',
      'def train(optimizer):\n    optimizer.step()\n',
      'train is handed from outside this file',
    ],
    ['a module', 'from setup import optimizer\noptimizer.zero_grad()\n', 'open the script that does'],
    ['a step in a lambda', `opt = optim.SGD(p)\nf = lambda: opt.step()\n`, 'inside of something larger'],
    [
      'a step that is returned',
      'opt = optim.SGD(p)\ndef f():\n    return opt.step()\n',
      'Line 5 steps the optimizer inside of something larger',
    ],
    [
      'a helper for two',
      'def up(opt):\n    opt.step()\na = optim.SGD(p)\nb = optim.SGD(q)\nup(a)\nup(b)\n',
      'several calls of up',
    ],
    [
      'groups that cannot be told',
      `opt = optim.SGD([{"params": p, "lr": f(n)} for n, p in ps], lr=0.1)\n${loop}`,
      'groups of parameters',
    ],
    [
      "Lightning's optimizers, which each training step asks for",
      'class Net(Module):\n    def training_step(self, x):\n        opt_g, opt_d = self.optimizers()\n        opt_g.step()\n',
      'Line 5 takes opt_g from elsewhere again and again',
    ],
    [
      'one of several optimizers, taken anew in each epoch',
      'def fit(optimizers):\n    for fold in folds:\n        opt = optimizers[fold]\n        for x in data:\n            opt.step()\n',
      'Line 5 takes opt from elsewhere again and again',
    ],
    [
      'the optimizer of another object, taken in a function of one step',
      'def update(engine, x):\n    opt = engine.optimizer\n    opt.step()\n',
      'make it once, where its optimizer is made',
    ],
    [
      'the optimizer of another object, taken once an epoch',
      'def epoch(engine):\n    opt = engine.optimizer\n    for x in data:\n        opt.step()\nfor n in range(9):\n    epoch(engine)\n',
      'Line 4 takes opt from elsewhere',
    ],
    ['no step', 'opt = optim.SGD(p, lr=0.1)\n', 'steps in another file'],
    ['no training', 'print("hello")\n', 'open the script that does'],
    [
      'processes of their own',
      `from torch.distributed.optim import DistributedOptimizer\nopt = DistributedOptimizer(optim.SGD, p, lr=0.1)\n${loop}`,
      'in other processes',
    ],
  ])('%s', (_, code, reason) => {
    const { reason: said, snippet } = refused(torch + code, schedule);
    expect(said).toContain(reason);
    expect(snippet).toContain('scheduler = torch.optim.lr_scheduler.CyclicLR(');
  });

  test('weights updated by hand, whose rate is a rate all the same', () => {
    const text =
      'from .model import net\nlr = 0.1\nfor p in net.parameters():\n    p.data.sub_(lr * p.grad)\n';
    expect(refused(text, schedule)).toMatchObject({
      reason: 'This file makes no optimizer that is known, and steps none: open the script that does.',
      files: ['.model'],
    });
  });

  test('cosine restarts, which fall from the rate of each group', () => {
    const cosine: InsertRequest = { ...schedule, policy: 'cosine-restarts' };
    expect(refused(shape('parameter-groups.py'), cosine).reason).toContain('one lowest rate for all groups');
  });
});

describe('a fixed rate is refused in words', () => {
  test.each([
    [
      'another module',
      'from config import LR\nopt = optim.SGD(p, lr=LR)\n',
      'is written in config.LR: set it there.',
      ['config.LR'],
    ],
    [
      'YAML',
      'cfg = yaml.safe_load(open("conf/train.yaml"))\nopt = optim.SGD(p, lr=cfg["lr"])\n',
      'is read from conf/train.yaml',
      ['conf/train.yaml'],
    ],
    [
      'Hydra',
      '@hydra.main(config_path="conf", config_name="base")\ndef main(cfg):\n    opt = optim.SGD(p, lr=cfg.lr)\n',
      'is read from conf/base.yaml',
      ['conf/base.yaml'],
    ],
    [
      'the command line',
      'a.add_argument("--lr", required=True)\nargs = a.parse_args()\nopt = optim.SGD(p, lr=args.lr)\n',
      'from the command line: pass the rate there',
      [],
    ],
    [
      'the environment',
      'LR = float(os.environ.get("LR", "0.1"))\nopt = optim.SGD(p, lr=LR)\n',
      'Line 4 takes LR from the environment variable LR: set it there.',
      [],
    ],
    [
      'the environment, at once',
      'opt = optim.SGD(p, lr=float(os.environ["LR"]))\n',
      'from the environment variable LR: set it there',
      [],
    ],
    [
      'a value that is scaled',
      'lr = 0.1\nopt = optim.SGD(p, lr=lr * batch / 256)\n',
      'The rate 0.1 on line 3 is changed by lr * batch / 256 on line 4 before the optimizer gets it',
      [],
    ],
    [
      'an argument that is scaled',
      'a.add_argument("--lr", default=0.1)\nargs = a.parse_args()\nargs.lr *= world\nopt = optim.SGD(p, lr=args.lr)\n',
      'is changed by args.lr *= world on line 5',
      [],
    ],
    ['an unknown rate', 'opt = optim.SGD(p, lr=pick())\n', 'cannot be told', []],
    ['options from elsewhere', 'opt = optim.SGD(p, **options)\n', 'takes its arguments from options', []],
    ['no optimizer', 'from .model import build\nbuild().fit()\n', 'look in .model', ['.model']],
  ])('%s', (_, code, reason, files) => {
    const said = refused(torch + code, fixed);
    expect(said.reason).toContain(reason);
    expect(said.files).toEqual(files);
    expect(said.snippet).toBe('0.003');
  });

  test('a schedule of the script that is used for more', () => {
    const planned = replacement(shape('own-step.py'), fixed);
    expect(planned).toMatchObject({
      ok: false,
      reason: "scheduler is used on line 15 as well: take the script's schedule out by hand.",
    });
  });
});

test('one fixed rate can take the place of a list that is searched over', () => {
  const text = `${torch}for lr in [0.1, 0.2]:\n    opt = optim.SGD(p, lr=lr)\n`;
  expect(edited(text, plan(text, fixed))).toBe(text.replace('lr=lr', 'lr=0.003'));
  expect(refused(text, { what: 'constants', baseLR: 1, maxLR: 2 }).reason).toContain('searches over');
});

test('a schedule can be written although the rate is scaled or read from a file', () => {
  for (const lr of ['lr * 4', 'cfg["lr"]']) {
    const text = `${torch}lr = 0.1\ncfg = yaml.safe_load(f)\nopt = optim.SGD(p, lr=${lr})\n${loop}`;
    expect(edited(text, plan(text, schedule))).toContain(
      `lr=${lr})\nscheduler = optim.lr_scheduler.CyclicLR(`,
    );
  }
});

test.each([0, -1, NaN, Infinity])('%s is no rate', (lr) => {
  expect(() => plan(shape('literal.py'), { what: 'fixed', lr })).toThrow(RangeError);
});

test('an optimizer of another object can be scheduled where it is taken once', () => {
  const text = `${torch}def fit(engine):\n    opt = engine.optimizer\n    for x in data:\n        opt.step()\nfit(engine)\n`;
  expect(edited(text, plan(text, schedule))).toContain('        opt.step()\n        scheduler.step()\n');
});

test('the site that is asked for is the one', () => {
  const gan = shape('gan.py');
  const generator = edited(gan, plan(gan, schedule, gan.indexOf('1e-4')));
  expect(generator).toContain('    optimizerG.step()\n    schedulerG.step()\n');
  expect(generator).not.toContain('schedulerD');
  const both = edited(generator, plan(generator, schedule, generator.indexOf('2e-4')));
  expect(both).toContain('    optimizerD.step()\n    schedulerD.step()\n');
  expect(both).toContain('base_lr=BASE_LR_2');
  const phases = shape('two-phases.py');
  const second = edited(phases, plan(phases, schedule, phases.lastIndexOf('for x in')));
  expect(second).toContain('lr=1e-5)\nscheduler = ');
});

test('a rate of the command line is set in its default, with a word', () => {
  const text = shape('argparse-default.py');
  expect(plan(text, fixed)).toMatchObject({
    ok: true,
    summary:
      'Set the learning rate to 0.003 on line 24. A rate that is passed on the command line still goes before it.',
  });
  expect(plan(text, schedule)).toMatchObject({
    summary:
      'Wrote a triangular schedule between 0.00151 and 0.0061. args.lr on line 31 no longer decides the learning rate.',
  });
});

test("the script's own schedule is pointed at", () => {
  expect(plan(shape('own-step.py'), schedule)).toMatchObject({
    summary:
      'Wrote a triangular schedule between 0.00151 and 0.0061. Lines 7, 14 change the learning rate as well: remove them, or the two schedules fight.',
  });
});

test('a step that was added later gets its schedule, too', () => {
  const once = edited(shape('literal.py'), plan(shape('literal.py'), schedule));
  const more = `${once}\noptimizer.step()\n`;
  const planned = plan(more, schedule);
  expect(edited(more, planned)).toBe(`${once}\noptimizer.step()\nscheduler.step()\n`);
});

/** Random PyTorch programs around the shapes: how the rate is given, how the optimizer is made and stepped, style. */
import fc from 'fast-check';

const rate = fc.constantFrom('0.1', '1e-3', '5e-4', '.02', '3 * 1e-3', '1_0e-3');

/** Lines above the model, and the arguments after the parameters. */
const naming = fc.oneof(
  rate.map((value) => ({ above: '', argument: `, lr=${value}` })),
  rate.map((value) => ({ above: '', argument: `, ${value}, betas=(0.9, 0.99)` })),
  fc.constant({ above: '', argument: '' }),
  fc.constant({ above: '', argument: ', weight_decay=0.01' }),
  rate.map((value) => ({ above: `LEARNING_RATE = ${value}  # found`, argument: ', lr=LEARNING_RATE' })),
  rate.map((value) => ({ above: `config = {"epochs": 2, "lr": ${value}}`, argument: ', lr=config["lr"]' })),
  rate.map((value) => ({
    above: `parser = argparse.ArgumentParser()\nparser.add_argument("--lr", type=float, default=${value})\nargs = parser.parse_args()`,
    argument: ', lr=args.lr, eps=1e-6',
  })),
  rate.map((value) => ({
    above: `class Config:\n  """Settings."""\n\n  lr: float = ${value}\n\n\ncfg = Config()`,
    argument: ', lr=cfg.lr',
  })),
);

const body = fc.constantFrom(
  'loss.backward()\nOPT.step()\nOPT.zero_grad()',
  'loss.backward(); OPT.step(); OPT.zero_grad()',
  'if ready: OPT.step()\nelse: print("""waits\n\nlong""")',
  'if (i + 1) % 4 == 0:\n  scaler.step(OPT)  # the update\n  scaler.update()\n  OPT.zero_grad()',
  'with amp():\n  value = OPT.step(closure)\n# done\nprint(f"{value:.2f}")',
  'try:\n  OPT.step()\nexcept RuntimeError as error:\n  raise',
  'match kind:\n  case "a":\n    OPT.step()\n  case _:\n    OPT.step(); continue',
);

const loop = fc.constantFrom(
  'for i, x in enumerate(data):\n  BODY',
  'for epoch in range(3):\n  for i, x in enumerate(data):\n    BODY\n  print(epoch)',
  'while (i := i + 1) < 10:\n  BODY',
);

const own = fc.constantFrom(
  '',
  'scheduler = torch.optim.lr_scheduler.StepLR(OPT, 3)',
  'sched = optim.lr_scheduler.CosineAnnealingLR(OPT, T_max=10)',
);

const frame = fc.constantFrom('module', 'main', 'class', 'handed');

const style = fc.record({
  eol: fc.constantFrom('\n', '\r\n'),
  indent: fc.constantFrom('  ', '    ', '\t'),
  quote: fc.constantFrom("'", '"'),
  imports: fc.constantFrom('torch.optim.Adam', 'optim.Adam', 'Adam', 'Adam as A'),
  head: fc.constantFrom('', '#!/usr/bin/env python3\n', '"""A script. 🚀"""\n\n', '# Copyright\n\n'),
  endsWithNewline: fc.boolean(),
});

function withBody(text: string, lines: string): string {
  return text.replace(/^( *)BODY$/m, (_, lead: string) => indented(lines, lead));
}

function indented(lines: string, lead: string): string {
  return lines
    .split('\n')
    .map((line) => (line ? lead + line : line))
    .join('\n');
}

export const programs: fc.Arbitrary<string> = fc
  .tuple(naming, body, loop, own, frame, style)
  .map(([rates, stepping, frameOfLoop, schedule, where, look]) => {
    const cls = look.imports.replace('Adam as A', 'A');
    const imports = [
      'import argparse',
      'import torch',
      look.imports.startsWith('optim') || schedule.startsWith('sched = ') ? 'from torch import optim' : '',
      look.imports.startsWith('Adam') ? `from torch.optim import ${look.imports}` : '',
    ].filter((line) => line !== '');
    const training = (optimizer: string): string => {
      const scheduler = schedule.split(' = ')[0] ?? '';
      const steps = schedule ? `${stepping}\n${scheduler}.step()` : stepping;
      return withBody(frameOfLoop, steps).replaceAll('OPT', optimizer);
    };
    const make = (optimizer: string): string =>
      [`${optimizer} = ${cls}(model.parameters()${rates.argument})`, schedule.replaceAll('OPT', optimizer)]
        .filter((line) => line !== '')
        .join('\n');
    const code = {
      module: () => `${make('optimizer')}\n\n${training('optimizer')}`,
      main: () => `def main():\n${indented(`${make('opt')}\n${training('opt')}`, '  ')}\n\n\nmain()`,
      class: () =>
        schedule
          ? `${make('optimizer')}\n${training('optimizer')}`
          : `class Trainer:\n  def __init__(self, model):\n${indented(make('self.optimizer'), '    ')}\n\n  def fit(self, data):\n${indented(training('self.optimizer'), '    ')}\n\n\nTrainer(model).fit(data)`,
      handed: () =>
        schedule
          ? `${make('optimizer')}\n${training('optimizer')}`
          : `def train(model, optimizer, data):\n${indented(training('optimizer'), '  ')}\n\n\n${make('optim_1')}\ntrain(model, optim_1, data)`,
    }[where]();
    const text = `${look.head}${imports.join('\n')}\n\n${rates.above}\nmodel = build()\n${code}${look.endsWithNewline ? '\n' : ''}`;
    return styled(text, look);
  });

function styled(code: string, look: { eol: string; indent: string; quote: string }): string {
  return code
    .split('\n')
    .map((line) => {
      const text = line.trimStart();
      const depth = (line.length - text.length) / 2;
      return look.indent.repeat(depth) + (text.includes('"""') ? text : text.replaceAll('"', look.quote));
    })
    .join(look.eol);
}

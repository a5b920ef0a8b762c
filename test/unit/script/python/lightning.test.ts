/** Lightning's modules, whose schedules are returned with their optimizers. */
import { describe, expect, test } from 'vitest';
import type { InsertRequest } from '../../../../src/script';
import { edited, plan, replacement, schedule, shape, shapes, sites } from './parser';

const fixed: InsertRequest = { what: 'fixed', lr: 0.003 };
const HEAD = 'import lightning as L\nimport torch\n\n\nclass Net(L.LightningModule):\n';
const method = (...lines: string[]): string =>
  `${HEAD}    def configure_optimizers(self):\n${lines.map((line) => `        ${line}\n`).join('')}`;
const MADE = 'opt = torch.optim.Adam(self.parameters(), lr=1e-3)';

/** The last line or the last lines of the result. */
function returned(...lines: string[]): string {
  const result = edited(method(...lines), plan(method(...lines), schedule));
  return result.slice(result.indexOf('return')).replace(/\s+/g, ' ').trim();
}

describe('what is returned with the schedule', () => {
  const entry = '{"scheduler": scheduler, "interval": "step"}';
  test.each([
    [[MADE, 'return opt'], `return { "optimizer": opt, "lr_scheduler": ${entry}, }`],
    [[MADE, 'return [opt]'], `return [opt], [${entry}]`],
    [[MADE, 'return ([opt], [])'], `return [opt], [${entry}]`],
    [[MADE, 'return {"optimizer": opt}'], `return { "optimizer": opt, "lr_scheduler": ${entry}, }`],
    [
      [MADE, 'sched = torch.optim.lr_scheduler.StepLR(opt, 3)', 'return [opt], [sched]'],
      `return [opt], [sched, ${entry}]`,
    ],
    [
      [
        MADE,
        'sched = torch.optim.lr_scheduler.StepLR(opt, 3)',
        'return {"optimizer": opt, "lr_scheduler": sched}',
      ],
      `return [opt], [sched, ${entry}]`,
    ],
  ])('%j', (lines, expected) => {
    expect(returned(...lines)).toBe(expected);
  });

  test('and the script is asked about its own', () => {
    const planned = plan(shape('own-lightning.py'), schedule);
    expect(planned).toMatchObject({ ok: true, ownSchedules: [{ line: 14 }] });
  });
});

describe.each(shapes.filter(({ name }) => /^lightning/.test(name)))('$name', ({ text }) => {
  test('is a training script, marked where its Trainer fits', () => {
    const found = sites(text);
    expect(found.isTrainingScript).toBe(true);
    expect(found.training).toMatchObject([{ method: 'fit' }]);
    const [site] = found.training;
    expect(text.slice(site?.start, site?.end)).toMatch(/^trainer\.fit\(Net\(\)/);
  });

  test('takes other bounds and another policy in place', () => {
    const once = edited(text, plan(text, schedule));
    const again = edited(once, plan(once, { ...schedule, maxLR: 0.01 }));
    expect(again).toBe(once.replace('0.0061', '0.01'));
    const policy = edited(once, plan(once, { ...schedule, policy: 'triangular2' }));
    expect(policy).toBe(once.replace(/(["'])triangular\1/, '$1triangular2$1'));
    expect(sites(once).schedule).toMatchObject({ policy: 'triangular', stepSize: 4 });
  });

  test('takes the schedule out again for a fixed rate', () => {
    const once = edited(text, plan(text, schedule));
    const back = edited(once, plan(once, fixed));
    expect(back).not.toMatch(/schedul|BASE_LR|CyclicLR/);
    expect(back).toMatch(
      /return (optimizer|\[optimizer\]|\{\s*"optimizer": optimizer,\s*"monitor": "loss",\s*\})\n/,
    );
  });
});

describe('a schedule is refused in words', () => {
  test.each([
    ['several optimizers', [MADE, 'return [opt, other], []'], 'Line 8 returns several optimizers.'],
    ['several returns', [MADE, 'if self.x:', '    return opt', 'return [opt]'], 'returns in several places'],
    ['nothing', [MADE], 'configure_optimizers on line 6 returns nothing'],
    ['what another file makes', ['return build(self)'], 'cannot be told to be one optimizer'],
    ['what is unpacked', [MADE, 'return {"optimizer": opt, **more}'], 'cannot be told to be one optimizer'],
  ])('%s', (_, lines, reason) => {
    const planned = plan(method(...lines), schedule);
    if (planned.ok) throw new Error(edited(method(...lines), planned));
    expect(planned.reason).toContain(reason);
    expect(planned.reason).toContain('Return the schedule with its optimizer by hand.');
    expect(planned.snippet).toContain(
      '# At the end of configure_optimizers:\nreturn {"optimizer": optimizer',
    );
  });

  test('where the module optimizes by hand', () => {
    const text = method(MADE, 'return opt').replace(
      '    def conf',
      '    def __init__(self):\n        super().__init__()\n        self.automatic_optimization = False\n\n    def conf',
    );
    expect(plan(text, schedule)).toMatchObject({
      ok: false,
      reason: expect.stringContaining('call self.lr_schedulers().step() behind each step') as unknown,
    });
  });
});

describe('rates of hyperparameters', () => {
  const init = (rate: string): string =>
    `${HEAD}    def __init__(self, lr=0.02):\n        super().__init__()\n        self.save_hyperparameters()\n\n    def configure_optimizers(self):\n        return torch.optim.SGD(self.parameters(), lr=${rate})\n`;
  test.each(['self.hparams.lr', 'self.hparams["lr"]', 'self.hparams.get("lr")'])('%s', (rate) => {
    expect(sites(init(rate)).rates).toMatchObject([{ kind: 'config', value: 0.02 }]);
    expect(edited(init(rate), plan(init(rate), fixed))).toContain('lr=0.003):');
  });

  test('that the script itself gives', () => {
    const text = `${init('self.hparams.lr')}\n\nmodel = Net(lr=0.5)\n`;
    expect(edited(text, plan(text, fixed))).toContain('Net(lr=0.003)');
  });

  test('scheduled in place of the old ones', () => {
    expect(edited(shape('own-lightning.py'), replacement(shape('own-lightning.py'), schedule))).not.toContain(
      'Cosine',
    );
  });
});

/** Hugging Face's Trainer, which takes its schedule beside an optimizer, its own or the script's. */
import { describe, expect, test } from 'vitest';
import type { InsertRequest } from '../../../../src/script';
import { edited, plan, schedule, shape, shapes, sites } from './parser';

const fixed: InsertRequest = { what: 'fixed', lr: 0.003 };
const HEAD = 'from transformers import HfArgumentParser, Trainer, TrainingArguments\n';

describe.each(shapes.filter(({ name }) => name.startsWith('transformers')))('$name', ({ text }) => {
  test('is a training script, marked where its Trainer trains', () => {
    const found = sites(text);
    expect(found.isTrainingScript).toBe(true);
    expect(found.training.map(({ start, end }) => text.slice(start, end))).toEqual(['trainer.train()']);
  });

  test('takes other bounds in place', () => {
    const once = edited(text, plan(text, schedule));
    expect(edited(once, plan(once, { ...schedule, maxLR: 0.01 }))).toBe(once.replace('0.0061', '0.01'));
    expect(sites(once).schedule).toMatchObject({ policy: 'triangular', maxLR: 0.0061, stepSize: 4 });
  });

  test('takes the schedule out again for a fixed rate', () => {
    const once = edited(text, plan(text, schedule));
    const back = edited(once, plan(once, fixed));
    expect(back).not.toMatch(/scheduler =|BASE_LR|CyclicLR/);
  });
});

describe('the rate of TrainingArguments', () => {
  test.each([
    ['args = TrainingArguments("out")', 'TrainingArguments("out", learning_rate=0.003)', 5e-5],
    ['args = TrainingArguments("out", learning_rate=2e-5)', 'learning_rate=0.003)', 2e-5],
  ])('%s', (line, expected, value) => {
    const text = `${HEAD}${line}\nTrainer(model, args).train()\n`;
    expect(sites(text).rates).toMatchObject([{ value, optimizer: 'adamw' }]);
    const planned = plan(text, fixed);
    expect(edited(text, planned)).toContain(expected);
    expect(planned).toMatchObject({
      summary: expect.stringContaining('lr_scheduler_type="constant"') as unknown,
    });
  });
});

describe('it is refused in words', () => {
  const parsed = `${HEAD}(args,) = HfArgumentParser(TrainingArguments).parse_args_into_dataclasses()\n`;
  test.each([
    [
      fixed,
      `${parsed}t = Trainer(model, args)\nt.train()\n`,
      'set their learning_rate, as with --learning_rate',
    ],
    [schedule, `${HEAD}Trainer(model, TrainingArguments("o")).train()\n`, 'a name of its own first'],
    [
      schedule,
      `${HEAD}t = Trainer(model, optimizers=(optimizer, warm_up))\nt.train()\n`,
      'with the schedule warm_up: put the new one in its place by hand',
    ],
  ])('%#', (request, text, reason) => {
    const planned = plan(text, request);
    if (planned.ok) throw new Error(edited(text, planned));
    expect(planned.reason).toContain(reason);
  });

  test('but arguments from the command line leave a place for a schedule', () => {
    const text = `${parsed}t = Trainer(model, args)\nt.train()\n`;
    expect(edited(text, plan(text, schedule))).toContain('t.lr_scheduler = CyclicLR(');
  });
});

test('a schedule falls from the rate of the arguments', () => {
  const text = shape('transformers-trainer.py');
  const result = edited(text, plan(text, { ...schedule, policy: 'cosine-restarts' }));
  expect(result).toContain('learning_rate=MAX_LR');
});

test('a schedule steps with accelerate only where its optimizer does, and is taken out whole', () => {
  const text = shape('accelerate-accumulate.py');
  const once = edited(text, plan(text, { ...schedule, policy: 'one-cycle', totalSteps: 16 }));
  expect(once).toContain('if accelerator.sync_gradients and scheduler.last_epoch < TOTAL_STEPS - 1:\n');
  const other = edited(once, plan(once, schedule));
  expect(other).toContain('if accelerator.sync_gradients:\n                    scheduler.step()\n');
  expect(edited(other, plan(other, fixed))).toBe(text.replace('2e-3', '0.003'));
});

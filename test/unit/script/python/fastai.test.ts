/** fastai's Learner, whose fits take the rate and bring a schedule of their own. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { InsertRequest } from '../../../../src/script';
import { POLICY_KINDS } from '../../../../src/tuning';
import { edited, plan, schedule, shapesFolder, sites } from './parser';

const folder = path.join(shapesFolder, '../fastai');
const shapes = readdirSync(folder)
  .filter((name) => name.endsWith('.py'))
  .map((name) => ({ name, text: readFileSync(path.join(folder, name), 'utf8') }));

const fixed: InsertRequest = { what: 'fixed', lr: 0.0042 };
const cycle: InsertRequest = { ...schedule, policy: 'one-cycle', totalSteps: 16 };
const bounds: InsertRequest = { what: 'constants', baseLR: 0.00151, maxLR: 0.0061 };
const HEAD = 'from fastai.vision.all import *\nlearn = vision_learner(dls, resnet18)\n';

function expectedFile(name: string, variant: string): string {
  return path.join(folder, 'expected', name.replace(/\.py$/, `-${variant}.py`));
}

describe.each(shapes)('$name', ({ name, text }) => {
  test('is marked where it fits', () => {
    const found = sites(text);
    expect(found.training.map(({ start, end }) => text.slice(start, end))).toEqual([
      expect.stringMatching(/\.fit(_one_cycle)?\(/),
    ]);
    expect(found.rates).toHaveLength(1);
  });

  test('gets one cycle, and nothing more the second time', async () => {
    const result = edited(text, plan(text, cycle));
    await expect(result).toMatchFileSnapshot(expectedFile(name, 'one-cycle'));
    expect(edited(result, plan(result, cycle))).toBe(result);
    expect(sites(result).schedule).toMatchObject({ policy: 'one-cycle', baseLR: 0.00151, maxLR: 0.0061 });
  });

  test('gets a fixed rate, and nothing more the second time', async () => {
    const result = edited(text, plan(text, fixed));
    await expect(result).toMatchFileSnapshot(expectedFile(name, 'fixed'));
    expect(edited(result, plan(result, fixed))).toBe(result);
  });

  test('gets other bounds by their numbers alone', () => {
    const first = edited(text, plan(text, cycle));
    const other = edited(first, plan(first, { ...bounds, baseLR: 0.02, maxLR: 0.08 }));
    expect(other).toBe(first.replace('0.00151', '0.02').replace('0.0061', '0.08'));
    expect(edited(text, plan(text, bounds))).toBe(first);
  });

  test('takes the cycle out again for a fixed rate', () => {
    const once = edited(text, plan(text, cycle));
    const back = edited(once, plan(once, fixed));
    expect(back).not.toMatch(/BASE_LR|MAX_LR|div=/);
    expect(back).toContain('lr=0.0042');
  });
});

test.each(POLICY_KINDS.filter((kind) => kind !== 'one-cycle'))(
  '%s is refused in words, with a callback that does it',
  async (policy) => {
    const text = `${HEAD}learn.fit_one_cycle(4, 1e-2)\n`;
    const planned = plan(text, { ...schedule, policy });
    if (planned.ok) throw new Error(edited(text, planned));
    expect(planned.reason).toContain(`fastai has no ${policy} schedule`);
    await expect(planned.snippet).toMatchFileSnapshot(path.join(folder, 'expected', `callback-${policy}.py`));
  },
);

describe('fine_tune keeps its own two cycles', () => {
  test.each([
    ['learn.fine_tune(3)', 'learn.fine_tune(3, base_lr=0.0042)', 0.002],
    ['learn.fine_tune(3, 1e-3, freeze_epochs=2)', 'learn.fine_tune(3, 0.0042, freeze_epochs=2)', 0.001],
  ])('%s', (line, expected, value) => {
    const text = `${HEAD}${line}\n`;
    expect(sites(text).rates).toMatchObject([{ value }]);
    const planned = plan(text, fixed);
    expect(edited(text, planned)).toBe(`${HEAD}${expected}\n`);
    expect(planned).toMatchObject({ summary: expect.stringContaining('it is the highest') as unknown });
  });

  test('and is given no other', () => {
    const planned = plan(`${HEAD}learn.fine_tune(3)\n`, cycle);
    expect(planned).toMatchObject({
      ok: false,
      reason: expect.stringContaining('call fit_one_cycle') as unknown,
    });
  });
});

test('what a fit is given beside its rate is not thrown away', () => {
  const text = `${HEAD}learn.fit_one_cycle(4, 1e-2, 25.0, **options)\n`;
  expect(plan(text, fixed)).toMatchObject({
    ok: false,
    reason: expect.stringContaining('change the call by hand') as unknown,
  });
});

test('the fit of another library is none of its', () => {
  const text =
    'from fastai.vision.all import *\nfrom sklearn.svm import SVC\nmodel = SVC()\nmodel.fit(x, y)\n';
  expect(sites(text)).toMatchObject({ training: [], rates: [] });
});

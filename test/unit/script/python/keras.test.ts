import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { POLICY_KINDS } from '../../../../src/tuning';
import type { InsertRequest } from '../../../../src/script';
import { edited, plan, replacement, schedule, shapesFolder, sites } from './parser';

const folder = path.join(shapesFolder, '../keras');
const shapes = readdirSync(folder)
  .filter((name) => name.endsWith('.py'))
  .map((name) => ({ name, text: readFileSync(path.join(folder, name), 'utf8') }));

function expectedFile(name: string, variant = ''): string {
  return path.join(folder, 'expected', name.replace(/\.py$/, `${variant && `-${variant}`}.py`));
}

function shape(wanted: string): string {
  return shapes.find(({ name }) => name === wanted)?.text ?? '';
}

/** A script's own schedule goes in the same edit. */
function planned(name: string, text: string, request: InsertRequest) {
  return name.startsWith('own-') ? replacement(text, request) : plan(text, request);
}

const fixed = { what: 'fixed', lr: 0.0042 } as const;

describe('a script with Keras', () => {
  test.each(shapes)('$name gets a schedule, and nothing more the second time', async ({ name, text }) => {
    const result = edited(text, planned(name, text, schedule));
    await expect(result).toMatchFileSnapshot(expectedFile(name));
    expect(edited(result, plan(result, schedule))).toBe(result);
  });

  test.each(shapes)('$name gets a fixed rate', async ({ name, text }) => {
    await expect(edited(text, planned(name, text, fixed))).toMatchFileSnapshot(expectedFile(name, 'fixed'));
  });

  test.each(POLICY_KINDS.filter((kind) => kind !== 'triangular'))('gets %s', async (policy) => {
    const text = shape('literal.py');
    const result = edited(text, plan(text, { ...schedule, policy }));
    await expect(result).toMatchFileSnapshot(expectedFile('literal.py', policy));
  });

  test.each(POLICY_KINDS)('changes from triangular to %s as if it had been written so', (policy) => {
    const text = shape('literal.py');
    const first = edited(text, plan(text, schedule));
    const changed = edited(first, plan(first, { ...schedule, policy }));
    expect(changed).toBe(edited(text, plan(text, { ...schedule, policy })));
  });

  test.each(shapes)('$name gets other bounds by their numbers alone', ({ name, text }) => {
    const first = edited(text, planned(name, text, schedule));
    const other = edited(first, plan(first, { ...schedule, baseLR: 0.02, maxLR: 0.08 }));
    expect(other).toBe(first.replace('0.00151', '0.02').replace('0.0061', '0.08'));
  });

  it('uses bounds that stand there already', () => {
    const text = shape('literal.py');
    const bounds = { what: 'constants', baseLR: 0.00151, maxLR: 0.0061 } as const;
    const first = edited(text, plan(text, bounds));
    const result = edited(first, plan(first, schedule));
    expect(result.match(/^BASE_LR = /gm)).toHaveLength(1);
    expect(result).toMatch(/STEP_SIZE = 4 .*\n/);
    expect(result).toContain('learning_rate=TriangularRate()');
    expect(edited(result, plan(result, schedule))).toBe(result);
  });

  it('has its schedule taken out by a fixed rate', () => {
    const text = shape('literal.py');
    const first = edited(text, plan(text, schedule));
    const result = edited(first, plan(first, fixed));
    expect(result).toContain('Adam(learning_rate=0.0042)');
    expect(result).not.toMatch(/BASE_LR|TriangularRate|STEP_SIZE/);
  });

  it('keeps tabs, single quotes and Windows line ends', () => {
    const text = "import keras\r\nif True:\r\n\tmodel.compile(optimizer='adam')\r\n\tmodel.fit(x, y)\r\n";
    const result = edited(text, plan(text, schedule));
    expect(result.replaceAll('\r\n', '')).not.toContain('\n');
    expect(result).toContain("\t\tstep = keras.ops.cast(step, 'float32')");
    expect(result).toContain('optimizer=keras.optimizers.Adam(learning_rate=TriangularRate())');
  });
});

describe('what the editor marks', () => {
  test.each([
    ['literal.py', { kind: 'literal', optimizer: 'adam', value: 0.001 }],
    ['string.py', { kind: 'name', optimizer: 'adam', value: 0.001 }],
    ['default.py', { kind: 'default', optimizer: 'sgd', value: 0.01 }],
    ['constant.py', { kind: 'constant', optimizer: 'rmsprop', value: 0.01 }],
  ])('%s', (name, rate) => {
    const found = sites(shape(name));
    expect(found.rates).toMatchObject([rate]);
    expect(found.training.map(({ method }) => method)).toEqual(['fit']);
    expect(found.isTrainingScript).toBe(true);
  });

  it('callbacks that change the rate, which are named with the schedule', () => {
    const text =
      'import keras\nmodel.compile(optimizer="sgd")\nmodel.fit(x, y, callbacks=[keras.callbacks.ReduceLROnPlateau()])\n';
    expect(sites(text).ownSchedules.map(({ line }) => line)).toEqual([2]);
    const made = plan(text, schedule);
    expect(made.ok && made.summary).toContain('Line 3 changes the learning rate as well');
  });

  it.each([
    ['lr_schedule = ReduceLROnPlateau()\nfit(callbacks=lr_schedule)', [3, 4], 'fit()'],
    ['fit(callbacks=[ReduceLROnPlateau(), stop])', [3], 'fit(callbacks=[stop])'],
    ['fit(callbacks=[stop, ReduceLROnPlateau(), LearningRateScheduler(f)])', [3], 'fit(callbacks=[stop])'],
    ['fit(\n    callbacks=[ReduceLROnPlateau(), *more],\n)', [4], 'fit(\n    callbacks=[*more],\n)'],
    ['fit(x, 2, [ReduceLROnPlateau()])', [3], 'fit(x, 2, [])'],
    [
      'some = []\nsome.extend([ReduceLROnPlateau()])\nfit(callbacks=some)',
      [4],
      'some = []\nfit(callbacks=some)',
    ],
    ['if slow:\n    some.append(ReduceLROnPlateau())\nfit(callbacks=some)', [4], 'fit(callbacks=some)'],
    ['optimizer.learning_rate *= 0.5\nfit()', [3], 'fit()'],
    ['keras.backend.set_value(model.optimizer.learning_rate, 0.1)\nfit()', [3], 'fit()'],
  ])('%s: lines that change the rate, which go with it', (code, lines, left) => {
    const head = 'import keras\nmodel.compile(optimizer="sgd")\n';
    const imports = 'from keras.callbacks import LearningRateScheduler, ReduceLROnPlateau';
    const text = `${head}${code.replace('fit(', 'model.fit(')}\n${imports}\n`;
    expect([...new Set(sites(text).ownSchedules.map(({ line }) => line + 1))]).toEqual(lines);
    const result = edited(text, replacement(text, fixed));
    const rate = 'keras.optimizers.SGD(learning_rate=0.0042)';
    const kept = code.includes('ReduceLROnPlateau') ? '' : imports;
    const rest = code.includes('LearningRateScheduler')
      ? kept
      : kept || 'from keras.callbacks import LearningRateScheduler';
    expect(result.trimEnd()).toBe(
      `${head.replace('"sgd"', rate)}${left.replace('fit(', 'model.fit(')}\n${rest}`.trimEnd(),
    );
  });

  it.each([
    ['pick(ReduceLROnPlateau())', 'ReduceLROnPlateau() on line 4 could not be taken out safely'],
    ['cut = ReduceLROnPlateau()\nprint(cut)\nmodel.fit(callbacks=[cut])', 'cut is used on line 5 as well'],
    [
      'cut = ReduceLROnPlateau() if slow else stop\nmodel.fit(callbacks=[cut])',
      'ReduceLROnPlateau() on line 4 could not be taken out safely',
    ],
    [
      'cut = ReduceLROnPlateau()\nif fast:\n    cut = stop\nmodel.fit(callbacks=[cut])',
      'cut is used on lines 6, 7 as well',
    ],
    [
      'def more():\n    return ReduceLROnPlateau()\nmodel.fit(callbacks=more())',
      'on line 5 could not be taken',
    ],
  ])('%s is refused', (code, reason) => {
    const head =
      'import keras\nfrom keras.callbacks import ReduceLROnPlateau\nmodel.compile(optimizer="sgd")\n';
    const made = replacement(`${head}${code}\n`, schedule);
    expect(made).toMatchObject({ ok: false });
    expect(!made.ok && made.reason).toContain(reason);
    expect(!made.ok && made.snippet).toContain('class TriangularRate(keras');
  });

  it.each([
    ['import tensorflow as tf\nkeras = tf.keras', 'keras.optimizers.Adam', 'keras.callbacks.'],
    ['from tensorflow import keras\nO = keras.optimizers\nC = keras.callbacks', 'O.Adam', 'C.'],
    ['from keras.optimizers import *\nfrom keras.layers import *\nfrom keras.callbacks import *', 'Adam', ''],
  ])('optimizers and callbacks after %s', (head, adam, callbacks) => {
    const fit = `model.fit(x, y, callbacks=[${callbacks}ReduceLROnPlateau()])`;
    const text = `${head}\nmodel.compile(${adam}(0.001), "mse")\n${fit}\n`;
    expect(sites(text)).toMatchObject({ rates: [{ optimizer: 'adam', value: 0.001 }] });
    const result = edited(text, replacement(text, fixed));
    expect(result).toContain(`${adam}(0.0042)`);
    expect(result).toContain('model.fit(x, y)');
  });

  it('no rate of what only looks like an optimizer', () => {
    const text = 'import keras\nstate.learning_rate = 1\nconfig.learning_rate *= 2\nmodel.fit()\n';
    expect(sites(text).ownSchedules).toEqual([]);
  });

  it('no `compile` or `fit` of other libraries', () => {
    const found = sites('import re\nimport sklearn\nre.compile("adam")\nmodel.fit(x, y)\n');
    expect(found).toMatchObject({ rates: [], training: [], isTrainingScript: false });
  });
});

it('is refused with code for Keras where the file makes no optimizer', () => {
  const made = plan('import keras\nmodel = build()\nmodel.fit(x, y)\n', schedule);
  expect(made).toMatchObject({ ok: false });
  expect(!made.ok && made.snippet).toContain('class TriangularRate(keras.optimizers.schedules');
});

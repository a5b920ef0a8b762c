import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyEdits, type InsertRequest, type TextEdit } from '../../../../src/script';
import { composeEdits } from '../../../../src/script/edits';
import { parser, shape } from '../parser';
import { programs } from './programs';

const schedule: InsertRequest = {
  what: 'schedule',
  policy: 'triangular',
  baseLR: 0.001,
  maxLR: 0.01,
  stepSize: 100,
};
const tf = "import * as tf from '@tensorflow/tfjs';\n";

function replaced(text: string, request: InsertRequest, siteHint?: number): string {
  const plan = parser.planReplacement(text, 'typescript', request, siteHint);
  if (!plan.ok) throw new Error(plan.reason);
  return applyEdits(text, plan.edits);
}

function inserted(text: string, request: InsertRequest, siteHint?: number): string {
  const plan = parser.planInsertion(text, 'typescript', request, siteHint);
  if (!plan.ok) throw new Error(plan.reason);
  return applyEdits(text, plan.edits);
}

describe('what is found', () => {
  test('a line of the script, and that it never had an effect on SGD', () => {
    const { text } = shape('own-schedule.js');
    const own = { line: 13, label: 'optimizer.learningRate = 0.1 / (epoch + 1)' };
    expect(parser.findSites(text, 'javascript').ownSchedules).toMatchObject([{ ...own, effective: false }]);
    const adam = text.replace('tf.train.sgd', 'tf.train.adam');
    expect(parser.findSites(adam, 'javascript').ownSchedules).toMatchObject([{ ...own, effective: true }]);
  });

  test.each([
    ['a short name', 'const opt = tf.train.adam(0.1);\nfor (;;) opt.learningRate *= 0.9;'],
    ['a field', 'class A { o = tf.train.adam(0.1); f() { this.o.learningRate = 0.1; } }'],
    ['an assertion', 'const optimizer = tf.train.adam(1);\nfor (;;) (optimizer as any).learningRate = 0.1;'],
    [
      'a callback of its own',
      'class C extends tf.Callback { onEpochEnd() { this.model.optimizer.learningRate = 1; } }',
    ],
    ['a setter', 'const o = tf.train.sgd(0.1);\nfor (;;) o.setLearningRate(0.1);'],
    ['a decay', 'const o = tf.train.adamax(0.1, 0.9, 0.999, 1e-8, 0.01);'],
    [
      'a decay of an optimizer that shares its rate with another kind',
      'const LR = 0.1;\nconst one = tf.train.adam(LR);\nconst o = tf.train.adamax(LR, 0.9, 0.999, 1e-8, 0.01);',
    ],
    [
      'a line for an optimizer that shares its rate with SGD',
      'const LR = 0.1;\nconst one = tf.train.sgd(LR);\nconst o = tf.train.adam(LR);\nfor (;;) o.learningRate *= 0.9;',
    ],
  ])('%s', (_, code) => {
    expect(parser.findSites(tf + code, 'typescript').ownSchedules).toMatchObject([{ effective: true }]);
  });

  test.each([
    ['a rate that is set once, before the training', 'const o = tf.train.adam(1);\no.learningRate = 0.1;'],
    ['another object', 'for (;;) settings.learningRate = 0.1;'],
    ['no decay', 'tf.train.adamax(0.1, 0.9, 0.999, 1e-8, 0);'],
    [
      'the last argument of an optimizer that shares its rate with Adamax',
      'const LR = 0.1;\nconst one = tf.train.adamax(LR);\nconst o = tf.train.rmsprop(LR, 0.9, 0, 1e-8, true);',
    ],
    ['our own schedule', inserted(shape('minimize.js').text, schedule).replace(/^.*require.*$/m, '')],
  ])('%s is none', (_, code) => {
    expect(parser.findSites(tf + code, 'typescript').ownSchedules).toEqual([]);
  });
});

describe('taking it out', () => {
  const alike: InsertRequest = { what: 'fixed', lr: 0.1 };
  const head = `${tf}const optimizer = tf.train.adam(0.1);\n`;

  test.each([
    ['  f(() => {\n    optimizer.learningRate = 1;\n    g();\n  });', '  f(() => {\n    g();\n  });'],
    ['  f(() => (optimizer.learningRate = 1));', '  f(() => ({}));'],
    ['  f(() => optimizer.setLearningRate(1));', '  f(() => {});'],
    ['  for (const e of es) optimizer.learningRate /= 2;', '  for (const e of es) {}'],
    [
      '  if (late) for (;;) optimizer.learningRate = optimizer.setLearningRate(1);',
      '  if (late) for (;;) {}',
    ],
    [
      '  for (;;) { optimizer.learningRate = 1; optimizer.setLearningRate(1); step(); }',
      '  for (;;) {   step(); }',
    ],
  ])('%j', (before, after) => {
    expect(replaced(head + before, alike)).toBe(head + after);
  });

  test('a decay becomes none', () => {
    const text = `${tf}const optimizer = tf.train.adamax(0.1, 0.9, 0.999, 1e-8, 0.01);`;
    expect(replaced(text, alike)).toBe(text.replace('0.01', '0'));
  });

  test('and a schedule in, gives what inserting gives where there was none', () => {
    const { text } = shape('own-schedule.js');
    const without = text.replace(/^.*optimizer\.learningRate.*\n/m, '');
    expect(without).not.toBe(text);
    expect(replaced(text, schedule)).toBe(inserted(without, schedule));
    expect(replaced(inserted(text, schedule), schedule)).toBe(inserted(without, schedule));
  });

  test('the site that was asked for is still the one', () => {
    const { text } = shape('two-phases.js');
    const below = text.indexOf('\n') + 1;
    const withLine = (line: string) => `${text.slice(0, below)}${line}\n${text.slice(below)}`;
    const [own, without] = [withLine('for (;;) o.setLearningRate(0.5);'), withLine('for (;;) {}')];
    expect(replaced(own, schedule, own.indexOf('0.0001'))).toBe(
      inserted(without, schedule, without.indexOf('0.0001')),
    );
  });

  test('in a script that has none changes nothing about the insertion', () => {
    fc.assert(
      fc.property(programs, ({ text, language }) => {
        const plan = parser.planInsertion(text, language, schedule);
        const same = parser.planReplacement(text, language, schedule);
        expect(same.ok).toBe(plan.ok);
        if (plan.ok && same.ok) expect(applyEdits(text, same.edits)).toBe(applyEdits(text, plan.edits));
      }),
      { numRuns: 50 },
    );
  });
});

test('edits after edits make one list that does the same', () => {
  const text = 'abcdefghijklmnopqrstuvwxyz';
  const edits = (length: number): fc.Arbitrary<TextEdit[]> =>
    fc.uniqueArray(fc.nat(length), { maxLength: 8 }).chain((places) =>
      fc.array(fc.string({ maxLength: 4 }), { minLength: 4, maxLength: 4 }).map((texts) => {
        const sorted = [...places].sort((a, b) => a - b);
        return texts.flatMap((inserted, at) => {
          const [start, end] = sorted.slice(2 * at, 2 * at + 2);
          return start === undefined || end === undefined ? [] : [{ start, end, text: inserted }];
        });
      }),
    );
  const pairs = edits(text.length).chain((first) =>
    edits(applyEdits(text, first).length).map((second) => ({ first, second })),
  );
  fc.assert(
    fc.property(pairs, ({ first, second }) => {
      const both = composeEdits(text, first, second);
      expect(applyEdits(text, both)).toBe(applyEdits(applyEdits(text, first), second));
      both.forEach(({ start, end }, at) => {
        expect(end).toBeGreaterThanOrEqual(start);
        expect(start).toBeGreaterThan(both[at - 1]?.end ?? -1);
      });
    }),
    { numRuns: 300 },
  );
});

import { describe, expect, test } from 'vitest';
import type { InsertPlan, InsertRequest } from '../../../../src/script';
import { parser, shape } from '../parser';

const schedule: InsertRequest = {
  what: 'schedule',
  policy: 'triangular',
  baseLR: 0.001,
  maxLR: 0.01,
  stepSize: 100,
};
const constants: InsertRequest = { what: 'constants', baseLR: 0.001, maxLR: 0.01 };
const fixed: InsertRequest = { what: 'fixed', lr: 0.003 };

function refused(text: string, request: InsertRequest): Extract<InsertPlan, { ok: false }> {
  const plan: InsertPlan = parser.planInsertion(text, 'javascript', request);
  if (plan.ok) throw new Error(`Not refused: ${plan.summary}`);
  return plan;
}

const tf = "const tf = require('@tensorflow/tfjs');\n";

describe('what cannot be written is refused in words', () => {
  test('a list that is searched over', () => {
    expect(refused(shape('search.js').text, schedule).reason).toBe(
      'Line 6 takes learningRate from a list that the script searches over, so there is no one rate to set.',
    );
  });

  test('but one fixed rate can take the place of the list', () => {
    const plan = parser.planInsertion(shape('search.js').text, 'javascript', fixed);
    expect(plan).toMatchObject({ ok: true, edits: [{ text: '0.003' }] });
  });

  test('a rate in another file, which is named', () => {
    for (const request of [schedule, constants, fixed]) {
      expect(refused(shape('elsewhere.js').text, request)).toMatchObject({
        reason: 'The rate learningRate on line 6 is written in ./config: set it there.',
        files: ['./config'],
      });
    }
  });

  test('constants for a rate from the command line', () => {
    expect(refused(shape('argument.js').text, constants).reason).toBe(
      'Line 7 takes args.learningRate from the command line: pass the rate there.',
    );
    expect(refused(shape('argument.js').text, fixed).reason).toContain('from the command line');
  });

  test('a file without an optimizer, with the files that may have one', () => {
    const text = `${tf}const { build } = require('./model');\nbuild().fit(xs, ys, { epochs: 1 });`;
    expect(refused(text, fixed).reason).toBe(
      'No optimizer is named in this file, so there is no learning rate to set: look in ./model.',
    );
    expect(refused(text, constants)).toMatchObject({ files: ['./model'] });
  });

  test('an optimizer that trains in another file', () => {
    const text = `${tf}module.exports = tf.train.sgd(0.1);`;
    expect(refused(text, schedule).reason).toContain('trains in another file');
  });

  test('a step in the head of a loop', () => {
    const text = `${tf}const o = tf.train.sgd(0.1);\nlet l;\nwhile ((l = o.minimize(loss, true)) > 1) show(l);`;
    expect(refused(text, schedule).reason).toBe(
      'Line 4 steps in the head of a loop: move the step into the body first.',
    );
  });

  test('a file that is no training script', () => {
    expect(refused("console.log('hello');", schedule).reason).toContain('open the script that does');
  });

  test('a function that trains models with different rates', () => {
    const text = `${tf}async function train(model) {
  await model.fit(xs, ys, { epochs: 1 });
}
const one = build();
one.compile({ optimizer: tf.train.sgd(0.1) });
const two = build();
two.compile({ optimizer: tf.train.adam(0.01) });
train(one);
train(two);`;
    expect(refused(text, schedule).reason).toBe(
      'Line 3 trains models with different rates (lines 6 and 8), and a schedule there would set them all: give each model a fit of its own, then insert again.',
    );
    const alike = text.replace('tf.train.sgd(0.1)', "'sgd'").replace('train(two);', '');
    expect(parser.planInsertion(alike, 'javascript', schedule).ok).toBe(true);
  });

  test('a name that TensorFlow.js does not know', () => {
    const text = `${tf}model.compile({ optimizer: 'lion' });\nmodel.fit(xs, ys, { epochs: 1 });`;
    expect(refused(text, schedule).reason).toBe("TensorFlow.js knows no optimizer named 'lion' (line 2).");
  });
});

test('the clipboard gets the whole schedule, in the style of the file', () => {
  const { snippet } = refused(shape('search.js').text.replace(/'/g, '"').replace(/;\n/g, '\n'), schedule);
  expect(snippet).toContain('const BASE_LR = 0.001\nconst MAX_LR = 0.01\nconst STEP_SIZE = 100 //');
  expect(snippet).toContain('class CyclicalLR extends tf.Callback {');
  expect(snippet).toContain(
    'callbacks: new CyclicalLR((step) => triangular(step, BASE_LR, MAX_LR, STEP_SIZE))',
  );
});

test.each([0, -1, NaN, Infinity])('%s is no rate', (lr) => {
  expect(() => parser.planInsertion(shape('literal.js').text, 'javascript', { what: 'fixed', lr })).toThrow(
    RangeError,
  );
});

describe('what is written with a word of warning', () => {
  function summary(name: string, text = shape(name).text): string {
    const plan = parser.planInsertion(text, shape(name).language, schedule);
    if (!plan.ok) throw new Error(plan.reason);
    return plan.summary;
  }

  test('the command line no longer decides', () => {
    expect(summary('argument.js')).toBe(
      'Wrote a triangular schedule between 0.001 and 0.01. args.learningRate on line 7 no longer decides the learning rate.',
    );
    expect(summary('late-loaded.js')).toContain('learningRate on line 7 no longer decides');
  });

  test("the script's own schedule is pointed at", () => {
    expect(summary('own-schedule.js')).toContain(
      'Line 14 assigns a learning rate, which this optimizer has always ignored: it can go.',
    );
    const adam = shape('own-schedule.js').text.replace('tf.train.sgd', 'tf.train.adam');
    expect(summary('own-schedule.js', adam)).toContain(
      'Line 14 changes the learning rate as well: remove it, or the two schedules fight.',
    );
  });
});

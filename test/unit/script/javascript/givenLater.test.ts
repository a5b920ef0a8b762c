import { describe, expect, it } from 'vitest';
import { applyEdits, type InsertRequest } from '../../../../src/script';
import { parser } from '../parser';

const fixed: InsertRequest = { what: 'fixed', lr: 0.003 };
const head = "import * as tf from '@tensorflow/tfjs-node';\n";
const tail = '\nmodel.compile({ optimizer, loss });\nawait model.fit(xs, ys, { epochs: 2 });\n';

describe('a variable that is given an optimizer later', () => {
  it.each([
    ['is named first', "let optimizer = 'adam';\nif (a) optimizer = tf.train.sgd(0.1);"],
    ['is named later', "let optimizer = tf.train.sgd(0.1);\nif (a) optimizer = 'adam';"],
    ['is empty at first', 'let optimizer = null;\nif (a) optimizer = tf.train.sgd(0.1);'],
    ['is declared only', 'let optimizer;\nif (a) optimizer = tf.train.sgd(0.1);\nelse optimizer = made();'],
    ['is chosen by the environment', "const optimizer = process.env.SGD ? tf.train.sgd(0.1) : 'adam';"],
    [
      'is made by a function with two returns',
      "const pick = (a) => {\n  if (a) return tf.train.sgd(0.1);\n  return 'adam';\n};\nconst optimizer = pick(a);",
    ],
  ])('%s: its rate stands where it is made, wherever it was asked for', (_, choice) => {
    const text = head + choice + tail;
    expect(parser.findSites(text, 'javascript').rates.map(({ value }) => value)).toEqual([0.1]);
    for (const at of ['0.1', 'optimizer, loss', 'fit(']) {
      const planned = parser.planInsertion(text, 'javascript', fixed, text.indexOf(at));
      expect(planned.ok && applyEdits(text, planned.edits)).toBe(
        head + choice.replace('0.1', '0.003') + tail,
      );
    }
  });

  it('is not replaced in compile, which would take away what the branch chooses', () => {
    const text = `${head}let optimizer = 'adam';\nif (a) optimizer = 'sgd';${tail}`;
    expect(parser.findSites(text, 'javascript').rates).toMatchObject([{ kind: 'elsewhere' }]);
    expect(parser.planInsertion(text, 'javascript', fixed)).toMatchObject({ ok: false });
  });
});

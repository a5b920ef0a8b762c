import { describe, expect, it } from 'vitest';
import { applyEdits, type InsertRequest } from '../../../../src/script';
import { parser } from '../parser';

const fixed: InsertRequest = { what: 'fixed', lr: 0.003 };
const head = "import * as tf from '@tensorflow/tfjs-node';\n";
const tail = '\nmodel.compile({ optimizer, loss });\nawait model.fit(xs, ys, { epochs: 2 });\n';

/** The place that is asked for: the first rate, unless it names another. */
function inserted(body: string, at?: string) {
  const text = head + body;
  const hint = at === undefined ? undefined : text.indexOf(at);
  const planned = parser.planInsertion(text, 'typescript', fixed, hint);
  if (!planned.ok) throw new Error(planned.reason);
  const again = parser.planInsertion(applyEdits(text, planned.edits), 'typescript', fixed, hint);
  expect(again).toMatchObject({ ok: true, edits: [] });
  return { text: applyEdits(text, planned.edits), summary: planned.summary };
}

function one(line: number): string {
  return ` The optimizer that the script may choose instead keeps its own rate, on line ${line}.`;
}

const either = [
  [
    'a conditional expression',
    'const optimizer =\n  process.env.OPT ? tf.train.adam(1e-3) :\n  tf.train.sgd(0.1);',
    3,
    4,
  ],
  [
    'branches without blocks',
    'let optimizer: tf.Optimizer;\nif (useAdam) optimizer = tf.train.adam(1e-3);\nelse optimizer = tf.train.sgd(0.1);',
    3,
    4,
  ],
  [
    'branches with blocks',
    'let optimizer;\nif (useAdam) {\n  optimizer = tf.train.adam(1e-3);\n} else {\n  optimizer = tf.train.sgd(0.1);\n}',
    4,
    6,
  ],
  [
    'a first choice that a branch replaces',
    'let optimizer = tf.train.adam(1e-3);\nif (!useAdam) {\n  optimizer = tf.train.sgd(0.1);\n}',
    2,
    4,
  ],
  [
    'a first choice that a case replaces',
    "let optimizer = tf.train.adam(1e-3);\nswitch (name) {\n  case 'sgd':\n    optimizer = tf.train.sgd(0.1);\n}",
    2,
    5,
  ],
  [
    'a first choice that one of two branches replaces',
    'let optimizer = tf.train.adam(1e-3);\nif (a) {\n  log(a);\n} else if (b) {\n  optimizer = tf.train.sgd(0.1);\n}',
    2,
    6,
  ],
  [
    'a try',
    'let optimizer;\ntry {\n  optimizer = tf.train.adam(1e-3);\n} catch {\n  optimizer = tf.train.sgd(0.1);\n}',
    4,
    6,
  ],
  [
    'a list by name',
    'const optimizer = {\n  adam: tf.train.adam(1e-3),\n  sgd: tf.train.sgd(0.1),\n}[name];',
    3,
    4,
  ],
  [
    'a function with two returns',
    "function made(name) {\n  if (name === 'adam') return tf.train.adam(1e-3);\n  return tf.train.sgd(0.1);\n}\nconst optimizer = made(process.argv[2]);",
    3,
    4,
  ],
] as const;

describe('a fixed rate where the script chooses among optimizers', () => {
  it.each(either)('says of %s which of them keeps its own', (_, choice, adam, sgd) => {
    expect(inserted(choice + tail)).toEqual({
      text: head + choice.replace('1e-3', '0.003') + tail,
      summary: `Set the learning rate to 0.003 on line ${adam}.${one(sgd)}`,
    });
    expect(inserted(choice + tail, '0.1')).toEqual({
      text: head + choice.replace('0.1', '0.003') + tail,
      summary: `Set the learning rate to 0.003 on line ${sgd}.${one(adam)}`,
    });
    expect(inserted(choice + tail, 'optimizer, loss').text).toBe(
      head + choice.replace('1e-3', '0.003') + tail,
    );
  });

  it('says it where the model is compiled in each branch', () => {
    const [adam, sgd] = ['tf.train.adam(1e-3)', "'sgd'"].map(
      (optimizer) => `  model.compile({ optimizer: ${optimizer}, loss });\n`,
    );
    const body = `if (useAdam) {\n${adam}} else {\n${sgd}}\nawait model.fit(xs, ys, { epochs: 2 });\n`;
    expect(inserted(body)).toEqual({
      text: head + body.replace('1e-3', '0.003'),
      summary: `Set the learning rate to 0.003 on line 3.${one(5)}`,
    });
  });

  it('says it of names that only the branches know', () => {
    const body = `if (useAdam) {
  const adam = tf.train.adam(1e-3);
  model.compile({ optimizer: adam, loss });
} else {
  const sgd = tf.train.sgd(0.1);
  model.compile({ optimizer: sgd, loss });
}
await model.fit(xs, ys, { epochs: 2 });
`;
    expect(inserted(body).summary).toBe(`Set the learning rate to 0.003 on line 3.${one(6)}`);
  });

  it('names all the cases of a switch', () => {
    const choice = `let optimizer;
switch (name) {
  case 'sgd':
    optimizer = tf.train.sgd(0.1);
    break;
  case 'adam': {
    optimizer = tf.train.adam();
    break;
  }
  default:
    optimizer = tf.train.rmsprop(1e-4);
}`;
    expect(inserted(choice + tail)).toEqual({
      text: head + choice.replace('0.1', '0.003') + tail,
      summary:
        'Set the learning rate to 0.003 on line 5. The optimizers that the script may choose instead keep their own rates, on lines 8, 12.',
    });
  });

  it('says it of what is chosen anew for each fold', () => {
    const body = `for (let fold = 0; fold < 5; fold++) {\n  const optimizer = a ? tf.train.adam(1e-3) :\n  tf.train.sgd(0.1);${tail}}\n`;
    expect(inserted(body).summary).toBe(`Set the learning rate to 0.003 on line 3.${one(4)}`);
  });

  it('counts those that share a line', () => {
    const choice =
      'const optimizer = a ? tf.train.adam(1e-3) : b ? tf.train.sgd(0.1) : tf.train.adamax(0.2);';
    expect(inserted(choice + tail).summary).toBe(
      'Set the learning rate to 0.003 on line 2. The optimizers that the script may choose instead keep their own rates, on line 2.',
    );
  });

  it.each([
    [
      'two networks',
      'const g = tf.train.adam(1e-3);\nconst d = tf.train.sgd(0.1);\ng.minimize(f);\nd.minimize(f);\n',
    ],
    [
      'two networks, each in a branch',
      'let g, d;\nif (part) g = tf.train.adam(1e-3);\nelse d = tf.train.sgd(0.1);\ng?.minimize(f);\nd?.minimize(f);\n',
    ],
    [
      'two networks whose optimizers one function makes',
      "const made = (which) => (which === 'g' ? tf.train.adam(1e-3) : tf.train.sgd(0.1));\nconst g = made('g');\nconst d = made('d');\ng.minimize(f);\nd.minimize(f);\n",
    ],
    [
      'two networks whose optimizers functions make',
      'function one() {\n  return tf.train.adam(1e-3);\n}\nconst two = () => {\n  return tf.train.sgd(0.1);\n};\nconst g = one();\nconst d = two();\ng.minimize(f);\nd.minimize(f);\n',
    ],
    [
      'a pair',
      'const pair = { g: tf.train.adam(1e-3), d: tf.train.sgd(0.1) };\npair.g.minimize(f);\npair.d.minimize(f);\n',
    ],
    [
      'two stages',
      'let optimizer = tf.train.adam(1e-3);\noptimizer.minimize(f);\noptimizer = tf.train.sgd(0.1);\noptimizer.minimize(f);\n',
    ],
    [
      'a first one that every branch replaces',
      `let optimizer = tf.train.adam(1e-3);\nif (a) optimizer = tf.train.sgd(0.1);\nelse optimizer = made();${tail}`,
    ],
    [
      'stages in turn',
      `for (const stage of stages) {\n  let optimizer;\n  switch (stage) {\n    case 1:\n      optimizer = tf.train.adam(1e-3);\n      break;\n    default:\n      optimizer = tf.train.sgd(0.1);\n  }${tail}}\n`,
    ],
    [
      'a second stage that may be left out',
      `let optimizer = tf.train.adam(1e-3);${tail}if (tune) {\n  optimizer = tf.train.sgd(0.1);${tail}}\n`,
    ],
  ])('says nothing of %s', (_, body) => {
    const line = (head + body).slice(0, (head + body).indexOf('1e-3')).split('\n').length;
    expect(inserted(body)).toEqual({
      text: head + body.replace('1e-3', '0.003'),
      summary: `Set the learning rate to 0.003 on line ${line}.`,
    });
  });

  it('says nothing of it where both take the same', () => {
    const choice = 'const lr = 0.1;\nconst optimizer = a ? tf.train.adam(lr) : tf.train.sgd(lr);';
    expect(inserted(choice + tail)).toEqual({
      text: head + choice.replace('0.1', '0.003') + tail,
      summary: 'Set the learning rate to 0.003 on line 2.',
    });
  });
});

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { applyEdits, grammarOf, type RateSite, type ScriptLanguage } from '../../../../src/script';
import { parser, shape, shapes } from '../parser';

function rates(text: string): Pick<RateSite, 'kind' | 'optimizer' | 'value'>[] {
  return parser
    .findSites(text, 'typescript')
    .rates.map(({ kind, optimizer, value }) => ({ kind, optimizer, value }));
}

const tf = "import * as tf from '@tensorflow/tfjs';\n";

describe('rate sites', () => {
  test.each([
    ['literal.js', 'literal', 'sgd', 0.01, '0.01'],
    ['default.js', 'default', 'adam', 0.001, 'tf.train.adam()'],
    ['default-undefined.js', 'default', 'adam', 0.001, 'undefined'],
    ['constant.js', 'constant', 'momentum', 0.01, '0.01'],
    ['constant-above-import.js', 'constant', 'adagrad', 0.005, '5 * 1e-3'],
    ['name.js', 'name', 'adam', 0.001, "'adam'"],
    ['name-variable.js', 'name', 'rmsprop', 0.001, "'rmsprop'"],
    ['name-variable-shared.js', 'name', 'sgd', 0.01, 'optimizer'],
    ['config-object.js', 'config', 'adam', 0.001, '1e-3'],
    ['class-field.js', 'config', 'sgd', 0.05, '0.05'],
    ['class.ts', 'config', 'adam', 0.05, '0.05'],
    ['parameter-default.js', 'config', 'adamax', 0.01, '0.01'],
    ['argument.js', 'argument', 'adam', null, 'args.learningRate'],
    ['search.js', 'search', 'sgd', null, 'learningRate'],
    ['elsewhere.js', 'elsewhere', 'sgd', null, 'learningRate'],
    ['destructured.js', 'default', 'adam', 0.001, 'train.adam()'],
    ['apply-gradients.js', 'literal', 'adam', 0.01, '1e-2'],
  ] as const)('%s is %s', (name, kind, optimizer, value, source) => {
    const { text, language } = shape(name);
    const [site] = parser.findSites(text, language).rates;
    expect(site).toMatchObject({ kind, optimizer, value });
    expect(text.slice(site?.start, site?.end)).toBe(source);
    expect(text.split('\n')[site?.line ?? -1]).toContain(source);
  });

  test('names every optimizer of a script', () => {
    expect(parser.findSites(shape('two-optimizers.js').text, 'javascript').rates.map((r) => r.value)).toEqual(
      [0.001, 0.004],
    );
    expect(rates(`${tf}const o = new tf.AdamOptimizer(0.02, 0.9, 0.999);`)).toEqual([
      { kind: 'literal', optimizer: 'adam', value: 0.02 },
    ]);
    expect(rates(`${tf}const { adam } = tf.train;\nconst o = adam(0.02);`)).toEqual([
      { kind: 'literal', optimizer: 'adam', value: 0.02 },
    ]);
  });

  test.each([
    ['an environment variable', 'tf.train.sgd(Number(process.env.LR))'],
    ['a parsed option', "const argv = require('yargs').argv;\ntf.train.sgd(argv.lr)"],
    ['an argparse result', 'const args = parser.parse_args();\ntf.train.sgd(args.lr)'],
    ['a destructured option', "const { lr } = require('minimist')(process.argv.slice(2));\ntf.train.sgd(lr)"],
  ])('%s is an argument', (_, code) => {
    expect(rates(tf + code)).toEqual([{ kind: 'argument', optimizer: 'sgd', value: null }]);
  });

  test.each([
    ['a list that forEach walks', '[0.1, 0.2].forEach((lr) => tf.train.sgd(lr))'],
    ['callers that differ', 'function f(lr) { tf.train.sgd(lr) }\nf(0.1);\nf(0.2);'],
  ])('%s is a search', (_, code) => {
    expect(rates(tf + code)).toEqual([{ kind: 'search', optimizer: 'sgd', value: null }]);
  });

  test.each([
    ['a static field', 'class Settings { static LR = 0.2; }\ntf.train.sgd(Settings.LR)', 0.2],
    ['a field with a type', 'class A { private lr: number = 0.2; o = () => tf.train.sgd(this.lr); }', 0.2],
    ['an assertion', 'const c = { lr: 0.2 } as const;\ntf.train.sgd(c.lr!)', 0.2],
    ['a function that returns settings', 'const get = () => ({ lr: 0.2 });\ntf.train.sgd(get().lr)', 0.2],
    ['a fallback', 'function f(o?: { lr?: number }) { tf.train.sgd(o?.lr ?? 0.2); }', 0.2],
    ['spread arguments', 'function f(a, lr) { tf.train.sgd(lr); }\nf(...xs, 0.3);', null],
  ])('%s is followed', (_, code, value) => {
    expect(rates(tf + code)).toMatchObject([{ optimizer: 'sgd', value }]);
  });

  test('what every object has is no optimizer', () => {
    const text = "import * as tf from '@tensorflow/tfjs';\nconsole.log(tf.train.toString());";
    expect(parser.findSites(text, 'javascript').rates).toEqual([]);
  });

  test('markup does not matter', () => {
    const text = `${tf}const V = () => <b title="x">{tf.train.sgd(0.1) && 1}</b>;\nmodel.fit(x, y, { epochs: 1 });`;
    for (const language of ['tsx', 'javascript'] as const) {
      const { rates, training } = parser.findSites(text, language);
      expect([rates.length, training.length]).toEqual([1, 1]);
    }
  });

  test('a rate that the only caller gives is found there', () => {
    expect(rates(`${tf}function build(lr: number) { return tf.train.sgd(lr); }\nbuild(0.3);`)).toEqual([
      { kind: 'config', optimizer: 'sgd', value: 0.3 },
    ]);
  });
});

describe('training sites', { timeout: 30_000 }, () => {
  test('of every kind', () => {
    const methods = shapes.flatMap(({ text, language }) =>
      parser.findSites(text, language).training.map((site) => site.method),
    );
    expect([...new Set(methods)].sort()).toEqual([
      'applyGradients',
      'fit',
      'fitDataset',
      'minimize',
      'trainOnBatch',
    ]);
  });

  test('comments and strings are none', () => {
    const { training, rates, isTrainingScript } = parser.findSites(
      `${tf}// model.fit(x, y, { epochs: 2 })\nconst s = "tf.train.sgd(0.1)";`,
      'javascript',
    );
    expect({ training, rates, isTrainingScript }).toEqual({
      training: [],
      rates: [],
      isTrainingScript: false,
    });
  });

  test('other libraries fit, too', () => {
    expect(parser.findSites('scaler.fit(x, y);\nwindow.minimize(1);', 'javascript').training).toEqual([]);
  });

  test('offsets count as the editor counts, after an emoji as well', () => {
    const text = `${tf}console.log('🚀 ümlaut');\nmodel.fit(xs, ys, { epochs: 1 });`;
    const [site] = parser.findSites(text, 'javascript').training;
    expect(text.slice(site?.start, site?.end)).toBe('model.fit(xs, ys, { epochs: 1 })');
    expect(site?.line).toBe(2);
  });

  test('broken code keeps its sites', () => {
    const text = `${tf}const o = tf.train.sgd(0.1);\nfunction ( {\nmodel.fit(xs, ys, { epochs: 1 });\nconst x = ;`;
    const sites = parser.findSites(text, 'javascript');
    expect(sites.training.map((site) => site.method)).toEqual(['fit']);
    expect(sites.rates.map((site) => site.value)).toEqual([0.1]);
  });
});

test.each(['mnist-mlp/train.js', 'mnist-convnet/train.ts'])('the example %s can be edited', (name) => {
  const text = readFileSync(path.join(import.meta.dirname, '../../../../examples', name), 'utf8');
  const language = grammarOf(name) as ScriptLanguage;
  expect(parser.findSites(text, language)).toMatchObject({
    training: [{ method: 'fit' }],
    rates: [{ value: 0.01 }],
  });
  const request = {
    what: 'schedule',
    policy: 'triangular',
    baseLR: 0.02,
    maxLR: 0.08,
    stepSize: 250,
  } as const;
  const plan = parser.planInsertion(text, language, request);
  if (!plan.ok) throw new Error(plan.reason);
  const { schedule } = parser.findSites(applyEdits(text, plan.edits), language);
  expect(schedule).toMatchObject({ policy: 'triangular', baseLR: 0.02, maxLR: 0.08, stepSize: 250 });
});

test.each([
  ['train.js', 'javascript'],
  ['a.b.MJS', 'javascript'],
  ['x.cts', 'typescript'],
  ['view.tsx', 'tsx'],
  ['train.py', 'python'],
  ['Makefile', null],
])('the language of %s is %s', (name, language) => {
  expect(grammarOf(name)).toBe(language);
});

test('two functions may call their optimizers alike: each keeps to its own', () => {
  const part = (rate: number) => `(() => {
  const optimizer = tf.train.adam(${rate});
  for (;;) optimizer.minimize(loss);
})();
`;
  const text = tf + part(0.1) + part(0.2);
  const request = {
    what: 'schedule',
    policy: 'triangular',
    baseLR: 0.02,
    maxLR: 0.08,
    stepSize: 250,
  } as const;
  const plan = parser.planInsertion(text, 'typescript', request, text.indexOf('0.2'));
  if (!plan.ok) throw new Error(plan.reason);
  const edited = applyEdits(text, plan.edits);
  expect(edited).toContain(part(0.1));
  expect(edited.match(/setLearningRate\(optimizer, triangular/g)).toHaveLength(1);
});

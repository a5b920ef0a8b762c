// Scripts that a machine wrote: deeper than a stack, and still read and edited.
import { describe, expect, it } from 'vitest';
import type { InsertRequest, ScriptLanguage } from '../../../src/script';
import { parser } from './parser';

const DEPTH = 10_000;
const request: InsertRequest = {
  what: 'schedule',
  policy: 'triangular',
  baseLR: 0.1,
  maxLR: 0.4,
  stepSize: 100,
};

const terms = (term: string, operator: string) => Array(DEPTH).fill(term).join(operator);
const nested = (open: string, inner: string, close: string) =>
  open.repeat(DEPTH) + inner + close.repeat(DEPTH);
const each = (count: number, text: (i: number) => string) => Array.from({ length: count }, (_, i) => text(i));

const HEAD = "import * as tf from '@tensorflow/tfjs';\n";
const FIT = '\nmodel.fit(x, y, { epochs: 2 });\n';
const STEP = '\noptimizer.step()\n';

const javascript: [string, string, number?][] = [
  ['a sum', `${HEAD}const sum = ${terms('a', ' + ')};${FIT}`],
  ['a sum as a rate', `${HEAD}const o = tf.train.sgd(${terms('1', ' + ')}); o.minimize(f);`],
  ['a rate by many names', `${HEAD}const o = tf.train.sgd(${terms('a', ' ?? ')}); o.minimize(f);`],
  ['members', `${HEAD}const o = tf.train.sgd(a${'.b'.repeat(DEPTH)}); o.minimize(f);`],
  ['lists and calls', `${HEAD}const a = ${nested('[', '', ']')};\nb = ${nested('f(', '', ')')};${FIT}`],
  ['parentheses', `${HEAD}const o = tf.train.sgd(${nested('(', '0.1', ')')}); o.minimize(f);`],
  ['blocks', `${HEAD}${nested('if (a) {\nconst x = 1;\n', 'o.minimize(f);', '}')}`],
  ['functions', `${HEAD}${nested('x(() => { const y = 1;\n', 'o.minimize(f);', '})')}`],
  [
    'branches',
    `${HEAD}if (a) b();\n${each(5000, (i) => `else if (a === ${i}) model.fit(x, y);`).join('\n')}`,
    5000,
  ],
  ['promises', `${HEAD}p${each(5000, () => `.then((r) => model.fit(x, y))`).join('\n')};`, 5000],
  ['patterns', `${HEAD}const ${nested('{ a: ', 'b', ' }')} = c;${FIT}`],
];

const python: [string, string, number?][] = [
  ['a sum', `import torch\noptimizer = torch.optim.SGD(p, lr=${terms('1', ' + ')})${STEP}`],
  ['signs', `import torch\noptimizer = torch.optim.SGD(p, lr=${'-'.repeat(DEPTH)}1)${STEP}`],
  [
    'lists, calls and parentheses',
    `import torch\na = ${nested('[', '', ']')}\nb = ${nested('f(', '', ')')}\noptimizer = torch.optim.SGD(p, lr=${nested('(', '1', ')')})${STEP}`,
  ],
  ['attributes', `import torch\noptimizer = torch.optim.SGD(p, lr=a${'.b'.repeat(DEPTH)})${STEP}`],
  [
    'attributes of a module',
    `import torch\na = torch${'.b'.repeat(DEPTH)}(p)\noptimizer = torch.optim.SGD(p)${STEP}`,
  ],
  ['assignments', `import torch\n${'a = '.repeat(DEPTH)}1\noptimizer = torch.optim.SGD(p, lr=0.1)${STEP}`],
  ['patterns', `import torch\n${nested('(', 'a', ',)')} = b\noptimizer = torch.optim.SGD(p, lr=0.1)${STEP}`],
  [
    'branches',
    `import torch\noptimizer = torch.optim.SGD(p, lr=0.1)\nif a: pass\n${each(5000, (i) => `elif a == ${i}: optimizer.step()`).join('\n')}\n`,
    5000,
  ],
];

describe.each<[ScriptLanguage, [string, string, number?][]]>([
  ['javascript', javascript],
  ['typescript', javascript],
  ['python', python],
])('in %s', (language, scripts) => {
  it.each(scripts)('%s: the training is found', (_, text, trainings = 1) => {
    const { training, isTrainingScript } = parser.findSites(text, language);
    expect(isTrainingScript).toBe(true);
    expect(training.length).toBeGreaterThanOrEqual(trainings);
  });
});

describe('an edit', () => {
  it.each([
    ['javascript', javascript[1]?.[1] ?? ''],
    ['typescript', javascript[3]?.[1] ?? ''],
    ['python', python[0]?.[1] ?? ''],
    ['python', python[2]?.[1] ?? ''],
  ] as [ScriptLanguage, string][])('can be made in such a script: %s', (language, text) => {
    expect(parser.planInsertion(text, language, request)).toMatchObject({ ok: true });
  });
});

it('the lines of what is found are counted over all of them', () => {
  const text = `${HEAD}${'\n'.repeat(50_000)}/* é 学 */ model.fit(x, y, { epochs: 2 });`;
  expect(parser.findSites(text, 'javascript').training).toMatchObject([{ line: 50_001 }]);
});

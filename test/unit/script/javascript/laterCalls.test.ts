import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyEdits, type InsertRequest, type ScriptLanguage } from '../../../../src/script';
import { parser, shape } from '../parser';
import { programs } from './programs';

const schedule: InsertRequest = {
  what: 'schedule',
  policy: 'triangular',
  baseLR: 0.001,
  maxLR: 0.01,
  stepSize: 100,
};

function insert(text: string, request = schedule, language: ScriptLanguage = 'javascript'): string {
  const plan = parser.planInsertion(text, language, request);
  if (!plan.ok) throw new Error(plan.reason);
  return applyEdits(text, plan.edits);
}

const FIRST = 'await m.fit(x, y);';
const LATER = 'await m.fit(x, y, { epochs: 3 });';

/** A script that trains by these lines. */
function script(...training: string[]): string {
  return `const tf = require('@tensorflow/tfjs');

async function main() {
  const m = build();
  m.compile({ optimizer: tf.train.sgd(0.01), loss: 'meanSquaredError' });
${training.map((line) => `  ${line}`).join('\n')}
}

main();
`;
}

/** Adds a line of training to a script as above. */
function add(text: string, line: string): string {
  return text.replace('\n}\n\nmain();', `\n  ${line}\n}\n\nmain();`);
}

describe('a training call that was added after the schedule', () => {
  test.each(['javascript', 'typescript'] as const)(
    'goes on counting, as if both had been there, in %s',
    (language) => {
      const text = insert(add(insert(script(FIRST), schedule, language), LATER), schedule, language);
      expect(text).toBe(insert(script(FIRST, LATER), schedule, language));
      expect(text).toContain('callbacks: cyclicalLR });');
    },
  );

  test('is given the callback that already has a name', () => {
    const added = add(insert(script(FIRST, LATER)), FIRST);
    expect(insert(added)).toBe(insert(script(FIRST, LATER, FIRST)));
  });

  test('in a loop counts with the counter that it can see', () => {
    const loop = '\nfor (;;) optimizer.minimize(loss);\n';
    const { text } = shape('minimize.js');
    expect(insert(insert(text) + loop)).toBe(insert(text + loop));
  });

  test('is said, and a further insertion changes nothing', () => {
    const added = add(insert(script(FIRST)), LATER);
    const line = added.split('\n').findIndex((text) => text.includes(LATER)) + 1;
    const plan = parser.planInsertion(added, 'javascript', schedule);
    expect(plan).toMatchObject({
      ok: true,
      summary: `Updated the schedule. It holds for the training on line ${line} as well now.`,
    });
    expect(insert(insert(added))).toBe(insert(added));
  });

  test('gets the other policy too, where that is changed at the same time', () => {
    const cosine: InsertRequest = { ...schedule, policy: 'cosine-restarts' };
    expect(insert(add(insert(script(FIRST)), LATER), cosine)).toBe(insert(script(FIRST, LATER), cosine));
  });

  test('of another way of training brings what it needs', () => {
    const text = insert(add(insert(script(FIRST)), 'await m.trainOnBatch(x, y);'));
    expect(text).toContain(
      'setLearningRate(m.optimizer, triangular(lrStep++, BASE_LR, MAX_LR, STEP_SIZE));\n  await m.trainOnBatch',
    );
    expect(text.match(/let lrStep = 0;/g)).toHaveLength(1);
    expect(insert(text)).toBe(text);

    const fit = insert(add(insert(script('await m.trainOnBatch(x, y);')), FIRST));
    expect(fit).toContain('class CyclicalLR extends tf.Callback {');
    expect(insert(fit)).toBe(fit);
  });
});

describe('a call is left alone', () => {
  test('whose options hold the callback by name', () => {
    const made = 'new CyclicalLR((step) => triangular(step, BASE_LR, MAX_LR, STEP_SIZE))';
    const once = insert(script(FIRST));
    const text = once.replace(
      `await m.fit(x, y, { callbacks: ${made} });`,
      `const options = { callbacks: ${made} };\n  await m.fit(x, y, options);`,
    );
    expect(text).not.toBe(once);
    expect(insert(text)).toBe(text);
  });

  test('above whose loop the rate is set', () => {
    const line = 'setLearningRate(optimizer, triangular(step++, BASE_LR, MAX_LR, STEP_SIZE));\n';
    const once = insert(shape('minimize.js').text);
    const text = once.replace(`    ${line}`, '').replace('  for (let batch', `  ${line}  for (let batch`);
    expect(text).not.toBe(once);
    expect(insert(text)).toBe(text);
  });
});

test('for random programs, twice the training gets twice the schedule, and only once', () => {
  const training = /^.*\b(model\.(fit|fitDataset|trainOnBatch)|opt\.(minimize|applyGradients))\(/m;
  fc.assert(
    fc.property(programs, ({ text, language }) => {
      const plan = parser.planInsertion(text, language, schedule);
      const method = training.exec(text)?.[1];
      if (!plan.ok || !method) return;
      const added = applyEdits(text, plan.edits).replace(
        /^(\s*)\}(\s+main\(\))/m,
        (_, lead: string, end: string) => {
          const args = method.endsWith('fit')
            ? 'xs, ys'
            : method.endsWith('minimize')
              ? '() => loss()'
              : 'xs, ys';
          return `${lead}  ${method}(${args});${lead}}${end}`;
        },
      );
      const more = parser.planInsertion(added, language, schedule);
      if (!more.ok) throw new Error(more.reason);
      const after = applyEdits(added, more.edits);
      expect(more.edits.length).toBeGreaterThan(0);
      expect(
        after.match(/(class CyclicalLR|function setLearningRate|function triangular)\b/g)?.length,
      ).toBeLessThan(4);
      const again = parser.planInsertion(after, language, schedule);
      expect(again.ok && again.edits).toEqual([]);
    }),
    { numRuns: 100 },
  );
});

import { describe, expect, test } from 'vitest';
import { applyEdits, type InsertRequest } from '../../../../src/script';
import { POLICY_KINDS } from '../../../../src/tuning';
import { parser, shape, shapes } from '../parser';

const bounds = { baseLR: 0.001, maxLR: 0.01 };
const schedule = { what: 'schedule', policy: 'triangular', ...bounds, stepSize: 100 } as const;
const constants = { what: 'constants', ...bounds } as const;

function insert(name: string, requests: InsertRequest[], hint?: number): string {
  const { language } = shape(name);
  return requests.reduce((text, request) => {
    const plan = parser.planInsertion(text, language, request, hint);
    if (!plan.ok) throw new Error(plan.reason);
    return applyEdits(text, plan.edits);
  }, shape(name).text);
}

/** Where the form that was needed for the schedule stays: wrapped callbacks, spread options, blocks, imports. */
const keepsForm =
  /^(callbacks-|fit-options|own-schedule|class\.ts|name\.ts|constant\.ts|destructured|type-only|without-import|minimize-(arrow|without)|no-semicolons-loop|train-on-batch\.ts|optimizer-subclass)/;

describe('one insertion after another', { timeout: 30_000 }, () => {
  test('new bounds change the numbers and nothing else', () => {
    const before = insert('constant.js', [schedule]);
    const plan = parser.planInsertion(before, 'javascript', { ...schedule, maxLR: 0.0234, stepSize: 77 });
    expect(plan).toMatchObject({ ok: true, summary: 'Updated the schedule.' });
    if (!plan.ok) return;
    expect(plan.edits.map((edit) => edit.text)).toEqual(['0.0234', '77']);
  });

  test('the same bounds change nothing, and say so', () => {
    const before = insert('name.js', [schedule]);
    expect(parser.planInsertion(before, 'javascript', schedule)).toMatchObject({
      ok: true,
      edits: [],
      summary: 'The code already holds these rates.',
    });
  });

  test('names and numbers that were changed by hand are respected', () => {
    const before = insert('literal.js', [schedule])
      .replaceAll('BASE_LR', 'LOW')
      .replaceAll('MAX_LR', 'HIGH')
      .replaceAll('CyclicalLR', 'Cycle');
    expect(parser.findSites(before, 'javascript').schedule).toMatchObject({ ...bounds, stepSize: 100 });
    const plan = parser.planInsertion(before, 'javascript', { ...schedule, baseLR: 0.002 });
    if (!plan.ok) throw new Error(plan.reason);
    expect(plan.edits.map((edit) => edit.text)).toEqual(['0.002']);
  });

  test('constants, then the schedule: the constants are used', () => {
    const text = insert('literal.js', [constants, schedule]);
    expect(text).toBe(insert('literal.js', [schedule]));
  });

  test('the schedule, then constants: the schedule stays', () => {
    const text = insert('literal.js', [schedule, { ...constants, maxLR: 0.02 }]);
    expect(text).toBe(insert('literal.js', [{ ...schedule, maxLR: 0.02 }]));
  });

  test.each(
    shapes.map(({ name }) => name).filter((name) => !/^(search|elsewhere|argument|late|policy)/.test(name)),
  )('a fixed rate after a schedule in %s leaves no trace of it', (name) => {
    const text = insert(name, [schedule, { what: 'fixed', lr: 0.003 }]);
    expect(text).not.toMatch(/BASE_LR|MAX_LR|STEP_SIZE|CyclicalLR|cyclicalLR|triangular|setLearningRate/);
    expect(text).not.toMatch(/\n\s*\n\s*\n/);
    expect(text).toContain('0.003');
    const bare = (code: string) => code.replace(/[\s,]/g, '');
    if (!keepsForm.test(name)) expect(bare(text)).toBe(bare(insert(name, [{ what: 'fixed', lr: 0.003 }])));
  });

  test('another policy takes the place of the first, and back again', () => {
    const first = insert('fit-in-loop.js', [schedule]);
    for (const policy of POLICY_KINDS.filter((kind) => kind !== 'triangular')) {
      const other = { ...schedule, policy, totalSteps: 500 };
      expect(insert('fit-in-loop.js', [schedule, other])).toBe(insert('fit-in-loop.js', [other]));
      expect(insert('fit-in-loop.js', [schedule, other, schedule])).toBe(first);
    }
  });
});

test('two phases get bounds of their own and share the code', () => {
  const first = insert('two-phases.js', [schedule]);
  const plan = parser.planInsertion(
    first,
    'javascript',
    { ...schedule, maxLR: 0.05 },
    first.indexOf('0.0001'),
  );
  if (!plan.ok) throw new Error(plan.reason);
  const both = applyEdits(first, plan.edits);
  expect(both).toContain('const MAX_LR_2 = 0.05;');
  expect(both).toContain('tf.train.adam(BASE_LR_2)');
  expect(both).toContain('triangular(step, BASE_LR_2, MAX_LR_2, STEP_SIZE_2)');
  expect(both.match(/class CyclicalLR|function setLearningRate|function triangular/g)).toHaveLength(3);

  const fixed = parser.planInsertion(
    both,
    'javascript',
    { what: 'fixed', lr: 0.0001 },
    both.indexOf('BASE_LR_2'),
  );
  if (!fixed.ok) throw new Error(fixed.reason);
  const after = applyEdits(both, fixed.edits);
  expect(after).not.toMatch(/_2\b/);
  expect(after).toContain('tf.train.adam(0.0001)');
  expect(after).toContain(
    'callbacks: new CyclicalLR((step) => triangular(step, BASE_LR, MAX_LR, STEP_SIZE))',
  );
});

import { describe, expect, test } from 'vitest';
import { applyEdits, type InsertRequest } from '../../../../src/script';
import { type Schedule, scheduleRate } from '../../../../src/tuning';
import { parser, shape, shapes } from '../../../unit/script/parser';
import { ratesUsedBy } from './runScript';

const bounds = { baseLR: 0.002, maxLR: 0.008, stepSize: 3 };
const triangular: InsertRequest = { what: 'schedule', policy: 'triangular', ...bounds };

/** Scripts that are refused have a test of their own. */
const refused = ['search.js', 'elsewhere.js'];
/** How many optimizers get the schedule, where it is more than one. */
const schedules: Record<string, number> = { 'folds.js': 2, 'shared-constant.js': 2 };

function edit(name: string, request: InsertRequest, hint?: number): string {
  const { text, language } = shape(name);
  const plan = parser.planInsertion(text, language, request, hint);
  if (!plan.ok) throw new Error(plan.reason);
  return applyEdits(text, plan.edits);
}

/** Optimizers keep rates in single precision where they cache them. */
function expectRates(used: readonly number[], schedule: Schedule): void {
  expect(used.length).toBeGreaterThanOrEqual(4);
  used.forEach((rate, step) => {
    const wanted = scheduleRate(schedule, step);
    expect(Math.abs(rate - wanted) / wanted, `update ${step}`).toBeLessThan(1e-6);
  });
}

describe('an edited script really uses the schedule', () => {
  const runnable = shapes.map(({ name }) => name).filter((name) => !refused.includes(name));

  test.concurrent.each(runnable)('%s', async (name) => {
    const lists = await ratesUsedBy(name, edit(name, triangular));
    const scheduled = lists.filter((used) => Math.abs((used[0] ?? 0) - bounds.baseLR) < 1e-9);
    expect(scheduled.length).toBe(schedules[name] ?? 1);
    for (const used of scheduled) expectRates(used, { kind: 'triangular', ...bounds });
  });
});

describe('every policy', () => {
  const totalSteps = 12;
  const policies: [InsertRequest & { what: 'schedule' }, Schedule][] = [
    [
      { what: 'schedule', policy: 'triangular2', ...bounds },
      { kind: 'triangular2', ...bounds },
    ],
    [
      { what: 'schedule', policy: 'exp-range', ...bounds, totalSteps },
      { kind: 'exp-range', ...bounds, gamma: 0.1 ** (1 / totalSteps) },
    ],
    [
      { what: 'schedule', policy: 'one-cycle', ...bounds, totalSteps },
      { kind: 'one-cycle', maxLR: 0.008, totalSteps, warmUpShare: 0.3, startDivisor: 4, endDivisor: 1e4 },
    ],
    [
      { what: 'schedule', policy: 'cosine-restarts', ...bounds },
      { kind: 'cosine-restarts', minLR: 0.002, maxLR: 0.008, period: 6, periodFactor: 1 },
    ],
  ];

  test.concurrent.each(policies)('$policy', async (request, schedule) => {
    const [used = []] = await ratesUsedBy('minimize.js', edit('minimize.js', request));
    expect(used).toHaveLength(12);
    expectRates(used, schedule);
  });
});

describe('each of two optimizers', () => {
  test('only the phase that was asked for gets the schedule', async () => {
    const hint = shape('two-phases.js').text.indexOf('0.0001');
    const lists = await ratesUsedBy('two-phases.js', edit('two-phases.js', triangular, hint));
    expect(lists[0]).toEqual(new Array(8).fill(0.01));
    expectRates(lists[1] ?? [], { kind: 'triangular', ...bounds });
  });

  test('both can have bounds of their own', async () => {
    const { text, language } = shape('two-optimizers.js');
    const first = edit('two-optimizers.js', triangular, text.indexOf('0.004'));
    const plan = parser.planInsertion(
      first,
      language,
      { what: 'schedule', policy: 'triangular', baseLR: 0.1, maxLR: 0.4, stepSize: 2 },
      first.indexOf('0.001)'),
    );
    if (!plan.ok) throw new Error(plan.reason);
    const lists = await ratesUsedBy('two-optimizers.js', applyEdits(first, plan.edits));
    expectRates(lists[0] ?? [], { kind: 'triangular', ...bounds });
    expectRates(lists[1] ?? [], { kind: 'triangular', baseLR: 0.1, maxLR: 0.4, stepSize: 2 });
  });
});

test("a schedule in place of the script's own is the only one that is used", async () => {
  // As the last callback before each step, it would have the last word.
  const text = shape('own-schedule.js')
    .text.replace('tf.train.sgd', 'tf.train.adam')
    .replace('onEpochEnd: async (epoch)', 'onBatchBegin: async (epoch)');
  const plans = [
    parser.planInsertion(text, 'javascript', triangular),
    parser.planReplacement(text, 'javascript', triangular),
  ];
  const edited = plans.map((plan) => applyEdits(text, plan.ok ? plan.edits : []));
  const [fought, replaced] = await Promise.all(edited.map((code) => ratesUsedBy('own-schedule.js', code)));
  expect(fought?.[0]?.slice(0, 4)).toEqual([0.1, 0.1 / 2, 0.1 / 3, 0.1 / 4]);
  expectRates(replaced?.[0] ?? [], { kind: 'triangular', ...bounds });
});

test('a training that was added after the schedule goes on with it where the first one stopped', async () => {
  const later = 'await model.fit(xs, ys, { epochs: 2, batchSize: 8, verbose: 0 });';
  const added = edit('literal.js', triangular).replace('\n}\n\nmain();', `\n  ${later}\n}\n\nmain();`);
  const plan = parser.planInsertion(added, 'javascript', triangular);
  if (!plan.ok) throw new Error(plan.reason);
  const [used = []] = await ratesUsedBy('literal.js', applyEdits(added, plan.edits));
  expect(used).toHaveLength(16);
  expectRates(used, { kind: 'triangular', ...bounds });
});

test('a fixed rate after a schedule is the only one used', async () => {
  const { language } = shape('callbacks-array.js');
  const scheduled = edit('callbacks-array.js', triangular);
  const plan = parser.planInsertion(scheduled, language, { what: 'fixed', lr: 0.003 });
  if (!plan.ok) throw new Error(plan.reason);
  const lists = await ratesUsedBy('callbacks-array.js', applyEdits(scheduled, plan.edits));
  expect(lists).toEqual([new Array(12).fill(0.003)]);
});

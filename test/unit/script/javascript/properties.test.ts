import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyEdits, type InsertRequest, type TextEdit } from '../../../../src/script';
import { POLICY_KINDS } from '../../../../src/tuning';
import { parser } from '../parser';
import { type Program, programs } from './programs';

const rate = fc.double({ min: 1e-7, max: 20, noNaN: true });
const steps = fc.integer({ min: 1, max: 100_000 });
const requests: fc.Arbitrary<InsertRequest> = fc.oneof(
  fc.record({
    what: fc.constant('schedule' as const),
    policy: fc.constantFrom(...POLICY_KINDS),
    baseLR: rate,
    maxLR: rate,
    stepSize: steps,
    totalSteps: steps,
  }),
  fc.record({ what: fc.constant('constants' as const), baseLR: rate, maxLR: rate }),
  fc.record({ what: fc.constant('fixed' as const), lr: rate }),
);

/** The edited text, or the text as it was where the insertion is refused. */
function insert({ text, language }: Program, request: InsertRequest): string {
  const plan = parser.planInsertion(text, language, request);
  return plan.ok ? applyEdits(text, plan.edits) : text;
}

/** What an editor's undo does. */
function undo(before: string, edits: readonly TextEdit[], after: string): string {
  let shift = 0;
  const inverse = edits.map(({ start, end, text }) => {
    const at = start + shift;
    shift += text.length - (end - start);
    return { start: at, end: at + text.length, text: before.slice(start, end) };
  });
  return applyEdits(after, inverse);
}

describe('programs that once failed', () => {
  const request: InsertRequest = {
    what: 'schedule',
    policy: 'one-cycle',
    baseLR: 1e-7,
    maxLR: 1e-3,
    stepSize: 41714,
    totalSteps: 73216,
  };

  test('code that reads otherwise after an edit is left alone, and the user told why', () => {
    const text = [
      'import { sequential, layers } from "@tensorflow/tfjs";',
      'import * as tf from "../tf";',
      '',
      'const lr = +process.argv[2];',
      'async function main() {',
      '  model.compile({ optimizer: tf.train.adagrad(lr), l  batches.forEach((b) => model.trainOnBatch(xs, ys));',
      '}',
      '',
      'main();',
      '',
    ].join('\r\n');
    const plan = parser.planInsertion(text, 'typescript', request);
    expect(plan).toMatchObject({ ok: false, reason: expect.stringContaining('syntax error') as unknown });
  });

  test('a fit without known options is one where another fit tells that the script trains', () => {
    const text = [
      "model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' })",
      'model.fitDataset(first, { steps: 8 })',
      'model.fitDataset(second, { epochs: 3 })',
      '',
    ].join('\n');
    const once = insert({ text, language: 'javascript' }, request);
    expect(once.match(/callbacks: cyclicalLR/g)).toHaveLength(2);
    expect(insert({ text: once, language: 'javascript' }, request)).toBe(once);
  });
});

describe('for random programs', { timeout: 120_000 }, () => {
  test('inserting twice equals inserting once', () => {
    fc.assert(
      fc.property(programs, requests, (program, request) => {
        const once = insert(program, request);
        expect(insert({ ...program, text: once }, request)).toBe(once);
      }),
      { numRuns: 150 },
    );
  });

  test('a later insertion never stacks: schedule and constants stand once', () => {
    fc.assert(
      fc.property(programs, requests, requests, (program, first, second) => {
        const text = insert({ ...program, text: insert(program, first) }, second);
        for (const once of [/class CyclicalLR/g, /const BASE_LR\b/g, /function setLearningRate/g]) {
          expect(text.match(once)?.length ?? 0).toBeLessThanOrEqual(1);
        }
        expect(text).not.toMatch(/BASE_LR_2|CyclicalLR2|triangularLR/);
      }),
      { numRuns: 100 },
    );
  });

  test('undo restores every character', () => {
    fc.assert(
      fc.property(programs, requests, (program, request) => {
        const plan = parser.planInsertion(program.text, program.language, request);
        if (!plan.ok) return;
        const after = applyEdits(program.text, plan.edits);
        expect(undo(program.text, plan.edits, after)).toBe(program.text);
        for (const [index, edit] of plan.edits.entries()) {
          expect(edit.start).toBeGreaterThanOrEqual(plan.edits[index - 1]?.end ?? 0);
          expect(edit.end).toBeGreaterThanOrEqual(edit.start);
        }
      }),
      { numRuns: 100 },
    );
  });

  test('what is written is found again', () => {
    fc.assert(
      fc.property(programs, requests, (program, request) => {
        if (request.what === 'fixed') return;
        const plan = parser.planInsertion(program.text, program.language, request);
        if (!plan.ok) return;
        const { schedule } = parser.findSites(applyEdits(program.text, plan.edits), program.language);
        expect(schedule?.baseLR).toBe(Number(request.baseLR.toPrecision(12)));
        expect(schedule?.maxLR).toBe(Number(request.maxLR.toPrecision(12)));
        expect(schedule?.policy).toBe(request.what === 'schedule' ? request.policy : null);
      }),
      { numRuns: 100 },
    );
  });

  test('line ends stay as they are', () => {
    fc.assert(
      fc.property(programs, requests, (program, request) => {
        const text = insert(program, request);
        if (program.text.includes('\r\n')) expect(text.replaceAll('\r\n', '')).not.toContain('\n');
        else expect(text).not.toContain('\r');
      }),
      { numRuns: 100 },
    );
  });

  test('a fixed rate takes a schedule out without a trace', () => {
    fc.assert(
      fc.property(programs, requests, rate, (program, request, lr) => {
        const direct = parser.planInsertion(program.text, program.language, { what: 'fixed', lr });
        if (!direct.ok) return;
        const text = insert({ ...program, text: insert(program, request) }, { what: 'fixed', lr });
        expect(text).not.toMatch(
          /BASE_LR|MAX_LR|STEP_SIZE|TOTAL_STEPS|PERIOD|CyclicalLR|setLearningRate|cyclicalLR|let (s|lrS)tep/,
        );
      }),
      { numRuns: 100 },
    );
  });

  test('broken and half-typed programs are survived', () => {
    fc.assert(
      fc.property(programs, requests, fc.nat(), fc.nat(60), (program, request, at, length) => {
        const start = at % program.text.length;
        const text = program.text.slice(0, start) + program.text.slice(start + length);
        parser.findSites(text, program.language);
        const once = insert({ ...program, text }, request);
        expect(insert({ ...program, text: once }, request)).toBe(once);
      }),
      { numRuns: 150 },
    );
  });
});

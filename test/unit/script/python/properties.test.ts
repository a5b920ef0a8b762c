import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { applyEdits, type InsertRequest } from '../../../../src/script';
import { POLICY_KINDS } from '../../../../src/tuning';
import { parse, plan, replacement, sites } from './parser';
import { programs } from './programs';

const rate = fc.double({ min: 1e-7, max: 20, noNaN: true });
const steps = fc.integer({ min: 1, max: 100_000 });
const schedules = fc.record({
  what: fc.constant('schedule' as const),
  policy: fc.constantFrom(...POLICY_KINDS),
  baseLR: rate,
  maxLR: rate,
  stepSize: steps,
  totalSteps: steps,
});
const requests: fc.Arbitrary<InsertRequest> = fc.oneof(
  schedules,
  fc.record({ what: fc.constant('constants' as const), baseLR: rate, maxLR: rate }),
  fc.record({ what: fc.constant('fixed' as const), lr: rate }),
);

/** The edited text, or the text as it was where the insertion is refused. */
function insert(text: string, request: InsertRequest): string {
  const planned = plan(text, request);
  return planned.ok ? applyEdits(text, planned.edits) : text;
}

describe('for random programs', { timeout: 180_000 }, () => {
  test('every program is edited', () => {
    fc.assert(
      fc.property(programs, requests, (text, request) => {
        const planned = plan(text, request);
        expect(planned.ok ? '' : `${planned.reason}\n${text}`).toBe('');
      }),
      { numRuns: 100 },
    );
  });

  test('inserting twice equals inserting once', () => {
    fc.assert(
      fc.property(programs, requests, (text, request) => {
        const once = insert(text, request);
        expect(insert(once, request)).toBe(once);
        expect(parse(once).errors).toBe(parse(text).errors);
      }),
      { numRuns: 100 },
    );
  });

  test('a later insertion never stacks, and is found again', () => {
    fc.assert(
      fc.property(programs, requests, schedules, (text, first, second) => {
        const between = insert(text, first);
        const result = insert(between, second);
        for (const once of [/^BASE_LR =/gm, /cycle_momentum|T_0=/g]) {
          expect(result.match(once)).toHaveLength(1);
        }
        expect(result).not.toMatch(/BASE_LR_2|scheduler_3/);
        expect(sites(result).schedule).toMatchObject({
          policy: second.policy,
          baseLR: Number(second.baseLR.toPrecision(12)),
          maxLR: Number(second.maxLR.toPrecision(12)),
        });
      }),
      { numRuns: 100 },
    );
  });

  test('with other bounds only the numbers change', () => {
    fc.assert(
      fc.property(programs, schedules, rate, (text, first, maxLR) => {
        const numbers = /\d[\d_.e-]*/g;
        const one = insert(text, first);
        expect(insert(one, { ...first, maxLR }).replace(numbers, '0')).toBe(one.replace(numbers, '0'));
      }),
      { numRuns: 60 },
    );
  });

  test('line ends stay as they are', () => {
    fc.assert(
      fc.property(programs, requests, (text, request) => {
        const result = insert(text, request);
        if (text.includes('\r\n')) expect(result.replaceAll('\r\n', '')).not.toContain('\n');
        else expect(result).not.toContain('\r');
        expect(result.endsWith('\n')).toBe(text.endsWith('\n'));
      }),
      { numRuns: 60 },
    );
  });

  test('a fixed rate takes a schedule out without a trace', () => {
    fc.assert(
      fc.property(programs, schedules, rate, (text, request, lr) => {
        fc.pre(request.policy !== 'cosine-restarts');
        const direct = insert(text, { what: 'fixed', lr });
        const around = insert(insert(text, request), { what: 'fixed', lr });
        const plain = (code: string): string =>
          code
            .replace(/^\s*\n/gm, '')
            .replace(/:\s+/g, ': ')
            .trim();
        // A block that was opened up for its second line stays open.
        if (!/if ready:|;/.test(text)) expect(plain(around)).toBe(plain(direct));
        expect(around).not.toMatch(/BASE_LR|MAX_LR|STEP_SIZE|TOTAL_STEPS|CyclicLR|OneCycleLR/);
      }),
      { numRuns: 100 },
    );
  });

  test("the script's own schedule goes and ours comes", () => {
    fc.assert(
      fc.property(programs, schedules, (text, request) => {
        const planned = replacement(text, request);
        if (!planned.ok) throw new Error(`${planned.reason}\n${text}`);
        const result = applyEdits(text, planned.edits);
        expect(sites(result).ownSchedules).toEqual([]);
        expect(result).not.toMatch(/StepLR|CosineAnnealingLR/);
        expect(parse(result).errors).toBe(0);
      }),
      { numRuns: 100 },
    );
  });

  test('broken and half-typed programs are survived, and are no worse afterwards', () => {
    fc.assert(
      fc.property(programs, requests, fc.nat(), fc.nat(60), (program, request, at, length) => {
        const start = at % program.length;
        const text = program.slice(0, start) + program.slice(start + length);
        sites(text);
        const once = insert(text, request);
        expect(parse(once).errors).toBeLessThanOrEqual(parse(text).errors);
        expect(insert(once, request)).toBe(once);
        const replaced = replacement(text, request);
        if (replaced.ok) {
          const result = applyEdits(text, replaced.edits);
          expect(parse(result).errors).toBeLessThanOrEqual(parse(text).errors);
        }
      }),
      { numRuns: 200 },
    );
  });
});

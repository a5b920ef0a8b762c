import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Schedule, scheduleRate } from '../../../../src/tuning';

/** A Python that has torch. */
const python = process.env.LR_TUNER_TEST_PYTHON;
const folder = path.join(import.meta.dirname, '../../../fixtures/shapes/python/expected');
const names = readdirSync(folder)
  .filter((name) => name.endsWith('.py'))
  .sort();

const run = promisify(execFile);

interface Ran {
  script: string;
  error: string | null;
  /** Of each update of each optimizer, those of its groups. */
  rates: number[][][];
}

const bounds = { baseLR: 0.00151, maxLR: 0.0061, stepSize: 4 };

/** What the scripts were given, by the ending of their names. */
function scheduleOf(name: string): Schedule {
  const variant = /-(triangular2|exp-range|one-cycle|cosine-restarts|fixed)\.py$/.exec(name)?.[1] ?? '';
  switch (variant) {
    case 'fixed':
      return { kind: 'fixed', lr: 0.0042 };
    case 'triangular2':
      return { kind: 'triangular2', ...bounds };
    case 'exp-range':
      return { kind: 'exp-range', ...bounds, gamma: 0.1 ** (1 / 32) };
    case 'one-cycle': {
      const divisors = { startDivisor: bounds.maxLR / bounds.baseLR, endDivisor: 1e4 };
      return { kind: 'one-cycle', maxLR: bounds.maxLR, totalSteps: 8, warmUpShare: 0.3, ...divisors };
    }
    case 'cosine-restarts':
      return { kind: variant, minLR: bounds.baseLR, maxLR: bounds.maxLR, period: 8, periodFactor: 1 };
    default:
      return { kind: 'triangular', ...bounds };
  }
}

describe.skipIf(!python)('the edited scripts', () => {
  const ran = new Map<string, Ran>();

  beforeAll(async () => {
    if (!python) return;
    const files = names.map((name) => path.join(folder, name));
    const script = path.join(import.meta.dirname, 'run_scripts.py');
    const { stdout } = await run(python, ['-B', script, ...files], { maxBuffer: 1e8, cwd: folder });
    for (const line of stdout.trim().split('\n')) {
      const result = JSON.parse(line) as Ran;
      ran.set(path.basename(result.script), result);
    }
  });

  test.each(names)('%s trains with the rates that were asked for', (name) => {
    const result = ran.get(name);
    expect(result?.error).toBeNull();
    const schedule = scheduleOf(name);
    const follows = (updates: number[][]): boolean =>
      updates.length > 0 &&
      updates.every((groups, step) => {
        const wanted = scheduleRate(schedule, step);
        return Math.abs(Math.max(...groups) - wanted) <= 1e-9 * wanted;
      });
    expect(result?.rates.filter(follows).length, JSON.stringify(result?.rates)).toBeGreaterThan(0);
  });
});

import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Schedule, scheduleRate } from '../../../../src/tuning';

/** A Python that has Keras and TensorFlow. */
const python = process.env.LR_TUNER_TEST_PYTHON;
const folder = path.join(import.meta.dirname, '../../../fixtures/shapes/keras/expected');
const names = readdirSync(folder).sort();
const UPDATES = 16;

interface Ran {
  script: string;
  error: string | null;
  /** As each update begins. */
  rates: number[];
  /** The rate of the model that was saved and loaded again. */
  loaded: number | null;
}

const bounds = { baseLR: 0.00151, maxLR: 0.0061, stepSize: 4 };

function scheduleOf(name: string): Schedule {
  if (name.endsWith('-fixed.py')) return { kind: 'fixed', lr: 0.0042 };
  switch (/-(triangular2|exp-range|one-cycle|cosine-restarts)\.py$/.exec(name)?.[1] ?? '') {
    case 'triangular2':
      return { kind: 'triangular2', ...bounds };
    case 'exp-range':
      return { kind: 'exp-range', ...bounds, gamma: 0.1 ** (1 / 32) };
    case 'one-cycle': {
      const divisors = { startDivisor: bounds.maxLR / bounds.baseLR, endDivisor: 1e4 };
      return { kind: 'one-cycle', maxLR: bounds.maxLR, totalSteps: 8, warmUpShare: 0.3, ...divisors };
    }
    case 'cosine-restarts':
      return {
        kind: 'cosine-restarts',
        minLR: bounds.baseLR,
        maxLR: bounds.maxLR,
        period: 8,
        periodFactor: 1,
      };
    default:
      return { kind: 'triangular', ...bounds };
  }
}

describe.skipIf(!python)('the edited scripts with Keras', () => {
  const ran = new Map<string, Ran>();

  beforeAll(async () => {
    if (!python) return;
    const files = names.map((name) => path.join(folder, name));
    const script = path.join(import.meta.dirname, 'run_keras.py');
    const env = { ...process.env, KERAS_BACKEND: 'tensorflow', TF_CPP_MIN_LOG_LEVEL: '3' };
    const { stdout } = await promisify(execFile)(python, ['-B', script, ...files], { maxBuffer: 1e8, env });
    for (const line of stdout.trim().split('\n')) {
      const result = JSON.parse(line) as Ran;
      ran.set(path.basename(result.script), result);
    }
  });

  test.each(names)('%s trains at the rates that it was given, and is loaded again', (name) => {
    const result = ran.get(name);
    expect(result?.error).toBeNull();
    const schedule = scheduleOf(name);
    const wanted = Array.from({ length: UPDATES }, (_, step) => scheduleRate(schedule, step));
    expect(result?.rates).toHaveLength(UPDATES);
    wanted.forEach((rate, step) => expect((result?.rates[step] ?? 0) / rate).toBeCloseTo(1, 4));
    expect((result?.loaded ?? 0) / scheduleRate(schedule, UPDATES)).toBeCloseTo(1, 4);
  });
});

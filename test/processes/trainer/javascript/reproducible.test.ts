import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { run, scripts } from '../../harness';

const RANDOM_STYLES = ['fit-dataset.js', 'gan.js', 'reinforce.js', 'in-child.js'];

describe('the same seed', () => {
  it.each(RANDOM_STYLES)('gives the same curve, bit for bit: %s', async (script) => {
    const first = await run(script, { plan: { seed: 7 } });
    const second = await run(script, { plan: { seed: 7 } });
    const other = await run(script, { plan: { seed: 8 } });
    expect(second.steps).toEqual(first.steps);
    expect(other.steps).not.toEqual(first.steps);
  });
});

describe('a script that is only watched', () => {
  it('trains as it does alone', async () => {
    const script = 'minimize-loop.js';
    const watched = await run(script, {
      plan: { experiment: { kind: 'train', schedule: null }, seed: null },
    });
    const alone = await promisify(execFile)(process.execPath, [path.join(scripts, script)]);
    expect(watched.outcome).toMatchObject({ problem: null, end: { reason: 'script-ended', steps: 300 } });
    const [slope, offset] = watched.output.trim().split(' ').map(Number);
    const [ownSlope, ownOffset] = (alone.stdout.trim().split('\n').at(-1) ?? '').split(' ').map(Number);
    expect(slope).toBeCloseTo(ownSlope ?? NaN, 4);
    expect(offset).toBeCloseTo(ownOffset ?? NaN, 4);
  });
});

import { describe, expect, it } from 'vitest';
import { candidateSites, holdsBounds } from '../../../src/editor/script/rateSites';
import { applyEvent, emptyRun } from '../../../src/runs';
import type { Run } from '../../../src/runs';
import { applyEdits } from '../../../src/script';
import { parser, shape } from '../script/parser';

function ramped(optimizer: string, lr: number): Run {
  const run = emptyRun();
  const ramp = { shape: 'exponential', lo: 1e-6, hi: 10, steps: 100 } as const;
  applyEvent(run, { type: 'repeat', repeat: 0, seed: 0, experiment: { kind: 'range-test', ramp } });
  const seen = { type: 'training', variables: '' } as const;
  const other = { ...seen, id: '1', optimizer: 'SGD', lr: 7, driven: false };
  for (const message of [other, { ...seen, id: '2', optimizer, lr, driven: true }]) {
    applyEvent(run, { type: 'trainer', repeat: 0, message });
  }
  return run;
}

function lines(text: string, run: Run): number[] {
  return candidateSites(run, parser.findSites(text, 'javascript')).map(({ line }) => line + 1);
}

describe('the rates that a run may be about', () => {
  const { text } = shape('two-phases.js');
  const lineOf = (code: string): number => text.slice(0, text.indexOf(code)).split('\n').length;
  const both = [lineOf('0.01'), lineOf('0.0001')];

  it('are told apart by the rate that the script gave the optimizer, also in single precision', () => {
    expect(lines(text, ramped('Adam', 0.0001))).toEqual([lineOf('0.0001')]);
    expect(lines(text, ramped('Adam', Math.fround(0.01)))).toEqual([lineOf('0.01')]);
  });

  it('are told apart by the optimizer where the rates are alike', () => {
    const alike = "const tf = require('@tensorflow/tfjs');\ntf.train.sgd(0.1);\ntf.train.adam(0.1);";
    expect(lines(alike, ramped('Adam', 0.1))).toEqual([3]);
    expect(lines(alike, ramped('OwnOptimizer', 0.1))).toEqual([2, 3]);
  });

  it('are all of them where nothing fits', () => {
    expect(lines(text, ramped('Adam', 0.5))).toEqual(both);
    expect(lines(text, emptyRun())).toEqual(both);
  });
});

describe('the bounds that the code holds', () => {
  const bounds = { baseLR: 0.0125, maxLR: 0.05 };
  const chosen = (maxLR: number): Run => {
    const run = emptyRun();
    applyEvent(run, { type: 'chosen', chosen: { ...bounds, maxLR, by: 'hand' } });
    return run;
  };
  const text =
    "const tf = require('@tensorflow/tfjs');\nconst optimizer = tf.train.sgd(0.1);\nfor (;;) optimizer.minimize(() => loss());\n";
  const plan = parser.planInsertion(text, 'javascript', {
    what: 'schedule',
    policy: 'triangular',
    ...bounds,
    stepSize: 100,
  });
  const sites = parser.findSites(plan.ok ? applyEdits(text, plan.edits) : '', 'javascript');

  it('are those that stand only while both are alike', () => {
    expect(plan.ok).toBe(true);
    expect(holdsBounds(sites, chosen(0.05))).toBe(true);
    expect(holdsBounds(sites, chosen(0.06))).toBe(false);
    expect(holdsBounds(sites, emptyRun())).toBe(false);
  });
});

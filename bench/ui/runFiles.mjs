// Run files as range tests leave them, with curves that a formula makes: loss falls, turns up, and is noisy.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const RANGE = { lo: 1e-6, hi: 10 };

function noise(seed) {
  let state = seed + 1;
  return () => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return state / 2147483648 - 0.5;
  };
}

/** Rates, losses and accuracies of one ramp. */
export function rampSteps(steps, seed) {
  const random = noise(seed);
  return Array.from({ length: steps }, (_, i) => {
    const share = i / Math.max(1, steps - 1);
    const lr = RANGE.lo * (RANGE.hi / RANGE.lo) ** share;
    const learned = 1 / (1 + Math.exp(-(share - 0.45) * 24));
    const fallen = 1 / (1 + Math.exp(-(share - 0.8) * 40));
    const loss = 2.3 - 2 * learned + 3 * fallen + 0.2 * random();
    const accuracy = Math.min(1, Math.max(0, 0.1 + 0.85 * learned - 0.8 * fallen + 0.1 * random()));
    return { i, lr, loss, accuracy };
  });
}

/** @param ramps lengths, each with its seeds: [[200, 3], [400, 3]] */
function events(id, startedAt, ramps, script, measured) {
  let repeat = 0;
  const batches = ramps.flatMap(([steps, seeds], k) => {
    const ramp = { shape: 'exponential', ...RANGE, steps };
    return [
      { type: 'planned', why: k === 0 ? 'first' : 'double', ramp, seeds },
      ...Array.from({ length: seeds }, (_, seed) => {
        const at = { repeat: repeat++ };
        return [
          { type: 'repeat', ...at, seed, experiment: { kind: 'range-test', ramp } },
          { type: 'steps', ...at, steps: rampSteps(steps, seed).slice(0, measured) },
          ...(steps > measured
            ? []
            : [{ type: 'trainer', ...at, message: { type: 'end', reason: 'ramp-complete', steps } }]),
        ];
      }).flat(),
    ];
  });
  return [
    { type: 'created', id, kind: 'range-test', name: 'train.js', script, startedAt, range: RANGE },
    { type: 'launched', runtime: { name: 'Node.js', path: '/usr/bin/node', version: '22.0.0' } },
    ...batches,
    ...(measured < Infinity
      ? []
      : [{ type: 'ended', at: startedAt + 90_000, status: 'finished', problem: null }]),
  ];
}

/**
 * @param measured most steps that a ramp has come to; one with fewer than it was asked for was cut short
 * @returns ids of the runs
 */
export function writeRuns(storage, count, ramps, measured = Infinity) {
  const folder = path.join(storage, 'workspace', 'extension', 'runs');
  mkdirSync(folder, { recursive: true });
  return Array.from({ length: count }, (_, k) => {
    const startedAt = 1_700_000_000_000 + k * 3_600_000;
    const id = `${new Date(startedAt).toISOString().replace(/[:.]/g, '-')}-bench`;
    const script = `/project/train-${k % 7}.js`;
    const lines = events(id, startedAt, ramps, script, measured).map((event) => JSON.stringify(event));
    writeFileSync(path.join(folder, `${id}.run.jsonl`), `${lines.join('\n')}\n`);
    return id;
  });
}

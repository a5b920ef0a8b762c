/** States of the panel as the host would send them, made from recorded curves by the real analysis. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { findBounds, rampRate, roundBounds, type Curve } from '../../../src/tuning';
import type {
  AnswerView,
  ConfirmationView,
  PanelState,
  RampView,
  SmoothView,
} from '../../../src/protocol/panel';
import { answerView } from '../../../src/views/panelState';
import { smoothView } from '../../../src/views/rampView';

interface RecordedRamp {
  kind: 'exp' | 'linear';
  lo: number;
  hi: number;
  n: number;
  seed: number;
  loss: (number | null)[];
  acc?: (number | null)[];
}

/** Three seeds at each length of a recorded case; `dia-…` has no accuracy. */
export function recordedRamps(name: string, lengths: number[]): RampView[] {
  const file = path.resolve(import.meta.dirname, '../../fixtures/curves', `${name}.json`);
  const { ramps } = JSON.parse(readFileSync(file, 'utf8')) as { ramps: RecordedRamp[] };
  return ramps
    .filter(({ kind, n }) => kind === 'exp' && lengths.includes(n))
    .map(({ lo, hi, n, seed, loss, acc }) => ({
      level: lengths.indexOf(n),
      seed,
      steps: n,
      lr: loss.map((_, step) => rampRate({ shape: 'exponential', lo, hi, steps: n }, step)),
      loss: [...loss],
      accuracy: acc ? [...acc] : loss.map(() => null),
      measured: loss.length,
      every: 1,
      smooth: null,
      validation: [],
    }));
}

/** What the ramps come to; gives them their smoothed lines, as the host would. */
export function answerTo(ramps: RampView[]) {
  const levels: Curve[][] = [];
  const order: RampView[][] = [];
  for (const ramp of ramps) {
    const { level, lr, loss, accuracy } = ramp;
    (order[level] ??= []).push(ramp);
    (levels[level] ??= []).push({
      lr,
      loss: loss.map((value) => value ?? NaN),
      accuracy: accuracy.map((value) => value ?? undefined),
    });
  }
  const answer = findBounds(levels);
  order.forEach((level, l) =>
    level.forEach((ramp, k) => {
      const analysis = answer.analyses[l]?.[k];
      ramp.smooth = analysis ? smoothView(analysis, ramp.steps) : null;
    }),
  );
  // What VS Code carries is JSON.
  return JSON.parse(JSON.stringify(answerView(answer))) as ReturnType<typeof answerView>;
}

/** As a message of the answer brings them. */
export function smoothOf({ ramps }: PanelState): (SmoothView | null)[] {
  return ramps.map(({ smooth }) => smooth);
}

const waiting: PanelState = {
  script: 'train.js',
  canRun: true,
  status: 'starting',
  activity: 'Loading train.js: its data and its model…',
  facts: [{ label: 'Node.js', value: '20.20.2', explanation: 'What Node.js is.' }],
  training: null,
  notices: [],
  progress: null,
  range: { lo: 1e-6, hi: 10 },
  ramps: [],
  answer: null,
  confirmation: null,
  preliminary: true,
  chosen: null,
  stepSize: null,
  insertion: {
    possible: false,
    reason: 'Bounds can be inserted once the range test has found some.',
    upToDate: false,
  },
  problem: null,
};

const facts = [
  { label: 'Node.js', value: '20.20.2', explanation: 'What Node.js is.' },
  { label: 'TensorFlow.js', value: '4.22.0', explanation: 'What TensorFlow.js is.' },
  { label: 'Engine', value: 'WebAssembly 4.22.0', explanation: 'What Engine is.' },
  { label: 'Optimizer', value: 'SGD, own rate 0.01', explanation: 'What Optimizer is.' },
  { label: 'Batch size', value: '64', explanation: 'What Batch size is.' },
];

export function startingState(): PanelState {
  return structuredClone(waiting);
}

/** The first ramp under way: `steps` of its 200 are measured. */
export function runningState(steps: number): PanelState {
  const [first] = recordedRamps('mn-conv-sgdm-64', [200]);
  if (!first) throw new Error('The recorded case has no ramp of 200 steps.');
  return {
    ...startingState(),
    status: 'running',
    activity: 'Training train.js while the learning rate rises: ramps of 200 iterations.',
    facts,
    progress: { step: steps, of: 600, elapsedMs: 12_000, remainingMs: 31_000 },
    ramps: [cut(first, steps)],
  };
}

/** The first answer stands, three ramps are done, the doubled ones are under way. */
export function preliminaryState(): PanelState {
  const ramps = recordedRamps('mn-conv-sgdm-64', [200, 400]);
  const done = ramps.filter(({ level }) => level === 0);
  const [longer] = ramps.filter(({ level }) => level === 1);
  if (!longer) throw new Error('The recorded case has no ramp of 400 steps.');
  const answer = answerTo(done);
  return {
    ...runningState(1),
    activity: 'Checking that longer ramps agree: ramps of 400 iterations.',
    progress: { step: 870, of: 1800, elapsedMs: 42_000, remainingMs: 45_000 },
    ramps: [...done, cut(longer, 270)],
    answer,
    chosen: suggested(answer),
    stepSize,
    insertion: { possible: true, reason: '', upToDate: false },
  };
}

export function finishedState(name = 'mn-conv-sgdm-64', lengths = [200, 400]): PanelState {
  const ramps = recordedRamps(name, lengths);
  const answer = answerTo(ramps);
  return {
    ...startingState(),
    status: 'finished',
    activity: `Done: ${ramps.length} ramps, 1800 iterations, 87.2 s.`,
    facts,
    notices: ['No accuracy was asked for, so it was computed from the labels.'],
    ramps,
    answer,
    preliminary: false,
    chosen: suggested(answer),
    stepSize,
    insertion: { possible: true, reason: '', upToDate: false },
  };
}

/** Nothing is confirmed yet, and it would help. */
export const toConfirm: ConfirmationView = {
  refusal: null,
  recommended: 'Short trainings at 0.084 and around it would tell more.',
  running: false,
  probes: [],
  sentence: null,
  problem: null,
};

/** Short trainings have moved the bounds up. */
export function confirmedState(): PanelState {
  const state = finishedState();
  const lr = state.answer?.bounds.constantLR ?? NaN;
  const maxLR = 1.5 * 2.5 * lr;
  const candidate = {
    id: 'confirmed',
    label: 'Confirmed',
    source: 'short trainings',
    maxLR,
    baseLR: maxLR / 4,
  } as const;
  return {
    ...state,
    answer: state.answer && { ...state.answer, candidates: [candidate, ...state.answer.candidates] },
    chosen: { ...roundBounds(candidate), by: 'confirmed' },
    confirmation: {
      ...toConfirm,
      recommended: null,
      probes: [
        { lr, long: false, losses: [1.1, 1], best: false },
        { lr: 2.5 * lr, long: false, losses: [0.6, 0.7], best: true },
        { lr: 6.25 * lr, long: false, losses: [0.9, null], best: false },
        { lr, long: true, losses: [0.5], best: false },
        { lr: 2.5 * lr, long: true, losses: [0.3], best: true },
        { lr: 6.25 * lr, long: true, losses: [null], best: false },
      ],
      sentence: [
        { text: 'Short trainings did better than the curve suggests: of ', about: null },
        { text: '0.1', about: 'probed' },
        { text: ' and more, so cycle.', about: null },
      ],
    },
  };
}

/** As the finished state, with the script's validation data evaluated 25 times over each ramp. */
export function validatedState(name?: string): PanelState {
  const state = finishedState(name);
  for (const ramp of state.ramps) {
    const every = Math.ceil(ramp.steps / 25);
    ramp.validation = ramp.lr.flatMap((lr, step) =>
      step % every === 0
        ? [{ step, lr, loss: ramp.loss[step] ?? null, accuracy: 0.9 * (smoothed(ramp.accuracy, step) ?? 0) }]
        : [],
    );
  }
  return state;
}

/** Mean of a few neighbours. */
function smoothed(values: (number | null)[], at: number): number | null {
  const near = values.slice(Math.max(0, at - 8), at + 9).filter((value) => value !== null);
  return near.length === 0 ? null : near.reduce((sum, value) => sum + value, 0) / near.length;
}

export function failedState(): PanelState {
  return {
    ...startingState(),
    status: 'failed',
    activity: 'The run failed.',
    problem: {
      code: 'script-threw',
      title: 'train.js stopped with an error before it trained.',
      detail:
        'Error: Cannot find module ‘./data.json’. Put the file where the script looks for it, then run again.',
      file: '/home/ada/digits/train.js',
      line: 12,
      output:
        "Loading the digits…\nnode:internal/modules/cjs/loader:1143\n  throw err;\nError: Cannot find module './data.json'",
      actions: [{ kind: 'run-again' }, { kind: 'show-output' }],
    },
  };
}

const stepSize: PanelState['stepSize'] = {
  iterations: 252,
  epochs: 4,
  stepsPerEpoch: 63,
  advice:
    '3 whole cycles, half a cycle takes 4 epochs; the run ends where the rate is lowest and accuracy peaks.',
};

function suggested({ bounds }: AnswerView): PanelState['chosen'] {
  const { baseLR, maxLR } = bounds;
  return baseLR === null || maxLR === null ? null : { ...roundBounds({ baseLR, maxLR }), by: 'suggested' };
}

function cut(ramp: RampView, steps: number): RampView {
  return {
    ...ramp,
    measured: steps,
    lr: ramp.lr.slice(0, steps),
    loss: ramp.loss.slice(0, steps),
    accuracy: ramp.accuracy.slice(0, steps),
  };
}

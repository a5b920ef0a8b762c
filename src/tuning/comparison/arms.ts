/**
 * What is trained against what: the script's own rate, a small grid of fixed rates between the bounds (so that a
 * cycle is not compared with a straw man) and the chosen policies.
 */
import { formatRate, rateText, roundRate } from '../format';
import { CYCLED_MOMENTUM, gammaThatLeaves, ONE_CYCLE_DEFAULTS, type Schedule } from '../schedules/schedule';
import { checkSchedule } from '../schedules/scheduleCheck';
import { proposeStepSize } from '../schedules/stepSize';

/** A schedule that changes the rate while the script trains. */
export type PolicyKind = Exclude<Schedule['kind'], 'fixed'>;

export const POLICY_KINDS: readonly PolicyKind[] = [
  'triangular',
  'triangular2',
  'exp-range',
  'one-cycle',
  'cosine-restarts',
];

/** The two that ended best between bounds found by a range test; see `bench/clr`. */
export const DEFAULT_POLICIES: readonly PolicyKind[] = ['triangular', 'one-cycle'];

export interface Arm {
  /** Unique within a comparison. */
  readonly name: string;
  /** Null leaves the script's own rate, its own schedule too. */
  readonly schedule: Schedule | null;
}

/** The arm that trains as the script itself says. */
export const OWN_ARM: Arm = { name: 'own rate', schedule: null };

/** How long the script trains when nobody interferes. */
export interface TrainingLength {
  readonly totalSteps: number;
  /** Null where the script does not say what an epoch is. */
  readonly stepsPerEpoch: number | null;
}

export interface TrainingBounds {
  readonly baseLR: number;
  readonly maxLR: number;
}

/** Half a cycle; null takes the advice for a run of this length (2 to 10 epochs, whole cycles). */
export type StepSizeChoice = { readonly iterations: number } | { readonly epochs: number } | null;

/** What a training or a comparison is to try. */
export interface ArmsWanted {
  readonly bounds: TrainingBounds;
  readonly policies: readonly PolicyKind[];
  readonly stepSize: StepSizeChoice;
  /** Momentum against the rate, for optimizers that have momentum; cosine restarts leave it alone. */
  readonly cycleMomentum?: boolean;
}

/** What is left of exp-range's amplitude when the run ends. */
const EXP_RANGE_LEFT = 0.1;
/** Cycles where nobody knows how long an epoch is: 1506.01186 advises at least 3. */
const CYCLES_WITHOUT_EPOCHS = 3;

/**
 * @param compared whether fixed rates stand beside the policies: the script's own and a small grid
 * @throws RangeError, in the user's words, where a schedule cannot be
 */
export function planArms(wanted: ArmsWanted, length: TrainingLength, compared: boolean): Arm[] {
  const fixed = compared ? [OWN_ARM, ...fixedGrid(wanted.bounds).map(fixedArm)] : [];
  return [
    ...fixed,
    ...wanted.policies.map((kind) => ({ name: kind, schedule: policySchedule(kind, wanted, length) })),
  ];
}

export function policySchedule(
  kind: PolicyKind,
  { bounds: { baseLR, maxLR }, stepSize, cycleMomentum = false }: Omit<ArmsWanted, 'policies'>,
  length: TrainingLength,
): Schedule {
  const momentum = cycleMomentum ? { momentum: CYCLED_MOMENTUM } : {};
  const steps = stepsOf(stepSize, length);
  const cyclical = { baseLR, maxLR, stepSize: steps, ...momentum };
  switch (kind) {
    case 'triangular':
    case 'triangular2':
      return checkSchedule({ kind, ...cyclical });
    case 'exp-range':
      return checkSchedule({ kind, ...cyclical, gamma: gammaThatLeaves(EXP_RANGE_LEFT, length.totalSteps) });
    case 'one-cycle': {
      const { totalSteps } = length;
      const startDivisor = maxLR / baseLR;
      return checkSchedule({ kind, maxLR, totalSteps, ...ONE_CYCLE_DEFAULTS, startDivisor, ...momentum });
    }
    case 'cosine-restarts':
      return checkSchedule({ kind, minLR: baseLR, maxLR, period: 2 * steps, periodFactor: 1 });
  }
}

function stepsOf(choice: StepSizeChoice, { totalSteps, stepsPerEpoch }: TrainingLength): number {
  if (choice && 'iterations' in choice) return choice.iterations;
  if (stepsPerEpoch === null) {
    if (choice === null) return Math.max(1, Math.ceil(totalSteps / (2 * CYCLES_WITHOUT_EPOCHS)));
    throw new RangeError('The script does not say how long an epoch is: give the step size in iterations.');
  }
  if (choice) return Math.max(1, Math.round(choice.epochs * stepsPerEpoch));
  return proposeStepSize({ stepsPerEpoch, totalSteps }).stepSize;
}

/** Base, maximum and the geometric middle: with the usual base of a quarter, the middle is the advised constant rate. */
export function fixedGrid({ baseLR, maxLR }: TrainingBounds): number[] {
  return [...new Set([baseLR, Math.sqrt(baseLR * maxLR), maxLR].map(roundRate))];
}

function fixedArm(lr: number): Arm {
  return { name: `fixed ${formatRate(lr)}`, schedule: { kind: 'fixed', lr } };
}

/** An arm's schedule as people say it, with its rates. */
export function describeSchedule(schedule: Schedule | null, ownRate: number | null = null): string {
  if (schedule === null) return ownRate === null ? 'as the script says' : formatRate(ownRate);
  switch (schedule.kind) {
    case 'fixed':
      return rateText(schedule.lr);
    case 'triangular':
    case 'triangular2':
    case 'exp-range':
      return `${rateText(schedule.baseLR)} to ${formatRate(schedule.maxLR)}, half a cycle ${schedule.stepSize} iterations`;
    case 'one-cycle': {
      const first = rateText(schedule.maxLR / schedule.startDivisor);
      return `${first} to ${rateText(schedule.maxLR)} and down, over ${schedule.totalSteps} iterations`;
    }
    case 'cosine-restarts':
      return `${rateText(schedule.maxLR)} down to ${formatRate(schedule.minLR)} every ${schedule.period} iterations`;
  }
}

/**
 * What is trained against what: the script's own rate, a small grid of fixed rates between the bounds (so that a
 * cycle is not compared with a straw man) and the chosen policies.
 */
import { formatRate, roundRate } from '../format';
import type { TrainingBounds, TrainingLength } from '../schedules/plannedRun';
import { planPolicy, type PolicyKind, type PolicyWanted, type Schedule } from '../schedules/schedule';

export interface Arm {
  /** Unique within a comparison. */
  readonly name: string;
  /** Null leaves the script's own rate, its own schedule too. */
  readonly schedule: Schedule | null;
}

/** The arm that trains as the script itself says. */
export const OWN_ARM: Arm = { name: 'own rate', schedule: null };

/** Trainings of each arm, where nobody says how many: fewer cannot tell a gain from chance. */
export const COMPARISON_SEEDS = 3;

/** What a training or a comparison is to try. */
export interface ArmsWanted extends PolicyWanted {
  readonly policies: readonly PolicyKind[];
}

/**
 * @param compared whether fixed rates stand beside the policies: the script's own and a small grid
 * @throws RangeError, in the user's words, where a schedule cannot be
 */
export function planArms(wanted: ArmsWanted, length: TrainingLength, compared: boolean): Arm[] {
  const fixed = compared ? [OWN_ARM, ...fixedGrid(wanted.bounds).map(fixedArm)] : [];
  return [
    ...fixed,
    ...wanted.policies.map((kind) => ({ name: kind, schedule: planPolicy(kind, wanted, length) })),
  ];
}

/** How many arms a comparison has. @param bounds null where they are to be found first */
export function countArms(policies: readonly PolicyKind[], bounds: TrainingBounds | null): number {
  return 1 + fixedGrid(bounds ?? WIDE).length + policies.length;
}

/** Bounds apart enough for a whole grid, as a range test's are. */
const WIDE: TrainingBounds = { baseLR: 1, maxLR: 4 };

/** Base, maximum and the geometric middle: with the usual base of a quarter, the middle is the advised constant rate. */
function fixedGrid({ baseLR, maxLR }: TrainingBounds): number[] {
  return [...new Set([baseLR, Math.sqrt(baseLR * maxLR), maxLR].map(roundRate))];
}

function fixedArm(lr: number): Arm {
  return { name: `fixed ${formatRate(lr)}`, schedule: { kind: 'fixed', lr } };
}

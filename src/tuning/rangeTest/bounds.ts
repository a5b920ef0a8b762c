/** Bounds from one or more range tests, how far to trust them, and whether the ramps were long enough. */
import { decadesBetween, middle } from '../statistics';
import { adviseOn, leftByProbes } from './words/advice';
import { analyzeRamp, type RampAnalysis } from './analyze';
import type { Band, Bounds, BoundsAnswer, Found } from './answer';
import { bootstrapBand } from './bootstrap';
import { BASE_DIVISOR, listCandidates } from './candidates';
import type { Curve } from './curve';
import { answerFlags, leavesNone } from './flags';
import { pooledCurve } from './pooledSeeds';
import { type Shares, sharesOf } from './shares';
import type { Average } from './losses/averages';
import { comesInOrder, EXACTLY_ALIKE } from './losses/order';
import { undoAverages } from './losses/undo';
import { verdictBesideProbes, verdictOn } from './words/verdict';

/** Two lengths agree within this many decades: on our cases the answer's error was then a third. */
export const SETTLED_DECADES = 0.2;

/** What is known beside the curves. */
export interface KnownOfTraining {
  /** Small data over-fits during the ramp. */
  readonly stepsPerEpoch?: number | undefined;
  /** The optimizer is SGD without momentum, which bears higher rates. */
  readonly plainSgd?: boolean;
  /** Iterations after which the script came to its own end; null where no ramp has seen it. */
  readonly scriptSteps?: number | null;
  /** Another tool recorded the ramps: its losses may be averages, which is recognised and undone. */
  readonly fromLog?: boolean;
}

interface LevelAnswer {
  readonly curves: readonly Curve[];
  readonly analyses: readonly RampAnalysis[];
  readonly edgeLR: number | null;
  /** The edge shows only in the seeds taken together. */
  readonly pooled: boolean;
  /** What the losses were before they were brought back to single batches; null where they were that. */
  readonly average: Average | null;
  /** Edges by the other averages that they may have been. */
  readonly otherEdges: readonly number[];
}

const NOTHING_RUN: LevelAnswer = {
  curves: [],
  analyses: [],
  edgeLR: null,
  pooled: false,
  average: null,
  otherEdges: [],
};

/**
 * @param levels ramps of each length, shortest first, each length about twice the one before and with one curve a
 *   seed. The first length that agrees with the one before it gives the answer, else the longest.
 */
export function findBounds(levels: readonly (readonly Curve[])[], known: KnownOfTraining = {}): BoundsAnswer {
  const answers = levels.map((curves) => (known.fromLog ? answerLog(curves) : answerLevel(curves)));
  const settledLevel = answers.findIndex((answer, i) => i > 0 && agree(answers[i - 1], answer));
  const level = settledLevel >= 0 ? settledLevel : answers.length - 1;
  const settled = answers.length < 2 ? null : settledLevel >= 0;
  const answer = orPooled(answers[level] ?? NOTHING_RUN);
  const before = answers[level - 1]?.edgeLR ?? null;
  const movedBy =
    before !== null && answer.edgeLR !== null ? 10 ** decadesBetween(before, answer.edgeLR) : null;

  const spread = withOtherEdges(spreadOf(answer), answer);
  const accuracyEdgeLR = middle(answer.analyses.map((ramp) => ramp.accuracy?.edgeLR ?? null));
  const flags = answerFlags({
    ...answer,
    spread,
    settled,
    accuracyEdgeLR,
    averaged: answer.average !== null,
    // What is left of an average that was not quite undone looks like an order.
    ordered: answer.average === null && comesInOrder(answer.curves, known.stepsPerEpoch),
    stepsPerEpoch: known.stepsPerEpoch,
  });
  const classifies = answer.analyses.some((ramp) => ramp.accuracy !== null);
  const shares = sharesOf(flags, known.plainSgd === true, classifies);
  const band = spread && { ...spread, lo: shares.cycle * spread.lo, hi: shares.cycle * spread.hi };
  const bounds = boundsFrom(flags.some(leavesNone) ? null : answer.edgeLR, shares);
  const found: Found = {
    bounds,
    shares,
    edgeLR: answer.edgeLR,
    onsetLR: middle(answer.analyses.map((ramp) => ramp.onsetLR)),
    accuracyEdgeLR,
    accuracyOnsetLR: middle(answer.analyses.map((ramp) => ramp.accuracy?.onsetLR ?? null)),
    band,
    settled,
    scriptSteps: known.scriptSteps ?? null,
    movedBy,
    flags,
    pooled: answer.pooled,
    average: answer.average,
    level,
    analyses: answers.map((one) => [...one.analyses]),
  };
  return {
    ...found,
    candidates: listCandidates(answer.curves, answer.analyses, bounds.maxLR, shares),
    verdict: verdictOn(found),
    advice: adviseOn(found),
  };
}

/** The answer once short trainings have come to a result: what they know better is not doubted or advised any more. */
export function afterProbes(answer: BoundsAnswer): BoundsAnswer {
  return { ...answer, verdict: verdictBesideProbes(answer), advice: answer.advice.filter(leftByProbes) };
}

function boundsFrom(edgeLR: number | null, shares: Shares): Bounds {
  if (edgeLR === null) return { baseLR: null, maxLR: null, constantLR: null };
  const maxLR = shares.cycle * edgeLR;
  return { baseLR: maxLR / BASE_DIVISOR, maxLR, constantLR: shares.constant * edgeLR };
}

function answerLevel(curves: readonly Curve[]): LevelAnswer {
  const analyses = curves.map(analyzeRamp);
  return { ...NOTHING_RUN, curves, analyses, edgeLR: middle(analyses.map((ramp) => ramp.edgeLR)) };
}

function answerLog(recorded: readonly Curve[]): LevelAnswer {
  // Neighbouring batches of one class are as alike as averages are.
  if (comesInOrder(recorded, undefined, EXACTLY_ALIKE)) return answerLevel(recorded);
  const { curves, average, others } = undoAverages(recorded);
  const otherEdges = others.map((other) => answerLevel(other).edgeLR).filter((edge) => edge !== null);
  return { ...answerLevel(curves), average, otherEdges };
}

/** Where it is open how the losses were averaged, the band holds every answer. */
function withOtherEdges(spread: Band | null, { otherEdges }: LevelAnswer): Band | null {
  return (
    spread && { ...spread, lo: Math.min(spread.lo, ...otherEdges), hi: Math.max(spread.hi, ...otherEdges) }
  );
}

/** Where most seeds are too noisy to show an edge each, all together may show it. */
function orPooled(answer: LevelAnswer): LevelAnswer {
  const curve = answer.edgeLR === null ? pooledCurve(answer.curves) : null;
  const edgeLR = curve && analyzeRamp(curve).edgeLR;
  return edgeLR ? { ...answer, edgeLR, pooled: true } : answer;
}

function agree(shorter: LevelAnswer | undefined, longer: LevelAnswer): boolean {
  const before = shorter?.edgeLR ?? null;
  return (
    before !== null && longer.edgeLR !== null && decadesBetween(before, longer.edgeLR) <= SETTLED_DECADES
  );
}

/** Spread of the edge: over the seeds, or of one ramp under its own noise. */
function spreadOf({ curves, analyses }: LevelAnswer): Band | null {
  const edges = analyses.map((ramp) => ramp.edgeLR).filter((edge) => edge !== null && edge > 0) as number[];
  const [only] = curves;
  const [edge] = edges;
  if (only && curves.length === 1) {
    const band = edge === undefined ? null : bootstrapBand(only);
    // Smoothing the copies again moves their edges down a little, so the band is made to hold the answer.
    return edge === undefined || band === null
      ? null
      : { lo: Math.min(band.lo, edge), hi: Math.max(band.hi, edge), source: 'bootstrap' };
  }
  return edges.length < 2 ? null : { lo: Math.min(...edges), hi: Math.max(...edges), source: 'seeds' };
}

/** The one object that finding and analysing print, so that other tools can rely on it. */
import type { Advice } from './words/advice';
import type { Band, Bounds, BoundsAnswer } from './answer';
import { findBounds } from './bounds';
import type { Candidate } from './candidates';
import type { Curve } from './curve';
import type { Flag } from './flags';
import { roundBounds, roundRate } from '../format';
import { textOf } from './words/sentence';

export interface ReportPoint {
  lr: number;
  loss: number;
  accuracy?: number;
}

/** One ramp behind the answer, of each length and seed. */
export interface ReportRamp {
  /** Index of its length, shortest first. */
  level: number;
  steps: number;
  edgeIndex: number | null;
  onsetIndex: number | null;
  minimumIndex: number | null;
  edgeLR: number | null;
}

/** Null where there is no answer. Indices are into `points`. */
export interface BoundsReport {
  script: string | null;
  engine: string | null;
  framework: string | null;
  /** Length of `points`. */
  steps: number;
  /** The first seed of the length that gave the answer. */
  points: ReportPoint[];
  bounds: Bounds;
  flags: Flag[];
  verdict: string;
  edgeIndex: number | null;
  onsetIndex: number | null;
  minimumIndex: number | null;
  band: Band | null;
  settled: boolean | null;
  candidates: Candidate[];
  advice: Advice[];
  ramps: ReportRamp[];
}

/** Where the curves come from; null where nobody knows, as for a file from another tool. */
export interface ReportOrigin {
  script: string | null;
  engine: string | null;
  framework: string | null;
}

const UNKNOWN_ORIGIN: ReportOrigin = { script: null, engine: null, framework: null };

export function analyzeReport(
  levels: readonly (readonly Curve[])[],
  origin: ReportOrigin = UNKNOWN_ORIGIN,
  answer: BoundsAnswer = findBounds(levels),
): BoundsReport {
  const points = pointsOf(levels[answer.level]?.[0]);
  const shown = answer.analyses[answer.level]?.[0];
  return {
    ...origin,
    steps: points.length,
    points,
    bounds: offered(answer.bounds),
    flags: answer.flags,
    verdict: textOf(answer.verdict),
    edgeIndex: shown?.edgeIndex ?? null,
    onsetIndex: shown?.onsetIndex ?? null,
    minimumIndex: shown?.minimumIndex ?? null,
    band: answer.band,
    settled: answer.settled,
    candidates: answer.candidates.map((candidate) => ({ ...candidate, ...roundBounds(candidate) })),
    advice: answer.advice,
    ramps: answer.analyses.flatMap((ramps, level) =>
      ramps.map(({ steps, edgeIndex, onsetIndex, minimumIndex, edgeLR }) => ({
        level,
        steps,
        edgeIndex,
        onsetIndex,
        minimumIndex,
        edgeLR,
      })),
    ),
  };
}

/** As every other surface offers them; the rates that they follow from stay as measured. */
function offered({ baseLR, maxLR, constantLR }: Bounds): Bounds {
  const round = (lr: number | null): number | null => (lr === null ? null : roundRate(lr));
  return { baseLR: round(baseLR), maxLR: round(maxLR), constantLR: round(constantLR) };
}

function pointsOf(curve: Curve | undefined): ReportPoint[] {
  if (!curve) return [];
  return curve.loss.map((loss, i) => {
    const accuracy = curve.accuracy?.[i];
    return { lr: curve.lr[i] ?? NaN, loss, ...(accuracy !== undefined && { accuracy }) };
  });
}

/**
 * Whether losses were averaged before they were logged, and how. Of all ways back, the most likely one is taken: the
 * losses that it gives are plain noise around a slow course, and it accounts for how far it stretches them.
 */
import { type Average, type ExponentialStart, invert } from './averages';
import { epochLengths } from './epochLengths';
import { flatPart, type FlatPart } from './flatPart';
import { halfWidth, localLinear } from '../../smoothing';
import { median } from '../../statistics';

const KEEPS = [0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99];
const STARTS: readonly ExponentialStart[] = ['first', 'corrected', 'lightning', 'zero'];
const LONGEST_WINDOW = 100;
/** Before learning sets in the course is slow: a wide window follows it and leaves the noise. */
const WIDE = 3;
/** Natural logarithms of likelihood: losses of single batches come to -4 at most, one ramp alone. */
const CLEAR_LEAD = 12;
/** Ways back that are this near to the best are possible too. */
const NEAR = 5;
/** What a tool is known to do needs less evidence. */
const KNOWN_LEAD = 5;
const KNOWN: readonly { keep: number; start: ExponentialStart }[] = [
  { keep: 0.98, start: 'corrected' },
  { keep: 0.98, start: 'lightning' },
  { keep: 0.95, start: 'first' },
];
/** Degrees of freedom of Student's distribution, which lets outliers be. */
const TAILS = 3;
/** Second differences of averaged noise correlate at -1/2, and at -2/3 before it is averaged. */
const MOST_CORRELATED = 0.2;
const MOST_SCALES = 3;
const SCALE_ROUNDS = 8;
const MAD_TO_SD = 1.4826;

/**
 * The averages that the series may be, most likely first; none where they are losses of single batches.
 * @param ramps of one tool and one length; together they tell more than each
 */
export function recognizeAverages(ramps: readonly Float64Array[]): Average[] {
  const seen = ramps.map(flatPart);
  if (
    seen.filter(({ values }) => isRegular(values) && isRegular(values.subarray(values.length >> 1))).length *
      2 >
    seen.length
  )
    return [];
  const raw = seen.map((part) => logLikelihood(part, 0));
  const rated = candidates(seen.map(({ values }) => values))
    .map((average) => {
      const lead = leadOf(average, seen, raw);
      return { average, lead, rank: lead + (isKnown(average) ? KNOWN_LEAD : 0) };
    })
    .filter(({ lead }) => lead >= CLEAR_LEAD * Math.sqrt(ramps.length))
    .sort((a, b) => b.rank - a.rank);
  const best = rated[0];
  if (!best) return [];
  return rated.filter(({ rank }) => rank > best.rank - NEAR).map(({ average }) => average);
}

/**
 * A regular ripple and the course of a training without noise are smooth, but no averages of anything. Averages may
 * begin as smoothly, and learning may end them so, but not both.
 */
function isRegular(values: Float64Array): boolean {
  const bends = differences(differences(values));
  const limit = MOST_SCALES * MAD_TO_SD * median(bends.map(Math.abs));
  const bounded = bends.map((bend) => Math.max(-limit, Math.min(limit, bend)));
  const products = bounded.slice(1).reduce((sum, bend, i) => sum + bend * (bounded[i] as number), 0);
  return products > MOST_CORRELATED * bounded.reduce((sum, bend) => sum + bend * bend, 0);
}

function differences(values: Float64Array): Float64Array {
  return values.slice(1).map((next, i) => next - (values[i] as number));
}

function isKnown(average: Average): boolean {
  return (
    average.kind === 'exponential' &&
    KNOWN.some(({ keep, start }) => keep === average.keep && start === average.start)
  );
}

function leadOf(average: Average, seen: readonly FlatPart[], raw: readonly number[]): number {
  return seen.reduce((sum, part, i) => {
    const { values, logStretch } = invert(average, part.values);
    return sum + logLikelihood({ ...part, values }, logStretch) - (raw[i] as number);
  }, 0);
}

function candidates(seen: readonly Float64Array[]): Average[] {
  const longest = Math.max(...seen.map((values) => values.length));
  const windows = Array.from(
    { length: Math.max(0, Math.min(LONGEST_WINDOW, longest >> 1) - 1) },
    (_, i) => i + 2,
  );
  return [
    ...STARTS.flatMap((start) => KEEPS.map((keep): Average => ({ kind: 'exponential', keep, start }))),
    ...windows.map((steps): Average => ({ kind: 'window', steps })),
    ...[Infinity, ...epochLengths(seen)].map((steps): Average => ({ kind: 'running', steps })),
  ];
}

function logLikelihood({ values, flat }: FlatPart, logStretch: number): number {
  const course = localLinear(values, (flat ? WIDE : 1) * halfWidth(values.length));
  const residuals = values.map((value, i) => value - (course[i] as number));
  let scale = MAD_TO_SD * median(residuals.map(Math.abs)) || Number.MIN_VALUE;
  for (let round = 0; round < SCALE_ROUNDS; round++) {
    const squares = residuals.reduce((sum, r) => sum + ((TAILS + 1) * r * r) / (TAILS + (r / scale) ** 2), 0);
    scale = Math.sqrt(squares / residuals.length) || Number.MIN_VALUE;
  }
  const tails = residuals.reduce((sum, r) => sum + Math.log(1 + (r / scale) ** 2 / TAILS), 0);
  return logStretch - residuals.length * Math.log(scale) - ((TAILS + 1) / 2) * tails;
}

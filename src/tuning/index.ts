export {
  type Advice,
  type AdviceAction,
  BOLDER_FACTOR,
  EXTEND_DOWN_FACTOR,
  EXTEND_UP_FACTOR,
} from './rangeTest/advice';
export { analyzeRamp, type RampAnalysis, type SeriesReading } from './rangeTest/analyze';
export { type Band, type Bounds, type BoundsAnswer, type DataSize, findBounds } from './rangeTest/bounds';
export { type Candidate, type CandidateId } from './rangeTest/candidates';
export {
  type ArmResult,
  compareArms,
  type Comparison,
  isLoss,
  type Metric,
  type SeedResult,
  type Spread,
  type TrainedSeries,
} from './comparison/compareArms';
export { type Curve } from './rangeTest/curve';
export { CurveError } from './rangeTest/curveError';
export { decadesWithin, labelledEvery, logShare } from './decades';
export { type ExperimentLimits, nextExperiment, type NextExperiment, USUAL_LIMITS } from './rangeTest/nextRamps';
export { type Flag, type RateRange } from './rangeTest/flags';
export { formatRate, rateText, roundBounds, roundRate } from './format';
export { groupByLength } from './rangeTest/levels';
export { parseCurve } from './rangeTest/parseCurve';
export { checkRamp, FEWEST_RAMP_STEPS, FINDING_RAMP, type Ramp, rampRate } from './rangeTest/ramp';
export {
  analyzeReport,
  type BoundsReport,
  type ReportOrigin,
  type ReportPoint,
  type ReportRamp,
  toJson,
} from './rangeTest/report';
export {
  CYCLED_MOMENTUM,
  gammaThatLeaves,
  type MomentumRange,
  ONE_CYCLE_DEFAULTS,
  type OneCycle,
  type Schedule,
  scheduleMomentum,
  scheduleRate,
} from './schedules/schedule';
export { checkSchedule } from './schedules/scheduleCheck';
export { causalSmooth, CausalSmoother } from './smoothing';
export { type NumberName, type Sentence, type SentencePart } from './rangeTest/sentence';
export { adviseStepSize, proposeStepSize, type StepSizeProposal } from './schedules/stepSize';
export {
  type Arm,
  type ArmsWanted,
  DEFAULT_POLICIES,
  describeSchedule,
  OWN_ARM,
  planArms,
  POLICY_KINDS,
  type PolicyKind,
  type StepSizeChoice,
  type TrainingBounds,
  type TrainingLength,
} from './comparison/arms';

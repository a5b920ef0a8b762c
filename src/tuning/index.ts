export {
  type Advice,
  type AdviceAction,
  BOLDER_FACTOR,
  EXTEND_DOWN_FACTOR,
  EXTEND_UP_FACTOR,
} from './advice';
export { analyzeRamp, type RampAnalysis, type SeriesReading } from './analyze';
export { type Band, type Bounds, type BoundsAnswer, type DataSize, findBounds } from './bounds';
export { type Candidate, type CandidateId } from './candidates';
export {
  type ArmResult,
  compareArms,
  type Comparison,
  isLoss,
  type Metric,
  type SeedResult,
  type Spread,
  type TrainedSeries,
} from './comparison';
export { type Curve } from './curve';
export { CurveError } from './curveError';
export { decadesWithin, labelledEvery, logShare } from './decades';
export { type ExperimentLimits, nextExperiment, type NextExperiment, USUAL_LIMITS } from './experiment';
export { type Flag, type RateRange } from './flags';
export { formatRate, rateText, roundBounds, roundRate } from './format';
export { groupByLength } from './levels';
export { parseCurve } from './parseCurve';
export { checkRamp, FEWEST_RAMP_STEPS, FINDING_RAMP, type Ramp, rampRate } from './ramp';
export {
  analyzeReport,
  type BoundsReport,
  type ReportOrigin,
  type ReportPoint,
  type ReportRamp,
  toJson,
} from './report';
export {
  CYCLED_MOMENTUM,
  gammaThatLeaves,
  type MomentumRange,
  ONE_CYCLE_DEFAULTS,
  type OneCycle,
  type Schedule,
  scheduleMomentum,
  scheduleRate,
} from './schedule';
export { checkSchedule } from './scheduleCheck';
export { causalSmooth, CausalSmoother } from './smoothing';
export { type NumberName, type Sentence, type SentencePart } from './sentence';
export { adviseStepSize, proposeStepSize, type StepSizeProposal } from './stepSize';
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
} from './trainingArms';

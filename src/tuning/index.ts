/** The science: numbers in, numbers and words out. */
export {
  type Advice,
  ADVICE_ACTIONS,
  type AdviceAction,
  BOLDER_FACTOR,
  EXTEND_DOWN_FACTOR,
  EXTEND_UP_FACTOR,
} from './rangeTest/words/advice';
export {
  analyzeRamp,
  LAG_STEPS,
  LEAST_STEPS,
  type RampAnalysis,
  type SeriesReading,
} from './rangeTest/analyze';
export { type Band, type Bounds, type BoundsAnswer } from './rangeTest/answer';
export { afterProbes, findBounds, type KnownOfTraining, SETTLED_DECADES } from './rangeTest/bounds';
export { PLAIN_SGD_SHARES, type Shares, USUAL_SHARES } from './rangeTest/shares';
export { BASE_DIVISOR, type Candidate, type CandidateId, confirmedCandidate } from './rangeTest/candidates';
export { type Curve } from './rangeTest/curve';
export { CurveError } from './rangeTest/curveFiles/curveError';
export { type Flag } from './rangeTest/flags';
export { groupByLength } from './rangeTest/levels';
export {
  type NextRamps,
  nextRamps,
  RAMP_REASONS,
  type RampLimits,
  type RampReason,
  USUAL_LIMITS,
} from './rangeTest/nextRamps';
export { LossWatch } from './rangeTest/lossWatch';
export { type ColumnChoice, type Role } from './rangeTest/curveFiles/columns';
export { decodeText } from './rangeTest/curveFiles/decode';
export {
  type CurveFile,
  type OpenColumn,
  openColumns,
  parseCurve,
  type ReadCurves,
  readCurves,
} from './rangeTest/curveFiles/readCurves';
export {
  checkRamp,
  FEWEST_RAMP_STEPS,
  FINDING_RAMP,
  type Ramp,
  rampRate,
  type RateRange,
} from './rangeTest/ramp';
export {
  analyzeReport,
  type BoundsReport,
  type ReportOrigin,
  type ReportPoint,
  type ReportRamp,
} from './rangeTest/report';
export { type NumberName, type Sentence, type SentencePart, textOf } from './rangeTest/words/sentence';
export {
  type Confirmation,
  confirmationOf,
  confirmedBounds,
  type NextProbes,
  type Stage,
} from './confirmation/confirmation';
export {
  FEWEST_PROBE_STEPS,
  isBroken,
  LONG_PROBE_STEPS,
  PROBE_SEEDS,
  PROBE_STEPS,
  type ProbeResult,
  type RecordedProbe,
} from './confirmation/probe';
export { confirmationSentence } from './confirmation/sentence';
export { PROBE_ORIGINS, type ProbeStart } from './confirmation/stage';
export { chooseStart, type StartChoice, tooShortToConfirm, worthConfirming } from './confirmation/start';
export { MOST_PROBED, PROBE_FACTOR } from './confirmation/walk';
export { type Arm, type ArmsWanted, COMPARISON_SEEDS, countArms, OWN_ARM, planArms } from './comparison/arms';
export { compareArms, type TrainedSeries } from './comparison/compareArms';
export {
  type ArmResult,
  bestArm,
  type Comparison,
  isLoss,
  type Metric,
  type SeedResult,
  type Spread,
} from './comparison/results';
export { metricName, metricText } from './comparison/words';
export { gammaThatLeaves } from './schedules/expRange';
export { CYCLED_MOMENTUM, type MomentumRange, type PolicyNumber } from './schedules/kind';
export { ONE_CYCLE_DEFAULTS, type OneCycle } from './schedules/oneCycle';
export {
  type StepSizeChoice,
  stepsOf,
  type TrainingBounds,
  type TrainingLength,
} from './schedules/plannedRun';
export {
  checkSchedule,
  DEFAULT_POLICIES,
  describeSchedule,
  POLICY_KINDS,
  type PolicyKind,
  policyNumbers,
  policyWords,
  type Schedule,
  scheduleMomentum,
  scheduleRate,
  usualTotalSteps,
} from './schedules/schedule';
export { adviseStepSize, proposeStepSize, type StepSizeProposal, usualStepSize } from './schedules/stepSize';
export { checkCount, checkRate, MOST } from './limits';
export { decadesWithin, labelledEvery, logShare } from './decades';
export { randomNumbers } from './statistics';
export { formatRate, rateText, roundBounds, roundRate } from './format';
export { causalSmooth, CausalSmoother } from './smoothing';

export { prepareLaunch, type Launch, type ScriptLaunch } from './launch';
export * from './messages';
export { type Problem, type ProblemAction, type ProblemCode, ProblemError } from './problems';
export { runTrainer, type TrainerListener, type TrainerOutcome } from './trainer';

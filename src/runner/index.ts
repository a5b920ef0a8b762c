export { prepareLaunch, type Launch, type ScriptLaunch } from './launch';
export * from '../protocol/messages';
export { type Problem, type ProblemAction, type ProblemCode, ProblemError } from '../protocol/problems';
export { runTrainer, type TrainerListener, type TrainerOutcome } from './child';

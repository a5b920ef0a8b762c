export * from './session';
export * from './rangeTest';
export { runTraining, type TrainingLaunch } from './training';
export { runComparison } from './comparison';

export * from './session';
export { PageLoading } from './pageLoading';
export * from './rangeTest';
export { runConfirmation } from './confirmation';
export { type ScriptRun } from './scriptRun';
export { runTraining } from './training';
export { runComparison } from './comparison';
export { surveyTrainings, type Survey, type SurveyedTraining, type SurveyRequest } from './survey';
export { problemOf } from './ending';

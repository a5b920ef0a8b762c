export * from './session';
export { PageLoading } from './pageLoading';
export * from './rangeTest';
export { lengthFrom, runTraining, type TrainingLaunch } from './training';
export { runComparison } from './comparison';
export { surveyTrainings, type Survey, type SurveyRequest } from './survey';

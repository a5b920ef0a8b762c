export * from './events';
export * from './run';
export * from './clock';
export * from './ramps';
export * from './standing';
export { progressOf } from './progress';
export * from './confirmation';
export * from './store';
export { RunCatalog } from './catalog';
export { type RunName, runName, type RunSummary, summaryOf } from './summary';
export * from './export';
export * from './imported';
export * from './trained';
export * from './rampValidation';
export { boundsOffered, findReport, PICTURE_NOTE } from './rangeTestReport';
export {
  comparisonLegend,
  comparisonTable,
  heldBackSaves,
  trainingMarkdown,
  trainingNotices,
  trainingReport,
} from './trainingReport';
export * from './engineLabel';

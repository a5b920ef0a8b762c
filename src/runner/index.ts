export { prepareLaunch } from './launch';
export type { Launch, ScriptLaunch } from './language';
export { type Log, SILENT } from './log/log';
export { type ChildListener, type ChildOutcome, runChild } from './child';
export { markOf } from './scriptMark';
export { shortageOf } from './systemErrors';

export { prepareLaunch } from './launch';
export { ownEnvironment } from './environment';
export type { Launch, ScriptLaunch } from './language';
export { type Log, SILENT } from './log/log';
export { type ChildListener, type ChildOutcome, runChild } from './child';
export { markOf } from './scriptMark';
export { shortageOf } from './systemErrors';
export { checkPython, listPythons, machineOf, type PythonFound } from './python/interpreters';
export { OLDEST_NAME as OLDEST_PYTHON } from './python/probe';

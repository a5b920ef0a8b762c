/** Finds a Node that can run the script, and proves it by running it. */
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { LANGUAGES } from '../../languages';
import { ProblemError } from '../../protocol/problems';
import { type Machine, newestFirst, onPath, thisMachine } from '../machine';
import { throwIfShort } from '../systemErrors';

export interface NodeRuntime {
  path: string;
  /** Without the leading v. */
  version: string;
}

/** The first with `module.register`, which ES modules need. */
export const OLDEST_NODE = { major: 18, minor: 19 };
const OLDEST_NODE_NAME = `${OLDEST_NODE.major}.${OLDEST_NODE.minor}`;
const LONGEST_START_MS = 15_000;
const NODE = process.platform === 'win32' ? 'node.exe' : 'node';

const SYSTEM_PLACES = [
  '/usr/local/bin/node',
  '/opt/homebrew/bin/node',
  '/usr/bin/node',
  '/snap/bin/node',
  'C:\\Program Files\\nodejs\\node.exe',
];

/**
 * In this order: the user's setting, the PATH, the usual places of version managers (an editor started from the
 * desktop does not see a shell's PATH).
 * @throws ProblemError no-runtime, runtime-too-old
 */
export async function findNode(
  chosen: string | null,
  machine: Machine = thisMachine(SYSTEM_PLACES),
): Promise<NodeRuntime> {
  if (chosen !== null) return checkChosen(chosen);
  let tooOld: NodeRuntime | null = null;
  for (const candidate of [...onPath(machine, NODE), ...(await inUsualPlaces(machine))]) {
    const version = await versionOf(candidate);
    if (version === null) continue;
    if (isRecent(version)) return { path: candidate, version };
    tooOld ??= { path: candidate, version };
  }
  throw tooOld ? runtimeTooOld(tooOld) : noRuntime('Node.js was not found on this machine.');
}

async function checkChosen(chosen: string): Promise<NodeRuntime> {
  const version = await versionOf(chosen);
  if (version === null) throw noRuntime(`The chosen Node.js, ${chosen}, does not start.`);
  const runtime = { path: chosen, version };
  if (!isRecent(version)) throw runtimeTooOld(runtime);
  return runtime;
}

async function inUsualPlaces({ environment, home, systemPlaces }: Machine): Promise<string[]> {
  const inHome = (...names: string[]): string | null => home && path.join(home, ...names);
  const nvm = environment['NVM_DIR'] ?? inHome('.nvm');
  const fnm = environment['FNM_DIR'] ?? inHome('.local', 'share', 'fnm');
  const volta = environment['VOLTA_HOME'] ?? inHome('.volta');
  const places = [
    ...(nvm ? await newestFirst(path.join(nvm, 'versions', 'node'), path.join('bin', NODE)) : []),
    ...(fnm
      ? await newestFirst(path.join(fnm, 'node-versions'), path.join('installation', 'bin', NODE))
      : []),
    ...(volta ? await newestFirst(path.join(volta, 'tools', 'image', 'node'), path.join('bin', NODE)) : []),
    volta && path.join(volta, 'bin', NODE),
    inHome('.asdf', 'shims', NODE),
    inHome('.local', 'bin', NODE),
    ...systemPlaces,
  ];
  return places.filter((place) => place !== null);
}

/**
 * Null where the file is missing, is no Node or does not answer.
 * @throws ProblemError where the system lets none start
 */
async function versionOf(file: string): Promise<string | null> {
  try {
    const { stdout } = await promisify(execFile)(file, ['-p', 'process.versions.node'], {
      timeout: LONGEST_START_MS,
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    const version = stdout.trim();
    return /^\d+\.\d+\.\d+/.test(version) ? version : null;
  } catch (error) {
    throwIfShort(error);
    return null;
  }
}

function isRecent(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > OLDEST_NODE.major || (major === OLDEST_NODE.major && minor >= OLDEST_NODE.minor);
}

const RUNTIME_SETTING = { kind: 'open-setting', setting: LANGUAGES.javascript.runtimeSetting } as const;

function noRuntime(title: string): ProblemError {
  return new ProblemError({
    code: 'no-runtime',
    title,
    detail: `Your script runs on Node.js. Install version ${OLDEST_NODE_NAME} or newer from nodejs.org, or name an installed one in the setting ${LANGUAGES.javascript.runtimeSetting} (in a terminal: --node PATH).`,
    actions: [RUNTIME_SETTING, { kind: 'run-again' }],
  });
}

function runtimeTooOld({ path: file, version }: NodeRuntime): ProblemError {
  return new ProblemError({
    code: 'runtime-too-old',
    title: `Node.js ${version} is too old.`,
    detail: `The one at ${file} would run your script. Version ${OLDEST_NODE_NAME} or newer is needed: install it, or name an installed one in the setting ${LANGUAGES.javascript.runtimeSetting} (in a terminal: --node PATH).`,
    actions: [RUNTIME_SETTING, { kind: 'run-again' }],
  });
}

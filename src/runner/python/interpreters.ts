/** Finds the Python of a script's project, or all that there are to choose from; each is proven by running it. */
import { realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { ProblemError } from '../../protocol/problems';
import { homeFolder, type Machine } from '../machine';
import {
  type Candidate,
  IN_CONDA,
  IN_ENVIRONMENT,
  ofMachine,
  ofProject,
  type PythonOrigin,
} from './candidates';
import { isRecent, OLDEST_NAME, probe, type PythonRuntime } from './probe';

const SYSTEM_PLACES = ['/usr/local/bin/python3', '/opt/homebrew/bin/python3', '/usr/bin/python3'];
/** Each probe is a process of its own, and a machine may hold dozens of environments. */
const PROBES_AT_ONCE = 4;

/** @param environment what the script gets, so that an environment activated for it alone counts */
export function machineOf(environment: Record<string, string | undefined>): Machine {
  return { environment, home: homeFolder(), systemPlaces: SYSTEM_PLACES };
}

/**
 * The user's choice, else the first that has a framework: the one chosen in the Python extension, then those of
 * `ofProject`. Where none has one, the first that runs.
 * @param chosen a program, the folder of an environment, or a name on the PATH
 * @param editors what the Python extension runs, if it is there: a program or the folder of an environment
 * @throws ProblemError no-runtime, runtime-too-old
 */
export async function findPython(
  chosen: string | null,
  script: string,
  machine: Machine,
  editors: string | null = null,
): Promise<PythonRuntime> {
  if (chosen !== null) return checkPython(chosen, machine);
  let usable: PythonRuntime | null = null;
  let tooOld: PythonRuntime | null = null;
  const asked = new Set<string>();
  const candidates = inOrder(editorsCandidates(editors), ofProject(path.dirname(script), machine));
  for await (const { file } of candidates) {
    if (asked.has(file)) continue;
    asked.add(file);
    const found = await probe(file, machine);
    if (found === null) continue;
    if (!isRecent(found)) tooOld ??= found;
    else if (found.frameworks.length > 0) return found;
    else usable ??= found;
  }
  if (usable !== null) return usable;
  throw tooOld ? tooOldProblem(tooOld) : noPython('Python was not found on this machine.');
}

/**
 * The Python that a person named.
 * @param chosen a program, the folder of an environment, or a name on the PATH
 * @throws ProblemError no-runtime, runtime-too-old
 */
export async function checkPython(chosen: string, machine: Machine): Promise<PythonRuntime> {
  for (const file of programsOf(chosen)) {
    const found = await probe(file, machine);
    if (found === null) continue;
    if (!isRecent(found)) throw tooOldProblem(found);
    return found;
  }
  throw noPython(`The chosen Python, ${chosen}, does not start.`);
}

export interface PythonFound extends PythonRuntime {
  origin: PythonOrigin;
  /** Whether it may run scripts: older ones are too old. */
  recent: boolean;
}

/**
 * All that there are to choose from: what is chosen already, those of the folder's project, the others. Each is told as
 * soon as it has answered. An environment counts once, however many names lead to it.
 * @param editors as for `findPython`
 */
export async function listPythons(
  folder: string,
  machine: Machine,
  { chosen, editors }: { chosen: string | null; editors: string | null },
  tell: (found: readonly PythonFound[]) => void,
): Promise<void> {
  const known: Candidate[] = chosen === null ? [] : [{ file: chosen, origin: 'chosen for this folder' }];
  const wanted = await existing(
    inOrder(known, editorsCandidates(editors), ofProject(folder, machine), ofMachine(machine)),
  );
  const found: (PythonFound | null)[] = wanted.map(() => null);
  const waiting = wanted.map(({ file, origin }, index) => async () => {
    const runtime = await probe(file, machine);
    if (runtime === null) return;
    found[index] = { ...runtime, origin, recent: isRecent(runtime) };
    tell(found.filter((one) => one !== null));
  });
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await next();
  };
  await Promise.all(Array.from({ length: PROBES_AT_ONCE }, work));
}

async function* inOrder(
  ...groups: readonly (Iterable<Candidate> | AsyncIterable<Candidate>)[]
): AsyncGenerator<Candidate> {
  for (const group of groups) yield* group;
}

function editorsCandidates(editors: string | null): Candidate[] {
  const files = editors === null ? [] : programsOf(editors);
  return files.map((file) => ({ file, origin: 'chosen in the Python extension' }));
}

/** What of an environment's folder, or of a program, may be started. */
function programsOf(chosen: string): string[] {
  return [chosen, path.join(chosen, IN_ENVIRONMENT), path.join(chosen, IN_CONDA)];
}

/** Those whose file is there, one a folder: `python` and `python3` beside each other are the same. */
async function existing(all: AsyncIterable<Candidate>): Promise<Candidate[]> {
  const byFolder = new Map<string, Candidate>();
  for await (const candidate of all) {
    const file = await stat(candidate.file).catch(() => null);
    if (!file?.isFile()) continue;
    // Not of the file: that of a virtual environment is a link to the Python which made it.
    const folder = await realpath(path.dirname(candidate.file));
    if (!byFolder.has(folder)) byFolder.set(folder, candidate);
  }
  return [...byFolder.values()];
}

const CHOOSE = { kind: 'choose-python' } as const;
const RUN_AGAIN = { kind: 'run-again' } as const;

function noPython(title: string): ProblemError {
  return new ProblemError({
    code: 'no-runtime',
    title,
    detail: `Your script runs on Python ${OLDEST_NAME} or newer. Install it, or name the one of your environment in the setting lrTuner.python.path (in a terminal: --python PATH).`,
    actions: [CHOOSE, RUN_AGAIN],
  });
}

function tooOldProblem({ path: file, version }: PythonRuntime): ProblemError {
  return new ProblemError({
    code: 'runtime-too-old',
    title: `Python ${version} is too old.`,
    detail: `The one at ${file} would run your script. Version ${OLDEST_NAME} or newer is needed: install it, or name another one in the setting lrTuner.python.path (in a terminal: --python PATH).`,
    actions: [CHOOSE, RUN_AGAIN],
  });
}

/** Asks a program whether it is a Python, of which version, and what it has. Nothing is imported, nothing installed. */
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { Fields, MessageError } from '../../protocol/fields';
import type { Machine } from '../machine';
import { throwIfShort } from '../systemErrors';

export interface PythonRuntime {
  /** Absolute. */
  path: string;
  version: string;
  /** Those of `FRAMEWORKS` that it has. */
  frameworks: readonly string[];
}

const OLDEST_PYTHON = { major: 3, minor: 9 };
export const OLDEST_NAME = `${OLDEST_PYTHON.major}.${OLDEST_PYTHON.minor}`;
/** What trains; an interpreter that has one is preferred to one that has none. */
const FRAMEWORKS = ['torch', 'keras', 'tensorflow', 'jax'];
const LONGEST_START_MS = 15_000;

/**
 * Looks for the frameworks without importing them, which would take seconds. A folder named like one, where the editor
 * happens to stand, is none.
 */
const PROBE = `
import json, sys
sys.path[:] = [folder for folder in sys.path if folder]
from importlib.util import find_spec
version = '.'.join(map(str, sys.version_info[:3]))
print(json.dumps({'path': sys.executable, 'version': version, 'frameworks': ' '.join(n for n in ${JSON.stringify(FRAMEWORKS)} if find_spec(n))}))
`;

/** Null where the file is missing, is no Python or does not answer. */
export async function probe(file: string, machine: Machine): Promise<PythonRuntime | null> {
  const answer = await outputOf(file, ['-c', PROBE], machine, LONGEST_START_MS);
  // What else the environment prints at a start comes first.
  return answer === null ? null : readAnswer(file, answer.trim().split('\n').at(-1) ?? '');
}

function readAnswer(file: string, line: string): PythonRuntime | null {
  try {
    const fields = new Fields(JSON.parse(line));
    const frameworks = fields.text('frameworks').split(' ').filter(Boolean);
    return {
      path: path.isAbsolute(file) ? file : fields.text('path'),
      version: fields.text('version'),
      frameworks,
    };
  } catch (error) {
    // Another program of that name.
    if (error instanceof MessageError || error instanceof SyntaxError) return null;
    throw error;
  }
}

/**
 * What a program prints; null where it fails or takes longer.
 * @param timeout in milliseconds
 * @throws ProblemError where the machine has no room for another process
 */
export async function outputOf(
  program: string,
  args: readonly string[],
  { environment }: Machine,
  timeout: number,
  cwd?: string,
): Promise<string | null> {
  try {
    const { stdout } = await promisify(execFile)(program, args, {
      timeout,
      // One that hangs may not heed anything less.
      killSignal: 'SIGKILL',
      env: environment,
      ...(cwd !== undefined && { cwd }),
    });
    return stdout;
  } catch (error) {
    throwIfShort(error);
    return null;
  }
}

export function isRecent({ version }: PythonRuntime): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > OLDEST_PYTHON.major || (major === OLDEST_PYTHON.major && minor >= OLDEST_PYTHON.minor);
}

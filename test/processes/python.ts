/** Runs Python scripts as `harness.ts` runs those of JavaScript, on the PyTorch that `scripts/setup-python.mjs` set up. */
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { makeProject, ofType, root, run, type Run } from './harness';

/** Set by `npm test`; without it the tests on a real PyTorch are left out. */
export const python = process.env['LR_TUNER_TEST_PYTHON'];
export const pythonScripts = path.join(root, 'test/scripts/python');

export function runPython(script: string, options: Parameters<typeof run>[1] = {}): Promise<Run> {
  const launch = { runtimePath: python ?? null, ...options.launch };
  return run(path.resolve(pythonScripts, script), { ...options, launch });
}

export async function runText(text: string, options: Parameters<typeof run>[1] = {}): Promise<Run> {
  const folder = await makeProject({ 'train.py': text }, {});
  return runPython(path.join(folder, 'train.py'), options);
}

/** Those of the processes that said that they are there and still run 3 s later: the limit that the design sets. */
export async function left(folderOfReports: string): Promise<number[]> {
  for (const until = Date.now() + 3000; ; await wait(100)) {
    const running = await marked(folderOfReports);
    if (running.length === 0 || Date.now() > until) return running;
  }
}

/** Processes whose environment holds the text, as every process of a run does its plan. */
async function marked(mark: string): Promise<number[]> {
  const pids = (await readdir('/proc')).map(Number).filter((pid) => pid > 1 && pid !== process.pid);
  const found = await Promise.all(
    pids.map(async (pid) => {
      const environment = await readFile(`/proc/${pid}/environ`).catch(() => null);
      return environment?.includes(mark) ? pid : null;
    }),
  );
  return found.filter((pid) => pid !== null);
}

export function rates({ steps }: Run): number[] {
  return steps.map(({ lr }) => lr);
}

export function hasAccuracy({ steps }: Run): boolean {
  return steps.every(({ accuracy }) => accuracy !== undefined);
}

export function drivenOf({ messages }: Run): string | undefined {
  return ofType(messages, 'training').find(({ driven }) => driven)?.optimizer;
}

/** What must hold whatever happens to a run: it ends, nothing is left, nothing is changed, and the next run works. */
import { readdir } from 'node:fs/promises';
import { expect } from 'vitest';
import { type Ended, type Surroundings, World } from './world';

export interface Fault extends Surroundings {
  name: string;
  /** Exit codes that are right; null for an end by a signal. */
  codes: readonly (number | null)[];
  /** Said on standard error; where nothing can be said there, nothing. */
  words?: RegExp;
  /** The host could not tidy up: the next one does. */
  leavesTemporary?: boolean;
  /** The host itself died, and what its runtime says then is not ours. */
  hostDies?: boolean;
}

/** With bounds or without. */
export const ANSWERED = [0, 3];

/**
 * @param files of the project
 * @param args of the command line; its answer is JSON
 * @param later of the run that follows, where they are others
 */
export async function expectSurvival(
  fault: Fault,
  files: Readonly<Record<string, string>>,
  args: readonly string[],
  later: readonly string[] = args,
): Promise<void> {
  const world = await World.make(files);
  try {
    const ended = await world.run(args, fault);
    expect(fault.codes, ended.stderr).toContain(ended.code);
    if (!fault.hostDies) expectWords(ended);
    if (fault.words) expect(ended.stderr).toMatch(fault.words);
    expect(await world.left()).toEqual([]);
    expect(await world.isProjectAsBefore()).toBe(true);
    if (!fault.leavesTemporary) expect(await readdir(world.temporary)).toEqual([]);

    const next = await world.run(later);
    expect(ANSWERED, next.stderr).toContain(next.code);
    expect(JSON.parse(next.stdout)).toMatchObject({ points: expect.any(Array) as unknown });
    expect(await readdir(world.temporary)).toEqual([]);
  } finally {
    await world.remove();
  }
}

/** What people are told holds no trace of ours and no raw error of Node's; a script's own is quoted at the end. */
function expectWords({ stderr }: Ended): void {
  const [ours = ''] = stderr.split('\nThe script printed last:\n');
  expect(ours).not.toMatch(/^\s+at .+\(.+:\d+:\d+\)|node:internal|Unhandled|uncaught|Traceback/im);
}

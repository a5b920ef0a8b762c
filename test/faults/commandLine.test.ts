/**
 * Faults injected into a whole run of the command line. Whatever happens, the same must hold: it ends, no process is
 * left, no file of the user's has changed, what is said is for people, and the next run works.
 */
import { mkdir, readdir, rm } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { randomFrom, ROUNDS, SEED } from './soak';
import { type Ended, type Surroundings, World } from './world';

/** Trains 100 updates and saves its model, as scripts do. */
const TRAINING = `
const tf = require('@tensorflow/tfjs');
const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1] })] });
model.compile({ optimizer: tf.train.sgd(0.01), loss: 'meanSquaredError' });
const x = tf.linspace(-1, 1, 400).reshape([400, 1]);
const pause = () => new Promise((resolve) => setTimeout(resolve, 2));
(async () => {
  await model.fit(x, x.mul(3), { epochs: 4, batchSize: 8, callbacks: { onBatchEnd: pause } });
  await model.save('file://' + __dirname + '/model');
})();
`;
const FILES = { 'train.js': TRAINING, 'model.json': '{"mine":true}', 'notes.csv': 'step,loss\n1,2\n' };
const FIND = ['find', 'train.js', '--quick', '--json'];

interface Fault extends Surroundings {
  name: string;
  /** Exit codes that are right; null for an end by the signal itself. */
  codes: readonly (number | null)[];
  /** Said on standard error; where nothing can be said there, nothing. */
  words?: RegExp;
  /** The host could not tidy up: the next one does. */
  leavesTemporary?: boolean;
}

const random = randomFrom(SEED);

/** A signal at a random moment of a run, sent to whichever process is chosen. */
function signalled(signal: NodeJS.Signals, to: 'host' | 'child'): Pick<Fault, 'meanwhile' | 'shell'> {
  return {
    // The shell gives its place to the host, so that the signal meets it.
    shell: 'exec "$@"',
    meanwhile: async (host, world) => {
      const moment = 300 + 2_500 * random();
      await wait(moment);
      const others = (await world.processes()).filter((pid) => pid !== host.pid);
      const pids = to === 'host' ? [host.pid] : others;
      for (const pid of pids) if (pid !== undefined) kill(pid, signal);
      if (signal === 'SIGSTOP') {
        await wait(1_000);
        for (const pid of pids) if (pid !== undefined) kill(pid, 'SIGCONT');
      }
    },
  };
}

/** The process may have come to its end before. */
function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

const ANSWERED = [0, 3];
const FAULTS: readonly Fault[] = [
  { name: 'Ctrl+C', ...signalled('SIGINT', 'host'), codes: [130, ...ANSWERED] },
  { name: 'SIGTERM to the host', ...signalled('SIGTERM', 'host'), codes: [130, 143, ...ANSWERED] },
  { name: 'the terminal is closed', ...signalled('SIGHUP', 'host'), codes: [129, 130, ...ANSWERED] },
  {
    name: 'SIGKILL to the host',
    ...signalled('SIGKILL', 'host'),
    codes: [null, ...ANSWERED],
    leavesTemporary: true,
  },
  { name: 'the host is stopped for a while', ...signalled('SIGSTOP', 'host'), codes: ANSWERED },
  { name: 'SIGKILL to the script', ...signalled('SIGKILL', 'child'), codes: [1, ...ANSWERED] },
  { name: 'SIGSEGV to the script', ...signalled('SIGSEGV', 'child'), codes: [1, ...ANSWERED] },
  { name: 'SIGTERM to the script', ...signalled('SIGTERM', 'child'), codes: [1, ...ANSWERED] },
  { name: 'the script is stopped for a while', ...signalled('SIGSTOP', 'child'), codes: ANSWERED },
  {
    name: 'standard output is full',
    shell: '"$@" > /dev/full',
    codes: [1],
    words: /standard output|disk|space/i,
  },
  { name: 'nobody reads standard output', shell: '{ "$@"; echo $? >&2; } | true', codes: [0] },
  { name: 'standard error is full', shell: '"$@" 2> /dev/full', codes: [0, 1, 3] },
  { name: 'standard output is closed', shell: '"$@" >&-', codes: [0, 1, 3] },
  { name: 'standard error is closed', shell: '"$@" 2>&-', codes: ANSWERED },
  { name: 'no standard stream is open', shell: '"$@" <&- >&- 2>&-', codes: [0, 1, 3] },
  { name: 'few descriptors', shell: 'ulimit -n 24; "$@"', codes: [0, 1, 3] },
  { name: 'few processes', shell: 'ulimit -u 1; "$@"', codes: [0, 1, 3] },
  { name: 'files may not grow', shell: 'ulimit -f 0; "$@"', codes: [0, 1, 3] },
  {
    name: 'no folder for temporary files',
    env: { TMPDIR: '/nowhere/at/all' },
    codes: [1],
    words: /TMPDIR|temporary/,
  },
  {
    name: 'the folder for temporary files goes while it runs',
    meanwhile: async (_host, world) => {
      await wait(800 + 1_000 * random());
      await rm(world.temporary, { recursive: true, force: true });
      await mkdir(world.temporary);
    },
    codes: [0, 1, 3],
  },
  { name: 'no home', shell: 'unset HOME; "$@"', codes: ANSWERED },
];

/** What people are told holds no trace of ours and no raw error of Node's. */
function expectWords({ stderr }: Ended): void {
  expect(stderr).not.toMatch(/^\s+at .+\(.+:\d+:\d+\)|node:internal|Unhandled|uncaught/im);
}

describe.skipIf(process.platform !== 'linux')('a run of the command line survives', () => {
  const rounds = Array.from({ length: ROUNDS }, (_, round) => round);
  const cases = rounds.flatMap((round) => FAULTS.map((fault) => ({ ...fault, round })));

  it.each(cases)('$name (round $round)', async (fault) => {
    const world = await World.make(FILES);
    try {
      const ended = await world.run(FIND, fault);
      expect(fault.codes, ended.stderr).toContain(ended.code);
      expectWords(ended);
      if (fault.words) expect(ended.stderr).toMatch(fault.words);
      expect(await world.left()).toEqual([]);
      expect(await world.isProjectAsBefore()).toBe(true);
      if (!fault.leavesTemporary) expect(await readdir(world.temporary)).toEqual([]);

      const next = await world.run(FIND);
      expect(ANSWERED, next.stderr).toContain(next.code);
      expect(JSON.parse(next.stdout)).toMatchObject({ points: expect.any(Array) as unknown });
      expect(await readdir(world.temporary)).toEqual([]);
    } finally {
      await world.remove();
    }
  });
});

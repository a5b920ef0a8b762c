/**
 * Faults injected into a whole run of the command line. Whatever happens, the same must hold: it ends, no process is
 * left, no file of the user's has changed, what is said is for people, and the next run works.
 */
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, it } from 'vitest';
import { ANSWERED, expectSurvival, type Fault } from './demands';
import { signalled } from './signals';
import { inRounds, randomFrom, SEED } from './soak';

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

const random = randomFrom(SEED);
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
  {
    name: 'the clock jumps by hours',
    env: { NODE_OPTIONS: `--require "${path.join(import.meta.dirname, 'jumpingClock.cjs')}"` },
    codes: ANSWERED,
  },
  { name: 'no home', shell: 'unset HOME; "$@"', codes: ANSWERED },
];

describe.skipIf(process.platform !== 'linux')('a run of the command line survives', () => {
  it.each(inRounds(FAULTS))('$name (round $round)', (fault) => expectSurvival(fault, FILES, FIND));
});

/** Used-up memory, in the script and in the host. */
import { describe, it } from 'vitest';
import { ANSWERED, expectSurvival, type Fault } from './demands';
import { inRounds } from './soak';

const TRAINING = `
const tf = require('@tensorflow/tfjs');
const w = tf.variable(tf.tensor1d([3, -2]));
const optimizer = tf.train.sgd(0.01);
for (let i = 0; i < 250; i += 1) {
  optimizer.minimize(() => w.square().sum());
  if (i === AT) fault();
}
`;
/** Before its first update, and in the middle. */
const MOMENTS = [0, 60];
const HEAP = `
function fault() {
  const held = [];
  for (;;) held.push(new Array(10_000).fill(0).map(String));
}
`;
const BUFFERS = `
function fault() {
  const held = [];
  for (;;) held.push(new ArrayBuffer(2 ** 40));
}
`;
/** Many lines, one without an end, and a progress bar that only returns. */
const OUTPUT = `
function fault() {
  const { writeSync } = require('node:fs');
  const say = (descriptor, text, times) => {
    for (let i = 0; i < times; i += 1) {
      let rest = Buffer.from(text);
      while (rest.length > 0) {
        try {
          rest = rest.subarray(writeSync(descriptor, rest));
        } catch (error) {
          if (error.code !== 'EAGAIN') throw error;
        }
      }
    }
  };
  say(1, 'A line of a script that says very much.\\n'.repeat(1_000), 1_000);
  say(1, 'x'.repeat(100_000), 400);
  say(2, '\\rstep 1 of 100'.repeat(5_000), 400);
}
`;
const script = (fault: string, at: number): string => fault + TRAINING.replace('AT', String(at));
/** Of the host alone, for what it starts inherits no option. */
const hostWith = (megabytes: number): string =>
  `node=$1; shift; "$node" --max-old-space-size=${megabytes} "$@"`;

type MemoryFault = Fault & { train: string };
const FAULTS: readonly MemoryFault[] = [
  ...MOMENTS.flatMap((at): MemoryFault[] => [
    {
      name: `a full heap at ${at}`,
      train: script(HEAP, at),
      env: { NODE_OPTIONS: '--max-old-space-size=60' },
      codes: [1],
      words: /max-old-space-size/,
    },
    {
      name: `no room for a buffer at ${at}`,
      train: script(BUFFERS, at),
      // What was trained before it is measured.
      codes: at === 0 ? [1] : ANSWERED,
      words: at === 0 ? /has no memory left/ : /Array buffer allocation failed/,
    },
  ]),
  { name: 'a script that says very much', train: script(OUTPUT, 60), shell: hostWith(48), codes: ANSWERED },
  {
    name: 'a host without memory',
    train: script('const fault = () => undefined;', 0),
    shell: hostWith(6),
    codes: [null, 1, 133, 134, ...ANSWERED],
    hostDies: true,
    leavesTemporary: true,
  },
];
const find = (name: string): string[] => ['find', name, '--quick', '--json'];

describe.skipIf(process.platform !== 'linux')('a run survives', () => {
  it.each(inRounds(FAULTS))('$name (round $round)', ({ train, ...fault }) =>
    expectSurvival(
      fault,
      { 'train.js': train, 'next.js': script('const fault = () => undefined;', 0) },
      find('train.js'),
      find('next.js'),
    ),
  );
});

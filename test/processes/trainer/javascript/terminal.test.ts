// What scripts do with the terminal that they are started in otherwise.
import path from 'node:path';
import { expect, it } from 'vitest';
import { makeProject, run, shortRamp, SMALL_TRAINING } from '../../harness';

it.each([
  [
    'a progress line',
    'process.stdout.cursorTo(0); process.stdout.clearLine(0); process.stdout.write(`step ${i}`);',
  ],
  ['lines moved over', 'process.stderr.moveCursor(0, -1); process.stderr.clearScreenDown();'],
  ['a rule', "console.log(new Array(process.stdout.columns - 1).fill('-').join(''));"],
  ['a window', 'const [width, height] = process.stdout.getWindowSize(); new Array(width * height - 1);'],
  ['colours', 'if (process.stdout.hasColors() || process.stdout.getColorDepth() > 1) throw new Error();'],
  ['keys', 'process.stdin.setRawMode(true); process.stdin.setRawMode(false).unref?.();'],
  [
    'whether it is one',
    "if (process.stdout.isTTY) throw new Error('no terminal'); else console.log('plain');",
  ],
])('a script finds %s where there is no terminal', async (_, line) => {
  const text = SMALL_TRAINING.replace('optimizer.minimize', `{ ${line} } optimizer.minimize`).replace(
    /for \(.*\) (\{.*\}) (optimizer.*)/,
    'for (let i = 0; i < 100; i += 1) { $1 $2 }',
  );
  const folder = await makeProject({ 'train.js': text });
  const { outcome, steps } = await run(path.join(folder, 'train.js'));
  expect(outcome.problem).toBeNull();
  expect(steps).toHaveLength(shortRamp.steps);
});

it('what waits for the cursor goes on', async () => {
  const wait = `
new Promise((done) => process.stdout.cursorTo(0, 0, done))
  .then(() => new Promise((done) => process.stdout.clearLine(0, done)))
  .then(() => { for (let i = 0; i < 100; i += 1) optimizer.minimize(() => w.square().sum()); });`;
  const folder = await makeProject({ 'train.js': SMALL_TRAINING.replace(/for .*/, wait) });
  expect((await run(path.join(folder, 'train.js'))).steps).toHaveLength(shortRamp.steps);
});

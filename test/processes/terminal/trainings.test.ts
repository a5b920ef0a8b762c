/** `lr-tuner trainings`, built, as a person or another tool calls it. */
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { lrTuner, mlp, root } from './commandLine';

describe('lr-tuner trainings', () => {
  it('lists what a script trains, in words and as JSON', async () => {
    const script = path.join(root, 'test/scripts/javascript/two-phases.js');
    const words = await lrTuner(['trainings', script, '--engine', 'embedded']);
    expect(words).toMatchObject({ code: 0, stderr: '' });
    expect(words.stdout).toMatch(/^training 1: Adam on .*, learning rate 0\.01, 60 iterations$/m);
    expect(words.stdout).toMatch(/^training 2: Adam on .*, learning rate 0\.001, 30 iterations$/m);

    const { stdout } = await lrTuner(['trainings', script, '--engine', 'embedded', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({
      trainings: [
        { training: 1, optimizer: 'Adam', lr: 0.01, iterations: 60 },
        { training: 2, optimizer: 'Adam', lr: 0.001, iterations: 30 },
      ],
      complete: true,
      problem: null,
    });
  });

  it('are counted from 1', async () => {
    const { code, stderr } = await lrTuner(['find', mlp, '--training', 'second']);
    expect(code).toBe(2);
    expect(stderr).toContain('--training takes a whole number from 1 on, not "second".');
  });
});

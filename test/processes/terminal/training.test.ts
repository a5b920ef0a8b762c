/** `train` and `compare` as another tool calls them. */
import { execFile } from 'node:child_process';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { dist, scripts } from '../harness';

interface Ended {
  code: number | string | null | undefined;
  stdout: string;
  stderr: string;
}

function lrTuner(...args: string[]): Promise<Ended> {
  const command = [path.join(dist, 'cli.js'), ...args, '--engine', 'embedded'];
  return new Promise((resolve) => {
    execFile(process.execPath, command, { cwd: scripts }, (error, stdout, stderr) => {
      resolve({ code: error ? error.code : 0, stdout, stderr });
    });
  });
}

const BOUNDS = ['--base', '0.01', '--max', '0.04'];

describe('lr-tuner train', () => {
  it('prints one JSON object with the one policy', async () => {
    const { code, stdout } = await lrTuner(
      'train',
      'fit-validation.mjs',
      ...BOUNDS,
      '--policy',
      'one-cycle',
      '--json',
    );
    expect(code).toBe(0);
    const report = JSON.parse(stdout) as { arms: { policy: string; bestAccuracy: number }[]; target: null };
    expect(report).toMatchObject({ target: null, engine: 'embedded', metric: 'validation accuracy' });
    expect(report.arms).toHaveLength(1);
    expect(report.arms[0]).toMatchObject({ policy: 'one-cycle', schedule: { totalSteps: 40 } });
    expect(report.arms[0]?.bestAccuracy).toBeGreaterThan(0.3);
  });

  it('says that of several trainings one is driven, and how another one is', async () => {
    const { stdout, stderr } = await lrTuner('train', 'two-phases.js', ...BOUNDS);
    const another = '--training N drives another one; lr-tuner trainings lists them all.';
    expect(stderr).toMatch(/^The script has several trainings\. Only training 1 is driven \(Adam on/m);
    expect(stderr).toContain(another);
    expect(stdout).toMatch(
      /^Note: Only training 1 of 2 was driven \(Adam on .*\); the others kept their own rates\.$/m,
    );
    expect(stdout).toContain(another);
  });

  it('takes the step size in epochs', async () => {
    const { stdout } = await lrTuner(
      'train',
      'fit-validation.mjs',
      ...BOUNDS,
      '--step-epochs',
      '1.5',
      '--json',
    );
    expect(JSON.parse(stdout)).toMatchObject({ arms: [{ schedule: { stepSize: 12 } }] });
  });

  it('shows a table and what it comes to', async () => {
    const { code, stdout } = await lrTuner('train', 'fit-validation.mjs', ...BOUNDS);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^triangular +0\.01 to 0\.04, half a cycle \d+ iterations +[\d.]+ %$/m);
    expect(stdout).toMatch(/^Triangular reached [\d.]+ % validation accuracy\.$/m);
  });

  it('passes on what the script prints, on standard error, but for --quiet', async () => {
    const loud = await lrTuner('train', 'fit-validation.mjs', ...BOUNDS);
    expect(loud.stderr).toMatch(/^trained$/m);
    expect(loud.stdout).not.toMatch(/^trained$/m);
    const seeds = await lrTuner('train', 'fit-validation.mjs', ...BOUNDS, '--seeds', '2');
    expect(seeds.stderr).toMatch(/^triangular, seed 1 \| trained$/m);
    const quiet = await lrTuner('train', 'fit-validation.mjs', ...BOUNDS, '--quiet');
    expect(quiet).toMatchObject({ code: 0, stdout: loud.stdout });
    expect(quiet.stderr).not.toMatch(/^trained$/m);
  });

  it('says that a model was not kept, and how to keep it', async () => {
    const { stdout } = await lrTuner('train', 'save-and-load.js', ...BOUNDS);
    expect(stdout).toContain('What the script saved was not kept: it had no leave to save.');
    expect(stdout).toMatch(/cli\.js train save-and-load\.js .* --policy triangular --allow-save$/m);
    // One training: what its headline says is not said again.
    expect(stdout.match(/Triangular reached/g)).toHaveLength(1);
  });

  it('fails with the words and the code of a failed run', async () => {
    const { code, stderr } = await lrTuner('train', 'exports-only.js', ...BOUNDS);
    expect(code).toBe(1);
    expect(stderr).toContain('without training anything');
  });

  it.each([
    [['train'], 'train needs the path of a training script'],
    [['train', 'gan.js', '--base', '0.1'], '--base and --max go together'],
    [['train', 'gan.js', '--base', '0.2', '--max', '0.1'], '--base must be below --max'],
    [['train', 'gan.js', ...BOUNDS, '--policy', 'square'], 'not "square"'],
    [
      ['train', 'gan.js', ...BOUNDS, '--step-size', '4', '--step-epochs', '2'],
      'Give --step-size or --step-epochs',
    ],
    [['compare', 'gan.js', ...BOUNDS, '--policies', 'triangular,'], '--policies takes triangular'],
    [['compare', 'gan.js', ...BOUNDS, '--seeds', '1.5'], '--seeds takes a whole number'],
  ])('refuses %j', async (args, message) => {
    const { code, stdout, stderr } = await lrTuner(...args);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
    expect(stdout).toBe('');
  });
});

describe('lr-tuner compare', () => {
  it('prints one JSON object with every arm', async () => {
    const { code, stdout } = await lrTuner('compare', 'fit-dataset.js', ...BOUNDS, '--seeds', '1', '--json');
    expect(code).toBe(0);
    const report = JSON.parse(stdout) as { arms: { name: string; perSeed: object[] }[] };
    expect(report.arms.map(({ name }) => name)).toEqual([
      'own rate',
      'fixed 0.01',
      'fixed 0.02',
      'fixed 0.04',
      'triangular',
      'one-cycle',
    ]);
    expect(report.arms.every(({ perSeed }) => perSeed.length === 1)).toBe(true);
    expect(report).toMatchObject({
      target: expect.any(Number) as number,
      bounds: { baseLR: 0.01, maxLR: 0.04 },
    });
  });

  it('names the target that its table counts to, and what to do with the answer', async () => {
    const { stdout } = await lrTuner('compare', 'fit-dataset.js', ...BOUNDS, '--seeds', '1');
    expect(stdout).toMatch(/^One seed\. Target: ([\d.]+ %|[\d.]+), the best of the script's own rate\.$/m);
    expect(stdout).toMatch(/^[A-Z][\w .-]+ was best: [^;]+;/m);
    expect(stdout).toMatch(/^(Set the learning rate in|Leave) fit-dataset\.js|cli\.js train .*--policy/m);
  });
});

/** `lr-tuner find`, built, as a person or another tool calls it. */
import { mkdir, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { folder, lrTuner, mlp, root } from './commandLine';

describe('lr-tuner find', () => {
  it('gives a script that throws when the loss explodes the answer that it gets without', async () => {
    const guarded = path.join(root, 'test/scripts/javascript/nan-guard.js');
    const boundsWith = async (...args: string[]): Promise<unknown> => {
      const quick = ['find', guarded, '--quick', '--json', '--to', '1e6', '--engine', 'embedded'];
      const { code, stdout } = await lrTuner([...quick, '--', ...args]);
      expect(code).toBe(0);
      return (JSON.parse(stdout) as { bounds: unknown }).bounds;
    };
    const goingOn = await boundsWith();
    expect(goingOn).toMatchObject({ maxLR: expect.any(Number) as unknown });
    expect(await boundsWith('throw')).toEqual(goingOn);
  });

  it('prints one JSON object and nothing else on standard output', async () => {
    const { code, stdout, stderr } = await lrTuner([
      'find',
      mlp,
      '--json',
      '--quick',
      '--engine',
      'embedded',
    ]);
    expect(stderr).not.toContain('Error');
    expect(code).toBe(0);
    const report = JSON.parse(stdout) as Record<string, never> & {
      points: { lr: number; loss: number; accuracy: number }[];
      bounds: { baseLR: number; maxLR: number; constantLR: number };
    };
    expect(report).toMatchObject({
      script: mlp,
      engine: 'embedded',
      framework: 'TensorFlow.js 4.22.0',
      problem: null,
    });
    expect(report['steps']).toBe(200);
    expect(report.points).toHaveLength(200);
    expect(report.points[0]).toMatchObject({ lr: 1e-6 });
    expect(report.points[0]?.loss).toBeCloseTo(2.3, 0);
    expect(report.bounds.maxLR).toBeGreaterThan(0.02);
    expect(report.bounds.maxLR).toBeLessThan(2);
    expect(report.bounds.baseLR).toBeCloseTo(report.bounds.maxLR / 4);
    expect(typeof report['verdict']).toBe('string');
    expect(Array.isArray(report['flags'])).toBe(true);
  });

  it('draws a chart and says the bounds in words', async () => {
    const { code, stdout } = await lrTuner(['find', mlp, '--quick', '--engine', 'embedded']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ +accuracy$/m);
    expect(stdout).toMatch(/^ +loss$/m);
    expect(stdout).toMatch(/max LR +0\.\d+/);
    expect(stdout).toMatch(
      /cli\.js train \S+train\.js --base 0\.\d+ --max 0\.\d+ --engine embedded --allow-save$/m,
    );
    expect(stdout).toMatch(/cli\.js compare /);
  });

  it('reports and draws validation data where that is asked for, and bounds as without it', async () => {
    const script = path.join(root, 'test/scripts/javascript/fit-validation.mjs');
    const quick = ['find', script, '--quick', '--engine', 'embedded'];
    const asked = await lrTuner([...quick, '--validation', '--json']);
    const plain = await lrTuner([...quick, '--json']);
    const { validation, ...report } = JSON.parse(asked.stdout) as {
      validation: { steps: number; points: { step: number; accuracy: number }[] }[];
    };
    expect(report).toEqual(JSON.parse(plain.stdout));
    expect(validation[0]?.points.map(({ step }) => step)).toEqual(
      Array.from({ length: 25 }, (_, i) => 8 * i),
    );
    expect((await lrTuner([...quick, '--validation'])).stdout).toContain('o validation');
  });

  it('confirms the bounds of the curve by short trainings, or moves them', async () => {
    const quick = ['find', mlp, '--quick', '--confirm', '--engine', 'embedded'];
    const { code, stdout, stderr } = await lrTuner(quick);
    expect(code).toBe(0);
    expect(stderr).toMatch(/^at \S+ and \S+: 100 iterations$/m);
    expect(stdout).toContain('Short trainings, 100 iterations each');
    expect(stdout).toContain('Long ones around the best, 400 iterations each');
    expect(stdout).toMatch(/In 400 iterations|in 400 iterations/);
    const report = JSON.parse((await lrTuner([...quick, '--json'])).stdout) as {
      confirmation: { status: string; probes: unknown[] };
    };
    expect(report.confirmation.status).toBe('finished');
    expect(report.confirmation.probes.length).toBeGreaterThan(4);
  });

  it('refuses to confirm a script that is too short, and keeps the answer of its ramps', async () => {
    const script = path.join(folder, 'short.js');
    const loop = await readFile(path.join(root, 'test/scripts/javascript/minimize-loop.js'), 'utf8');
    await writeFile(script, loop.replace('i < 300', 'i < 50'));
    const { code, stderr } = await lrTuner(['find', script, '--confirm', '--engine', 'embedded']);
    expect(code).not.toBe(1);
    expect(stderr).toContain(
      'The script ends after 50 iterations, so no ramp of 200 iterations fits into it.',
    );
    expect(stderr).toContain('Not confirmed. The script makes only 50 iterations');
  });

  it('draws the linear picture of the paper, and wants to know how far', async () => {
    const script = path.join(root, 'test/scripts/javascript/fit-validation.mjs');
    const quick = ['find', script, '--linear', '--quick', '--engine', 'embedded'];
    const { code, stdout } = await lrTuner([...quick, '--to', '2']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/0 +0\.5 +1 +1\.5 +2\n/);
    expect(stdout).not.toContain('Cycle between');
    const report = JSON.parse((await lrTuner([...quick, '--to', '2', '--json'])).stdout) as {
      points: unknown[];
      bounds: object;
      verdict: string;
    };
    expect(report.points).toHaveLength(200);
    expect(report.bounds).toEqual({ baseLR: null, maxLR: null, constantLR: null });
    expect(report.verdict).toContain("the picture of Smith's paper");
    const refused = await lrTuner(quick);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('--linear needs --to');
  });

  it('tells with --verbose what is started, with what, and how it ends, but no values of the arguments', async () => {
    const script = path.join(root, 'test/scripts/javascript/minimize-loop.js');
    const quick = ['find', script, '--quick', '--steps', '20', '--engine', 'embedded'];
    const { code, stdout, stderr } = await lrTuner([
      ...quick,
      '--json',
      '--verbose',
      '--',
      '--key',
      's3cret',
    ]);
    const log = stderr.split('\n').filter((line) => / \[(debug|info|warn)\] /.test(line));
    const [, child] = /Child (\d+) starts: range-test, seed 0, engine embedded/.exec(stderr) ?? [];
    expect(code).not.toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ problem: null });
    expect(log).toContainEqual(expect.stringMatching(/lr-tuner \d+\.\d+\.\d+ on Node\.js/));
    expect(log).toContainEqual(expect.stringContaining(`runs ${script} as JavaScript`));
    expect(log).toContainEqual(
      expect.stringMatching(/--require \S+trainer\.cjs .*\(2 of the script's arguments\)/),
    );
    expect(log).toContainEqual(expect.stringContaining(`Child ${child}: TensorFlow.js`));
    expect(log).toContainEqual(
      expect.stringMatching(
        new RegExp(`Child ${child} ended after [\\d.]+ s: ramp-complete after 20 steps, exit code 0`),
      ),
    );
    expect(stderr).not.toMatch(/s3cret|--key/);
    expect((await lrTuner([...quick, '--json'])).stderr).not.toContain('[info]');
  });

  it('tells with --verbose why a script is refused', async () => {
    const { stderr } = await lrTuner(['find', 'nowhere.js', '--verbose']);
    expect(stderr).toMatch(/\[warn\] \S+nowhere\.js is not run \(script-missing\): There is no file/);
  });

  it('says what is wrong with a script that is not there, in JSON too', async () => {
    const { code, stdout, stderr } = await lrTuner(['find', 'nowhere.js', '--json']);
    expect(code).toBe(1);
    expect(stderr).toContain('nowhere.js');
    const report = JSON.parse(stdout) as { problem: { code: string }; bounds: object; verdict: string };
    expect(report.problem.code).toBe('script-missing');
    expect(report.bounds).toEqual({ baseLR: null, maxLR: null, constantLR: null });
  });

  it.each([
    [['find', 'nowhere.py'], 'script-missing', 1],
    [['train', 'nowhere.py'], 'script-missing', 1],
    [['compare', 'nowhere.py'], 'script-missing', 1],
    [['compare', 'nowhere.py', '--base', '0.1', '--max', '0.2'], 'script-missing', 1],
    [['trainings', 'nowhere.py'], 'script-missing', 1],
    [['analyze', 'nowhere.csv'], 'curve-unreadable', 1],
    [['find'], 'usage', 2],
    [['compare', 'a.py', '--seeds', '0'], 'usage', 2],
    [['analyze'], 'usage', 2],
  ])('%j with --json prints one object with the problem', async (args, problem, exit) => {
    const { code, stdout, stderr } = await lrTuner([...args, '--json']);
    expect(code).toBe(exit);
    expect(stderr).not.toBe('');
    expect(JSON.parse(stdout)).toMatchObject({
      problem: { code: problem, title: expect.any(String) as unknown, detail: expect.any(String) as unknown },
    });
  });

  it.each(['find', 'train', 'compare', 'trainings'])(
    '%s has nothing to print of a missing script',
    async (name) => {
      const { code, stdout, stderr } = await lrTuner([name, 'nowhere.py']);
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(stderr).toContain(`There is no file ${path.join(await realpath(folder), 'nowhere.py')}.`);
    },
  );

  it('names a folder as one, and the scripts in it', async () => {
    const full = path.join(folder, 'project');
    await mkdir(path.join(full, 'empty'), { recursive: true });
    const texts = { 'train.py': 'import torch\n', 'helper.py': '', 'eslint.config.mjs': '', 'notes.txt': '' };
    for (const [name, text] of Object.entries(texts)) await writeFile(path.join(full, name), text);
    const { code, stdout, stderr } = await lrTuner(['find', full]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toBe(
      `${full} is a folder.\nChoose the script in it that starts the training; there are: train.py.\n`,
    );
    await rm(path.join(full, 'train.py'));
    expect((await lrTuner(['find', full])).stderr).toContain('there are: helper.py.');
    expect((await lrTuner(['find', path.join(full, 'empty')])).stderr).toContain(
      'No script that could train',
    );
  });

  it.each([
    [['find'], 'needs the path'],
    [['find', 'a.js', 'b.js'], 'One script at a time'],
    [['find', 'a.js', '--engine', 'gpu'], 'automatic, native, embedded'],
    [['find', 'a.js', '--from', '1', '--to', '0.1'], '--from must be below --to'],
    [['find', 'a.js', '--steps', '5'], '5 steps show no curve: at least 16 are needed, 200 are usual.'],
    [['find', 'a.js', '--stpes', '5'], '(Did you mean --steps?)'],
    [['find', 'a.py', '--training', '0'], '--training takes at least 1, not 0.'],
    [['find', 'a.py', '--node', '/n'], 'a.py runs on Python: --python names one, not --node.'],
    [['fnd'], '(Did you mean find?)'],
    [['analyze'], 'missing required argument'],
    [[], 'Usage: lr-tuner COMMAND'],
  ])('%j is wrong usage: exit code 2 and a sentence', async (args, sentence) => {
    const { code, stdout, stderr } = await lrTuner(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(sentence);
  });

  it('ends with 130 on Ctrl+C and leaves no process', async () => {
    const marker = `lr-tuner-marker-${process.pid}`;
    const script = path.join(folder, 'endless.js');
    await writeFile(script, 'setInterval(() => {}, 1000);\n');
    const { code, stderr } = await lrTuner(['find', script, '--quick', '--', marker], (text, kill) => {
      if (text.includes('1 ramp of')) setTimeout(kill, 500);
    });
    expect(code).toBe(130);
    expect(stderr).toMatch(/^Cancelled: it had not come to its end\.$/m);
    expect(await processesWith(marker)).toEqual([]);
  });
});

/** Command lines, of this machine's processes, that hold the text. */
async function processesWith(text: string): Promise<string[]> {
  const { readdir } = await import('node:fs/promises');
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const lines = await Promise.all(ids.map((id) => readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '')));
  return lines.filter((line) => line.includes(text));
}

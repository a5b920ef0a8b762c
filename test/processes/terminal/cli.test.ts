/** The built command line as a person or another tool calls it. */
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { toCsv } from '../../../src/runs';
import { applyEvent, emptyRun, importedEvents } from '../../../src/runs';
import { curveNamed } from '../../unit/runs/curves';

const root = path.resolve(import.meta.dirname, '../../..');
const cli = path.join(process.env['LR_TUNER_DIST'] ?? path.join(root, 'dist'), 'cli.js');
const mlp = path.join(root, 'examples/mnist-mlp/train.js');

interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** @param whileRunning is given each piece of standard error and a way to send a signal */
function lrTuner(
  args: string[],
  whileRunning?: (text: string, kill: () => void) => void,
  env: NodeJS.ProcessEnv = process.env,
  input = '',
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [cli, ...args], {
      cwd: folder,
      env,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    child.stdin.end(input);
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
      whileRunning?.(text, () => child.kill('SIGINT'));
    });
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout, stderr }));
  });
}

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'lr-tuner-cli-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('what lr-tuner says of itself', () => {
  it('is the version of its package', async () => {
    const manifest = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8')) as {
      version: string;
    };
    for (const option of ['--version', '-V']) {
      expect(await lrTuner([option])).toEqual({ code: 0, stdout: `${manifest.version}\n`, stderr: '' });
    }
  });

  it.each([[['find', '--help']], [['find', 'a.js', '-h']], [['help', 'find']], [['--help', 'find']]])(
    'is help with the options of find alone, for %j',
    async (args) => {
      const { code, stdout, stderr } = await lrTuner(args);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toMatch(/^Usage: lr-tuner find SCRIPT/);
      expect(stdout).toContain('--max-steps <n>');
      expect(stdout).not.toContain('--policy');
    },
  );

  it.each(['train', 'compare', 'trainings'])('is help with every option of %s', async (command) => {
    const { code, stdout } = await lrTuner([command, '--help']);
    expect(code).toBe(0);
    for (const option of ['--engine', '--threads', '--node', '--cwd', '--json', '--verbose'])
      expect(stdout).toContain(option);
    expect(stdout.includes('--training <n>')).toBe(command !== 'trainings');
    expect(stdout.includes('--base <lr>')).toBe(command !== 'trainings');
    expect(stdout).not.toContain('--max-steps');
  });

  it.each([[['help']], [['--help']], [['-h']]])('is help with all commands, for %j', async (args) => {
    const { code, stdout } = await lrTuner(args);
    expect(code).toBe(0);
    for (const name of ['find', 'train', 'compare', 'trainings', 'analyze'])
      expect(stdout).toContain(`\n  ${name} `);
  });

  it('is no help with a command that there is not', async () => {
    const { code, stdout, stderr } = await lrTuner(['help', 'tune']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain("unknown command 'tune'");
  });
});

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
    expect(stdout).toMatch(/cli\.js train \S+train\.js --base 0\.\d+ --max 0\.\d+ --engine embedded$/m);
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
    for (const name of ['train.py', 'model.ts', 'notes.txt']) await writeFile(path.join(full, name), '');
    const { code, stdout, stderr } = await lrTuner(['find', full]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toBe(
      `${full} is a folder.\nChoose the script in it that starts the training; there are: model.ts, train.py.\n`,
    );
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
    const { code } = await lrTuner(['find', script, '--quick', '--', marker], (text, kill) => {
      if (text.includes('1 ramp of')) setTimeout(kill, 500);
    });
    expect(code).toBe(130);
    expect(await processesWith(marker)).toEqual([]);
  });
});

describe('a user without a home folder', () => {
  // As `os.homedir` does under a user id that the system does not know, with HOME not set.
  const HOMELESS = `require('node:os').homedir = () => { throw new Error('ENOENT: uv_os_homedir'); };`;

  it('runs scripts all the same', async () => {
    const preload = path.join(folder, 'homeless.cjs');
    await writeFile(preload, HOMELESS);
    const env = { ...process.env, HOME: undefined, NODE_OPTIONS: `--require "${preload}"` };
    expect(await lrTuner(['help'], undefined, env)).toMatchObject({ code: 0, stderr: '' });
    const script = path.join(root, 'test/scripts/javascript/minimize-loop.js');
    const quick = ['find', script, '--quick', '--json', '--engine', 'embedded'];
    const { stdout, stderr } = await lrTuner(quick, undefined, env);
    expect(stderr).not.toContain('homedir');
    expect(JSON.parse(stdout)).toMatchObject({ problem: null });
  });
});

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
    expect(stderr).toContain('--training takes a number above 0, not "second".');
  });
});

describe('lr-tuner analyze', () => {
  it('answers a recorded curve as the reference does', async () => {
    const { lr, loss, acc } = await curveNamed('mn-mlp-sgd-64', 400);
    const run = emptyRun();
    const curve = { lr, loss: loss.map((value) => value ?? Number.NaN), accuracy: acc };
    const header = { id: 'a', name: 'a', script: 'a.csv', startedAt: 0 };
    for (const event of importedEvents(header, [curve])) applyEvent(run, event);
    const file = path.join(folder, 'curve.csv');
    await writeFile(file, toCsv(run));
    const { code, stdout } = await lrTuner(['analyze', file, '--json']);
    expect(code).toBe(0);
    const report = JSON.parse(stdout) as {
      edgeIndex: number;
      onsetIndex: number;
      bounds: { constantLR: number };
    };
    const { proto } = await curveNamed('mn-mlp-sgd-64', 400);
    expect(report.edgeIndex).toBe(proto.edge);
    expect(report.onsetIndex).toBe(proto.onset);
    expect(report.bounds.constantLR).toBe(Number(proto.constantLr.toPrecision(2)));
  });

  it('takes the columns that it is told, and names the others on standard error', async () => {
    const { lr, loss } = await curveNamed('mn-mlp-sgd-64', 400);
    const file = path.join(folder, 'named.csv');
    const rows = lr.map((rate, i) => `${rate},${loss[i] ?? 'nan'},1`);
    await writeFile(file, ['eta,nll,norm', ...rows].join('\n'));
    const refused = await lrTuner(['analyze', file]);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('--lr NAME, --loss NAME');
    const { code, stdout, stderr } = await lrTuner([
      'analyze',
      file,
      '--lr',
      'eta',
      '--loss',
      'nll',
      '--json',
    ]);
    expect(code).toBe(0);
    expect(stderr).toContain('not read: "norm".');
    const { proto } = await curveNamed('mn-mlp-sgd-64', 400);
    expect((JSON.parse(stdout) as { edgeIndex: number }).edgeIndex).toBe(proto.edge);
  });

  it('reads standard input for -', async () => {
    const { lr, loss } = await curveNamed('mn-mlp-sgd-64', 400);
    const csv = ['lr,loss', ...lr.map((rate, i) => `${rate},${loss[i] ?? 'nan'}`)].join('\n');
    const { code, stdout } = await lrTuner(['analyze', '-', '--json'], undefined, process.env, csv);
    expect(code).toBe(0);
    const { proto } = await curveNamed('mn-mlp-sgd-64', 400);
    expect((JSON.parse(stdout) as { edgeIndex: number }).edgeIndex).toBe(proto.edge);
    const empty = await lrTuner(['analyze', '-']);
    expect(empty).toMatchObject({ code: 1, stdout: '' });
    expect(empty.stderr).toContain('standard input');
  });

  it('names a file that is missing or holds no curve', async () => {
    await writeFile(path.join(folder, 'shopping.csv'), 'item,price\nmilk,2\n');
    for (const [file, words] of [
      ['none.csv', 'no such file'],
      ['shopping.csv', 'lr'],
    ] as const) {
      const { code, stderr, stdout } = await lrTuner(['analyze', file]);
      expect(code).toBe(1);
      expect(stdout).toBe('');
      expect(stderr).toContain(file);
      expect(stderr).toContain(words);
    }
  });
});

/** Command lines, of this machine's processes, that hold the text. */
async function processesWith(text: string): Promise<string[]> {
  const { readdir } = await import('node:fs/promises');
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const lines = await Promise.all(ids.map((id) => readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '')));
  return lines.filter((line) => line.includes(text));
}

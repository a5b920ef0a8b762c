/** The built command line in a real terminal, as wide as people have them. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { curveNamed } from '../../unit/runs/curves';
import { dist } from '../harness';

const PYTHON = process.env['LR_TUNER_TEST_PYTHON'] ?? 'python3';
const ENV = { PATH: process.env['PATH'], HOME: tmpdir(), LC_ALL: 'C.UTF-8', TERM: 'xterm-256color' };
// eslint-disable-next-line no-control-regex -- what is looked for is a control sequence
const COLOURS = /\u001b\[[\d;]*m/g;

let folder = '';
let curve = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'lr-tuner-terminal-'));
  curve = path.join(folder, 'curve.csv');
  const { lr, loss, acc } = await curveNamed('mn-mlp-sgd-64', 400);
  const rows = lr.map((rate, i) => `${rate},${loss[i] ?? 'nan'},${acc?.[i] ?? 'nan'}`);
  await writeFile(curve, ['lr,loss,accuracy', ...rows].join('\n'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Seen {
  code: number | string | null | undefined;
  /** What the terminal was sent, with lines ended by a line feed alone. */
  text: string;
}

/** @param interruptAfter the text after which Ctrl+C is pressed */
function inTerminal(columns: number, args: string[], env: NodeJS.ProcessEnv = {}, interruptAfter = '') {
  const command = [
    path.join(import.meta.dirname, 'terminal.py'),
    String(columns),
    interruptAfter,
    process.execPath,
    path.join(dist, 'cli.js'),
    ...args,
  ];
  return new Promise<Seen>((resolve) => {
    execFile(PYTHON, command, { env: { ...ENV, ...env }, cwd: folder }, (error, stdout) => {
      resolve({ code: error ? error.code : 0, text: stdout.replaceAll('\r\n', '\n') });
    });
  });
}

describe.skipIf(process.platform === 'win32')('in a terminal', () => {
  it.each([40, 80, 120, 160])(
    'of %i columns the answer fills the width, and nothing breaks',
    async (columns) => {
      const { code, text } = await inTerminal(columns, ['analyze', curve]);
      expect(code).toBe(0);
      const lines = text.replace(COLOURS, '').split('\n');
      expect(Math.max(...lines.map((line) => line.length))).toBe(columns);
      expect(text).toMatch(/[\u2801-\u28ff]/);
      expect(lines).toContainEqual(expect.stringMatching(/^ +accuracy$/));
      expect(lines).toContainEqual(expect.stringMatching(/^ +loss$/));
    },
  );

  it.each([40, 60])('of %i columns help and notices break within them', async (columns) => {
    for (const args of [['--help'], ['find', '--help'], ['find', 'nowhere.py', '--quick']]) {
      const { text } = await inTerminal(columns, args);
      const lines = text.replace(COLOURS, '').split('\n');
      // A word that is longer than a line stays whole, and so does the usage, which is copied.
      const tooLong = lines.filter((line) => line.length > columns && !/^(Usage: .*|\s*\S+)$/.test(line));
      expect(tooLong).toEqual([]);
    }
  });

  it('has colours, but for those who want none', async () => {
    expect((await inTerminal(80, ['analyze', curve])).text).toMatch(COLOURS);
    const plain = await inTerminal(80, ['analyze', curve], { NO_COLOR: '1', LC_ALL: 'C' });
    expect(plain.text).not.toMatch(/(?!\n)\p{Cc}/u);
    expect(plain.text.split('learning rate')[0]).not.toMatch(/[^\n -~]/);
  });

  it('goes on in a line of its own after ^C, with the exit code of a cancelled command', async () => {
    await writeFile(path.join(folder, 'endless.js'), 'setInterval(() => {}, 1000);');
    const { code, text } = await inTerminal(
      80,
      ['find', 'endless.js', '--quick'],
      {},
      'waiting for the first',
    );
    expect(code).toBe(130);
    expect(text).toMatch(/waiting for the first iteration …(\^C)?\n/);
    expect(text.endsWith('\n')).toBe(true);
  });
});

/** The built command line where the machine refuses something, or a script means harm. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { dist, makeProject, SMALL_TRAINING } from '../harness';

const cli = path.join(dist, 'cli.js');

interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

/** @param command a line of a shell in which `lr` is the command line */
function shell(command: string, env: NodeJS.ProcessEnv = process.env, during?: (pid: number) => void) {
  return new Promise<Ended>((resolve) => {
    const line = command.replaceAll('lr ', `"${process.execPath}" "${cli}" `);
    const child = spawn('sh', ['-c', line], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    onTestFinished(() => void child.kill('SIGKILL'));
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.once('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
    during?.(child.pid ?? 0);
  });
}

/** Of ours; a script's own is quoted below "printed last". */
const STACK = /^ {4}at /m;

describe.skipIf(process.platform === 'win32')('an answer that cannot be written', () => {
  it.skipIf(!existsSync('/dev/full'))('for a full disk, fails with a word', async () => {
    const { code, stderr } = await shell('exec lr help >/dev/full');
    expect(code).toBe(1);
    expect(stderr).toMatch(/^lr-tuner: the answer could not be written: .*no space.*\n$/i);
  });

  it('for a reader that has gone, fails with a word', async () => {
    const { stderr } = await shell('{ sleep 1; lr help; echo "code $?" >&2; } | true');
    expect(stderr).toBe('lr-tuner: the answer could not be written: nobody reads it any more.\ncode 1\n');
  });

  it.skipIf(!existsSync('/dev/full'))('is written though the progress cannot be', async () => {
    const folder = await makeProject({ 'train.js': SMALL_TRAINING });
    const { code, stdout } = await shell(`exec lr find '${folder}/train.js' --quick --json 2>/dev/full`);
    expect([0, 3]).toContain(code);
    expect(JSON.parse(stdout)).toMatchObject({ problem: null });
  });
});

describe.skipIf(process.platform === 'win32')('a machine without room', () => {
  // Below 19 Node itself does not start.
  // From 19 on Node starts; up to 26, Node 20 waited for ever for its thread of module hooks.
  it.each([19, 23, 26])('for more than %i open files of the script says so', async (files) => {
    const folder = await makeProject({ 'train.js': SMALL_TRAINING });
    const limited = path.join(folder, 'node');
    const line = `#!/bin/sh\nulimit -n ${files}\nexec "${process.execPath}" "$@"\n`;
    await writeFile(limited, line, { mode: 0o755 });
    const { code, stderr } = await shell(`exec lr find '${folder}/train.js' --quick --node '${limited}'`);
    expect(code).toBe(1);
    expect(stderr).toMatch(/The system lets the script open no more files\.\nRaise the limit \(ulimit -n\)/);
  });

  it.each([20, 22, 24])('for more than %i open files is not one without Node.js', async (files) => {
    const folder = await makeProject({ 'train.js': SMALL_TRAINING });
    const { code, stderr } = await shell(`ulimit -n ${files}; exec lr find '${folder}/train.js' --quick`);
    expect(code).toBe(1);
    expect(stderr).toContain('The system lets LR Tuner open no more files.');
    expect(stderr).not.toMatch(STACK);
  });

  it.each([
    ['missing', '/nowhere/at/all'],
    ['a file', cli],
  ])('where the folder for temporary files is %s', async (_, TMPDIR) => {
    const folder = await makeProject({ 'train.js': SMALL_TRAINING });
    const ended = await shell(`exec lr find '${folder}/train.js' --quick`, { ...process.env, TMPDIR });
    expect(ended.code).toBe(1);
    expect(ended.stderr).toContain(`LR Tuner cannot use the folder for temporary files, ${TMPDIR}.`);
    expect(ended.stderr).not.toMatch(STACK);
  });
});

describe.skipIf(process.platform === 'win32')('what the terminal gets', () => {
  it('holds nothing that it would obey, from errors, output and file names', async () => {
    const evil = '\u001b]52;c;aGFja2Vk\u0007\u001b[2J\u009b2J';
    const folder = await makeProject({
      [`${evil}train.js`]: `console.log('\\x1b]0;OWNED\\x07'); throw new Error('bad \\x1b[2J\\x9b2J end');`,
    });
    for (const command of ['find', 'train --base 0.1 --max 1', 'trainings', 'analyze', 'find --json']) {
      const { code, stdout, stderr } = await shell(`exec lr ${command} '${folder}/${evil}train.js'`);
      expect(code).toBe(1);
      expect(stdout + stderr).not.toMatch(/(?![\n\t])\p{Cc}/u);
    }
  });
});

describe.skipIf(process.platform === 'win32')('temporary folders', () => {
  const WAITS = 'setInterval(() => {}, 1000); require("fs").writeFileSync(__dirname + "/there", "");';

  async function interrupted(signal: NodeJS.Signals) {
    const folder = await makeProject({ 'train.js': WAITS, 'quick.js': '' });
    const tmp = path.join(folder, 'tmp');
    await mkdir(tmp);
    const env = { ...process.env, TMPDIR: tmp };
    const ended = await shell(`exec lr find '${folder}/train.js' --quick`, env, (pid) => {
      void (async () => {
        while (!existsSync(path.join(folder, 'there'))) await wait(50);
        process.kill(pid, signal);
      })();
    });
    return { ended, tmp, next: () => shell(`exec lr find '${folder}/quick.js' --quick`, env) };
  }

  it.each([
    ['SIGHUP', 129],
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('are removed at %s, which gives its own exit code', async (signal, exitCode) => {
    const { ended, tmp } = await interrupted(signal);
    expect(ended.code).toBe(exitCode);
    expect(await readdir(tmp)).toEqual([]);
  });

  it('of a host that was killed are cleared when the next one starts', async () => {
    const { ended, tmp, next } = await interrupted('SIGKILL');
    expect(ended.signal).toBe('SIGKILL');
    expect(await readdir(tmp)).toHaveLength(1);
    await writeFile(path.join(tmp, 'own.txt'), '');
    await next();
    expect(await readdir(tmp)).toEqual(['own.txt']);
  });
});

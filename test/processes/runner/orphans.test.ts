import { execFile, spawn } from 'node:child_process';
import { promisify } from 'node:util';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startHost } from '../host';
import { dist, makeProject, run, SMALL_TRAINING } from '../harness';

/** Notes the pids of itself and of a child of its own, both of which block their threads for ever. */
const BLOCKING_FAMILY = `
const { fork } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
fs.writeFileSync(path.join(__dirname, process.argv[2] ?? 'parent') + '.pid', String(process.pid));
if (process.argv[2] === undefined) fork(__filename, ['child'], { stdio: 'ignore' });
const wait = () => { for (;;); };
if (process.argv[2] !== undefined) wait();
setTimeout(wait, 500);
`;

/** Trains through its ramp, while a child, a timer and an exit handler would go on. */
const CLINGING = `
const { spawn } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' });
fs.writeFileSync(path.join(__dirname, 'child.pid'), String(child.pid));
fs.writeFileSync(path.join(__dirname, 'parent.pid'), String(process.pid));
process.on('exit', () => { fs.writeFileSync(path.join(__dirname, 'exit'), ''); for (;;); });
${SMALL_TRAINING}
`;

/** Lets go of a process that keeps all pipes of the script, and trains. */
const LETTING_GO = `
const { spawn } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');
const options = { stdio: ['ignore', 'inherit', 'inherit', 3], detached: true };
const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], options);
child.unref();
fs.writeFileSync(path.join(__dirname, 'child.pid'), String(child.pid));
`;

async function pidIn(folder: string, name: string): Promise<number> {
  const file = path.join(folder, `${name}.pid`);
  for (;;) {
    const text = existsSync(file) ? await readFile(file, 'utf8') : '';
    if (text !== '') return Number(text);
    await wait(50);
  }
}

async function endLetGo(folder: string): Promise<void> {
  process.kill(await pidIn(folder, 'child'), 'SIGKILL');
}

const NOTES_PID = `require('node:fs').writeFileSync(__dirname + '/parent.pid', String(process.pid));`;

/** The system's letter for what a process does, such as T for stopped. */
async function stateOf(pid: number): Promise<string | undefined> {
  const { stdout } = await promisify(execFile)('ps', ['-o', 'state=', '-p', String(pid)]);
  return stdout.trim()[0];
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // As it should be.
  }
}

/** A killed process that nobody has collected yet still has an entry, but does not run. */
async function isRunning(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const status = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return !/\) Z /.test(status);
}

async function untilGone(pid: number): Promise<void> {
  while (await isRunning(pid)) await wait(50);
}

describe.skipIf(process.platform === 'win32')('no process is left behind', () => {
  it('by cancelling, even where every thread is blocked', async () => {
    const folder = await makeProject({ 'train.js': BLOCKING_FAMILY });
    const controller = new AbortController();
    const running = run(path.join(folder, 'train.js'), { signal: controller.signal });
    const pids = [await pidIn(folder, 'parent'), await pidIn(folder, 'child')];
    controller.abort();
    expect((await running).outcome).toMatchObject({ cancelled: true, problem: null });
    for (const pid of pids) expect(await isRunning(pid)).toBe(false);
  });

  it('by the end of the ramp, though the script clings to life; its exit handlers are begun', async () => {
    const folder = await makeProject({ 'train.js': CLINGING });
    const { outcome } = await run(path.join(folder, 'train.js'));
    expect(outcome.end?.reason).toBe('ramp-complete');
    expect(existsSync(path.join(folder, 'exit'))).toBe(true);
    for (const name of ['parent', 'child']) expect(await isRunning(await pidIn(folder, name))).toBe(false);
  });

  it('by killing the host itself', async () => {
    const folder = await makeProject({ 'train.js': BLOCKING_FAMILY });
    const host = await startHost(folder, path.join(folder, 'train.js'));
    const pids = [await pidIn(folder, 'parent'), await pidIn(folder, 'child')];
    host.process.kill('SIGKILL');
    for (const pid of pids) await untilGone(pid);
  });

  it('by killing the host itself, though it is stopped and cannot see that', async () => {
    const folder = await makeProject({ 'train.js': `${NOTES_PID}process.kill(process.pid, 'SIGSTOP');` });
    const host = await startHost(folder, path.join(folder, 'train.js'));
    const pid = await pidIn(folder, 'parent');
    onTestFinished(() => killIfThere(pid));
    while ((await stateOf(pid)) !== 'T') await wait(50);
    host.process.kill('SIGKILL');
    await untilGone(pid);
  });
});

describe.skipIf(process.platform === 'win32')('a process that the script let go does not hold up', () => {
  it('the end of the ramp', async () => {
    const folder = await makeProject({ 'train.js': LETTING_GO + SMALL_TRAINING });
    onTestFinished(() => endLetGo(folder));
    const { outcome, steps } = await run(path.join(folder, 'train.js'));
    expect(outcome).toMatchObject({ end: { reason: 'ramp-complete' }, problem: null });
    expect(steps).toHaveLength(60);
  });

  it('Ctrl+C', async () => {
    const folder = await makeProject({ 'train.js': `${LETTING_GO}setInterval(() => {}, 1000);` });
    const args = ['find', path.join(folder, 'train.js'), '--quick'];
    const terminal = spawn(process.execPath, [path.join(dist, 'cli.js'), ...args], { stdio: 'ignore' });
    const ended = once(terminal, 'exit');
    onTestFinished(() => endLetGo(folder));
    onTestFinished(() => void terminal.kill('SIGKILL'));
    await pidIn(folder, 'child');
    terminal.kill('SIGINT');
    expect(await ended).toEqual([130, null]);
  });
});

// What a person types in a fresh clone: npm start and npm run find.
import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { descendants, makeWorkspace, processes } from './harness/workspace';

const scripts = path.resolve(import.meta.dirname, '../../scripts');

test('npm start serves VS Code on the examples, and Ctrl+C leaves nothing behind', async () => {
  const port = await freePort();
  const child = spawn(process.execPath, [path.join(scripts, 'start.mjs')], {
    env: { ...process.env, LR_TUNER_EDITOR: 'browser', PORT: String(port) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  await expect.poll(() => output).toMatch(/Stop: +Ctrl\+C/);
  const url = /http:\S+/.exec(output)?.[0] ?? '';
  expect(url).toMatch(new RegExp(`^http://127\\.0\\.0\\.1:${port}/\\?folder=.*/examples$`));
  expect((await fetch(url)).status).toBe(200);
  const home = /(\S+)\/data\/logs/.exec(output)?.[1] ?? '';
  expect(existsSync(home)).toBe(true);

  const started = descendants(child.pid ?? 0).map(({ pid }) => pid);
  expect(started).not.toEqual([]);
  child.kill('SIGINT');
  expect(await exited).toBe(0);
  expect(existsSync(home)).toBe(false);
  expect(processes().filter(({ pid }) => started.includes(pid))).toEqual([]);
});

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

test('npm run find prints one JSON object and nothing else, for a path from where the person stands', async () => {
  const workspace = makeWorkspace();
  try {
    const args = [path.join(scripts, 'find.mjs'), 'mnist-mlp/train.js', '--quick', '--json'];
    const env = { ...process.env, INIT_CWD: workspace.folder };
    const { stdout } = await promisify(execFile)(process.execPath, args, { env });
    const answer = JSON.parse(stdout) as { script: string; points: unknown[] };
    expect(answer.script).toBe(path.join(workspace.folder, 'mnist-mlp/train.js'));
    expect(answer.points).toHaveLength(200);
  } finally {
    workspace.remove();
  }
});

/** The built command line as a person or another tool calls it. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll } from 'vitest';

export const root = path.resolve(import.meta.dirname, '../../..');
const cli = path.join(process.env['LR_TUNER_DIST'] ?? path.join(root, 'dist'), 'cli.js');
export const mlp = path.join(root, 'examples/mnist-mlp/train.js');

/** Where it is called: a folder of each test file's own. */
export const folder = mkdtempSync(path.join(tmpdir(), 'lr-tuner-cli-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** @param whileRunning is given each piece of standard error and a way to send a signal */
export function lrTuner(
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

/** A script whose own process fails before it trains, whether it waits for that process or fails with it. */
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { makeProject } from '../../harness';
import { python, runPython } from '../../python';

const WORKER = `
import torch

def load():
    raise ValueError("no data")

load()
`;
const PROCESS = `
import multiprocessing

def work(queue):
    import torch
    raise ValueError("no data")

if __name__ == "__main__":
    context = multiprocessing.get_context("METHOD")
    queue = context.Queue()
    process = context.Process(target=work, args=(queue,))
    process.start()
    print(queue.get())
`;
const SUBPROCESS = `
import os, subprocess, sys

os.chdir(os.path.dirname(os.path.abspath(__file__)))
`;
const SCRIPTS: [name: string, text: string, file: string, line: number][] = [
  ['waits for a forked process', PROCESS.replace('METHOD', 'fork'), 'train.py', 6],
  ['waits for a spawned process', PROCESS.replace('METHOD', 'spawn'), 'train.py', 6],
  [
    'waits after a subprocess',
    `${SUBPROCESS}subprocess.run([sys.executable, "worker.py"])\nos.read(os.pipe()[0], 1)\n`,
    'worker.py',
    5,
  ],
  [
    'fails with a subprocess',
    `${SUBPROCESS}subprocess.run([sys.executable, "worker.py"], check=True)\n`,
    'worker.py',
    5,
  ],
];

describe.skipIf(!python)("a script is told its own process's error where it", () => {
  it.concurrent.each(SCRIPTS)('%s', async (_name, text, file, line) => {
    const folder = await makeProject({ 'train.py': text, 'worker.py': WORKER }, {});
    const { outcome } = await runPython(path.join(folder, 'train.py'));
    expect(outcome.problem).toMatchObject({
      code: 'script-threw',
      title: 'The script failed: ValueError: no data',
      file: path.join(folder, file),
      line,
    });
  });
});

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { dist, launchOf, makeProject, rangeTest, root, run } from '../harness';
import { left } from '../python';

/** As torchrun does: a worker in a session of its own, which the first process waits for. It needs no PyTorch. */
const LAUNCHES_SESSION = `
import os, subprocess, sys, time
here = os.path.dirname(os.path.abspath(__file__))
if len(sys.argv) > 1:
    with open(os.path.join(here, "worker.pid"), "w") as file:
        file.write(str(os.getpid()))
    time.sleep(600)
subprocess.run([sys.executable, __file__, "worker"], start_new_session=True)
`;

async function untilThere(file: string): Promise<void> {
  while (!existsSync(file) || (await readFile(file, 'utf8')) === '') await wait(50);
}

const mark = () => ({ LR_TEST_RUN: `run-${process.pid}-${Math.random()}` });

describe.skipIf(process.platform !== 'linux')('no Python process in a session of its own is left', () => {
  it('by cancelling', async () => {
    const folder = await makeProject({ 'train.py': LAUNCHES_SESSION }, {});
    const env = mark();
    const controller = new AbortController();
    const running = run(path.join(folder, 'train.py'), { launch: { env }, signal: controller.signal });
    await untilThere(path.join(folder, 'worker.pid'));
    controller.abort();
    expect((await running).outcome).toMatchObject({ cancelled: true, problem: null });
    expect(await left(env.LR_TEST_RUN)).toEqual([]);
  });

  it('by killing the host itself', async () => {
    const folder = await makeProject({ 'train.py': LAUNCHES_SESSION }, {});
    const env = mark();
    const host = await startHost(folder, env);
    await untilThere(path.join(folder, 'worker.pid'));
    host.kill('SIGKILL');
    expect(await left(env.LR_TEST_RUN)).toEqual([]);
  });
});

/** A process that runs the script as the extension host does. */
async function startHost(folder: string, env: Record<string, string>) {
  const file = path.join(folder, 'host.mjs');
  const script = JSON.stringify(launchOf(path.join(folder, 'train.py'), { env }));
  await build({
    stdin: {
      contents: `
        import { prepareLaunch, runChild } from './src/runner';
        const launch = await prepareLaunch(${script}, ${JSON.stringify(dist)});
        await runChild(launch, ${JSON.stringify(rangeTest)}, { message() {} }, new AbortController().signal);
      `,
      resolveDir: root,
      loader: 'ts',
    },
    outfile: file,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'silent',
  });
  return spawn(process.execPath, [file], { stdio: 'ignore' });
}

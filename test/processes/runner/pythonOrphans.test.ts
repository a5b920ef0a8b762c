import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { startHost, untilThere } from '../host';
import { makeProject, run } from '../harness';
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

/** As services of loggers do: no Python, in a session of its own, and nobody waits for it. */
const LEAVES_SERVICE = `
import os, subprocess, sys, time
here = os.path.dirname(os.path.abspath(__file__))
service = subprocess.Popen(["sleep", "600"], start_new_session=True)
with open(os.path.join(here, "worker.pid"), "w") as file:
    file.write(str(service.pid))
if len(sys.argv) > 1:
    time.sleep(600)
`;

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
    const host = await startHost(folder, path.join(folder, 'train.py'), { env });
    await untilThere(path.join(folder, 'worker.pid'));
    host.process.kill('SIGKILL');
    expect(await left(env.LR_TEST_RUN)).toEqual([]);
  });
});

describe.skipIf(process.platform !== 'linux')('no program in a session of its own is left', () => {
  it('by the end of the script', async () => {
    const folder = await makeProject({ 'train.py': LEAVES_SERVICE }, {});
    const env = mark();
    await run(path.join(folder, 'train.py'), { launch: { env } });
    await untilThere(path.join(folder, 'worker.pid'));
    expect(await left(env.LR_TEST_RUN)).toEqual([]);
  });

  it('by cancelling', async () => {
    const folder = await makeProject({ 'train.py': LEAVES_SERVICE }, {});
    const env = mark();
    const controller = new AbortController();
    const launch = { env, args: ['stay'] };
    const running = run(path.join(folder, 'train.py'), { launch, signal: controller.signal });
    await untilThere(path.join(folder, 'worker.pid'));
    controller.abort();
    expect((await running).outcome).toMatchObject({ cancelled: true, problem: null });
    expect(await left(env.LR_TEST_RUN)).toEqual([]);
  });

  it('by killing the host itself', async () => {
    const folder = await makeProject({ 'train.py': LEAVES_SERVICE }, {});
    const env = mark();
    const launch = { env, args: ['stay'] };
    const host = await startHost(folder, path.join(folder, 'train.py'), launch);
    await untilThere(path.join(folder, 'worker.pid'));
    host.process.kill('SIGKILL');
    expect(await left(env.LR_TEST_RUN)).toEqual([]);
  });
});

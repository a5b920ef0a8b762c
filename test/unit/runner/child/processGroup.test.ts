import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { environmentByPs, killGroup, killReported } from '../../../../src/runner/child/processGroup';

async function leader(env: Record<string, string>): Promise<{ pid: number; exited: Promise<unknown[]> }> {
  const child = spawn('sleep', ['600'], { detached: true, env: { PATH: process.env['PATH'], ...env } });
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child, 'spawn');
  return { pid: child.pid ?? 0, exited: once(child, 'exit') };
}

describe.skipIf(process.platform !== 'linux')('what reported that it is there', () => {
  it.each(['/tmp/lr-tuner-a', '/home/jürgen/tmp/lr-tuner-a'])(
    'ends with its group, where it is of the run that reports to %s',
    async (folder) => {
      const { pid, exited } = await leader({ LR_TUNER_PLAN: JSON.stringify({ reportFolder: folder }) });
      await killReported([pid], folder);
      expect(await exited).toEqual([null, 'SIGKILL']);
    },
  );

  it('is left alone where its number is that of another process here', async () => {
    const { pid } = await leader({});
    await killReported([pid], '/tmp/lr-tuner-a');
    expect(process.kill(pid, 0)).toBe(true);
  });

  it.skipIf(spawnSync('ps').error)('shows its environment to ps, as where there is no /proc', async () => {
    const { pid, exited } = await leader({ LR_TUNER_PLAN: '{"reportFolder":"/tmp/lr-tuner-a"}' });
    expect(await environmentByPs(pid)).toContain('/tmp/lr-tuner-a');
    await killGroup(pid);
    await exited;
    expect(await environmentByPs(pid)).toBeNull();
  });

  it.each([0, 1])('is never the group %i, which is every process there is or this one', async (pid) => {
    const kill = vi.spyOn(process, 'kill').mockReturnValue(true);
    onTestFinished(() => kill.mockRestore());
    await killGroup(pid);
    expect(kill).not.toHaveBeenCalled();
  });
});

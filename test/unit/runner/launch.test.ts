import { mkdtemp, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { prepareLaunch } from '../../../src/runner';
import type { Launch, ScriptLaunch } from '../../../src/runner';

afterEach(() => vi.unstubAllEnvs());

async function launchOf(name: string, more: Partial<ScriptLaunch> = {}): Promise<Launch> {
  const script = path.join(await mkdtemp(path.join(os.tmpdir(), 'lr-tuner-launch-')), name);
  await writeFile(script, '');
  const request = {
    script,
    args: [],
    cwd: null,
    env: {},
    runtimePath: process.execPath,
    runtimeArgs: [],
    ...more,
  };
  return prepareLaunch(request, '/dist');
}

describe('a launch', () => {
  it('runs the script in its own folder, with the trainer before it', async () => {
    const launch = await launchOf('train.js', { args: ['--epochs', '3'], runtimeArgs: ['--expose-gc'] });
    expect(launch.cwd).toBe(path.dirname(launch.script));
    expect(launch.runtime).toEqual({
      name: 'Node.js',
      path: process.execPath,
      version: process.versions.node,
    });
    expect(launch.command).toEqual([
      process.execPath,
      '--expose-gc',
      '--require',
      '/dist/trainer.cjs',
      launch.script,
      '--epochs',
      '3',
    ]);
  });

  it('lets a TypeScript script be loaded as a module may be', async () => {
    const { command } = await launchOf('train.mts');
    expect(command.slice(3, 5)).toEqual(['--import', 'data:text/javascript,']);
  });

  it("keeps the editor's own environment from the script, and adds the script's", async () => {
    vi.stubEnv('ELECTRON_RUN_AS_NODE', '1');
    vi.stubEnv('VSCODE_PID', '12');
    vi.stubEnv('LR_TUNER_PLAN', '{}');
    vi.stubEnv('NODE_OPTIONS', '--require /x/ms-vscode.js-debug/bootloader.js');
    vi.stubEnv('DATA_FOLDER', '/data');
    const { env } = await launchOf('train.js', { env: { EXTRA: 'yes' } });
    expect(env).toMatchObject({ DATA_FOLDER: '/data', EXTRA: 'yes' });
    for (const name of ['ELECTRON_RUN_AS_NODE', 'VSCODE_PID', 'LR_TUNER_PLAN', 'NODE_OPTIONS']) {
      expect(env).not.toHaveProperty(name);
    }
  });

  it("leaves Node's options that are the user's own", async () => {
    vi.stubEnv('NODE_OPTIONS', '--max-old-space-size=8192');
    expect((await launchOf('train.js')).env).toMatchObject({ NODE_OPTIONS: '--max-old-space-size=8192' });
  });
});

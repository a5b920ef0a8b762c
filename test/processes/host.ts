/** A host that can be killed: a process that runs a script as the extension host does. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { build } from 'esbuild';
import type { ScriptLaunch } from '../../src/runner';
import { dist, launchOf, rangeTest, root } from './harness';

export interface Host {
  process: ChildProcess;
  /** Fulfilled once an update of the script was reported. */
  trains: () => Promise<void>;
}

/** @param folder where the host keeps what is its own */
export async function startHost(
  folder: string,
  script: string,
  more: Partial<ScriptLaunch> = {},
): Promise<Host> {
  const [file, trained] = [path.join(folder, 'host.mjs'), path.join(folder, 'trained')];
  await build({
    stdin: {
      contents: `
        import { writeFileSync } from 'node:fs';
        import { prepareLaunch, runChild } from './src/runner';
        const launch = await prepareLaunch(${JSON.stringify(launchOf(script, more))}, ${JSON.stringify(dist)});
        const message = ({ type }) => type === 'step' && writeFileSync(${JSON.stringify(trained)}, 'yes');
        await runChild(launch, ${JSON.stringify(rangeTest)}, { message }, new AbortController().signal);
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
  return { process: spawn(process.execPath, [file], { stdio: 'ignore' }), trains: () => untilThere(trained) };
}

/** Waits for a file with something in it. */
export async function untilThere(file: string): Promise<void> {
  while (!existsSync(file) || (await readFile(file, 'utf8')) === '') await wait(50);
}

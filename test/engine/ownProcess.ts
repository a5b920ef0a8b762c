// Runs scripts on the engine in a process of their own, as users do.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { build } from 'esbuild';
import { expect } from 'vitest';
import type { EngineOptions } from '../../src/engine';
import { root, wasmFolder } from './harness';

/** Bundles the engine into `folder`, for scripts to require. */
export async function bundleEngine(folder: string): Promise<string> {
  const outfile = path.join(folder, 'engine.cjs');
  await build({
    entryPoints: [path.join(root, 'src/engine/index.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node18',
  });
  return outfile;
}

export interface Setting {
  threads?: number;
  simd?: EngineOptions['simd'];
  nodeFlags?: string[];
  /** What the script calls `tf`, as source text; the whole TensorFlow.js unless said otherwise. */
  load?: string;
}

/** Source text that loads a package of TensorFlow.js from a project. */
export function requireFrom(project: string, name: string): string {
  return `require(${JSON.stringify(path.join(project, 'node_modules/@tensorflow', name))})`;
}

/** What a script prints as JSON; it finds the engine installed in `tf`, and what that told in `info`. */
export function runScript(bundle: string, script: string, setting: Setting = {}): unknown {
  const { threads = 1, simd, nodeFlags = [] } = setting;
  const options = JSON.stringify({ wasmFolder, threads, simd });
  const source = `
    const tf = ${setting.load ?? requireFrom(root, 'tfjs')};
    const engine = require(${JSON.stringify(bundle)});
    const info = engine.installEngine(tf, ${options});
    ${script}`;
  const { stdout, stderr, status } = spawnSync(process.execPath, [...nodeFlags, '-e', source], {
    encoding: 'utf8',
    timeout: 60_000,
  });
  expect(status, stderr).toBe(0);
  return JSON.parse(stdout);
}

/** Runs a script with plain Node on real TensorFlow.js and reports the rates that its optimizers used. */
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { transform } from 'esbuild';

const root = path.resolve(import.meta.dirname, '../../../..');
const run = promisify(execFile);

/**
 * @param name decides the language and the kind of module
 * @returns one list of rates for each optimizer, in the order of their first update
 */
export async function ratesUsedBy(name: string, source: string): Promise<number[][]> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'lr-tuner-edit-'));
  try {
    await symlink(path.join(root, 'node_modules'), path.join(folder, 'node_modules'), 'dir');
    await cp(path.join(root, 'test/fixtures/shapes/javascript/support'), folder, { recursive: true });
    const typed = name.endsWith('.ts');
    const script = path.join(folder, typed ? name.replace(/\.ts$/, '.mjs') : name);
    await writeFile(script, typed ? await withoutTypes(source) : source);
    const recorder = path.join(import.meta.dirname, 'recordRates.cjs');
    const file = path.join(folder, 'rates.json');
    await run(process.execPath, ['--require', recorder, script], {
      cwd: folder,
      env: { ...process.env, RATES_FILE: file, NODE_OPTIONS: '' },
    });
    return JSON.parse(await readFile(file, 'utf8')) as number[][];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function withoutTypes(source: string): Promise<string> {
  const { code } = await transform(source, { loader: 'ts', format: 'esm', target: 'node20' });
  return code.replace(/from ["'](\.\/model)["']/g, "from '$1.js'");
}

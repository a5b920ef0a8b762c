/** The command as people install it, in a clean prefix, on a project that knows nothing of LR Tuner. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root, SMALL_TRAINING } from '../harness';

const python = process.env['LR_TUNER_TEST_PYTHON'];
/** pip fetches a Node.js of 60 MB where it has none in its cache. */
const SLOW = 600_000;
/** Without what this test's own surroundings say of Python and npm. */
const ENV = { PATH: process.env['PATH'], HOME: process.env['HOME'], TMPDIR: os.tmpdir() };

const TORCH_TRAINING = `
import torch
torch.manual_seed(0)
x = torch.randn(256, 4)
y = (x.sum(1) > 0).long()
model = torch.nn.Linear(4, 2)
optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
for step in range(300):
    batch = torch.randint(0, 256, (32,))
    loss = torch.nn.functional.cross_entropy(model(x[batch]), y[batch])
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
print("test accuracy", (model(x).argmax(1) == y).float().mean().item())
`;

let folder = '';
let project = '';
let version = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'lr-tuner-packages-'));
  project = path.join(folder, 'project');
  await mkdir(project);
  await writeFile(path.join(project, 'train.js'), SMALL_TRAINING);
  await writeFile(path.join(project, 'train.py'), TORCH_TRAINING);
  ({ version } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8')) as { version: string });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function run(file: string, args: string[], cwd = root, env: NodeJS.ProcessEnv = ENV): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(file, args, { cwd, env, encoding: 'utf8' }, (error, stdout, stderr) => {
      // No bounds in a short curve is an answer, too.
      if (error && error.code !== 3)
        reject(new Error(`${file} ${args.join(' ')}\n${stderr}`, { cause: error }));
      else resolve(stdout);
    });
  });
}

async function expectRuns(command: string, script: string, ...more: string[]): Promise<void> {
  expect(await run(command, ['--version'], project)).toBe(`${version}\n`);
  const stdout = await run(command, ['find', script, '--quick', '--json', ...more], project);
  const report = JSON.parse(stdout) as { problem: unknown; points: unknown[] };
  expect(report.problem).toBeNull();
  expect(report.points.length).toBeGreaterThan(50);
}

describe.skipIf(process.platform === 'win32')('the npm package', () => {
  it('holds the command alone, is small, and runs where it is installed', { timeout: SLOW }, async () => {
    const out = await run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder]);
    const [packed] = JSON.parse(out) as [{ filename: string; files: { path: string }[] }];
    const foreign =
      /\.map$|\.ts$|(^|\/)(test|src|bench|docs|media|examples|node_modules)\/|extension|panel|side\./;
    expect(packed.files.map((file) => file.path).filter((name) => foreign.test(name))).toEqual([]);
    const tarball = path.join(folder, packed.filename);
    expect((await stat(tarball)).size).toBeLessThan(2_000_000);

    const prefix = path.join(folder, 'prefix');
    await run('npm', [
      'install',
      '--global',
      '--offline',
      '--no-audit',
      '--no-fund',
      '--prefix',
      prefix,
      tarball,
    ]);
    await expectRuns(path.join(prefix, 'bin/lr-tuner'), 'train.js', '--engine', 'embedded');
  });
});

describe.skipIf(process.platform === 'win32' || python === undefined)('the wheel', () => {
  it('brings its Node.js along, and runs a PyTorch script', { timeout: SLOW }, async () => {
    const build = path.join(root, 'scripts/package-wheel.mjs');
    await run(process.execPath, [build, '--built', '--out', folder]);
    const name = (await readdir(folder)).find((file) => file.endsWith('.whl')) ?? '';
    expect(name).toBe(`lr_tuner-${version}-py3-none-any.whl`);

    const venv = path.join(folder, 'venv');
    await run(python ?? '', ['-m', 'venv', venv]);
    const bin = path.join(venv, 'bin');
    await run(path.join(bin, 'pip'), ['install', '--quiet', path.join(folder, name)]);
    // A machine without Node.js: neither the PATH nor the shebang finds one.
    const bare = { ...ENV, PATH: '/usr/bin:/bin' };
    expect(await run(path.join(bin, 'lr-tuner'), ['--version'], project, bare)).toBe(`${version}\n`);
    await expectRuns(path.join(bin, 'lr-tuner'), 'train.py', '--python', python ?? '');
  });
});

/** Scripts that do to their surroundings what a script may do, by mistake or not. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { makeProject, run, type Run, SMALL_TRAINING } from '../harness';
import { python } from '../python';

const TMPDIR = process.env['TMPDIR'];
const made: string[] = [];

afterEach(async () => {
  if (TMPDIR === undefined) delete process.env['TMPDIR'];
  else process.env['TMPDIR'] = TMPDIR;
  for (const folder of made.splice(0)) await rm(folder, { recursive: true, force: true });
});

/** A folder for temporary files that no other test uses. */
async function ownTmp(): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'lr-tuner-test-tmp-'));
  made.push(folder);
  process.env['TMPDIR'] = folder;
  return folder;
}

async function runJavaScript(before: string): Promise<Run & { folder: string }> {
  const folder = await makeProject({ 'train.js': before + SMALL_TRAINING });
  return { ...(await run(path.join(folder, 'train.js'))), folder };
}

function expectWholeRamp({ outcome, steps }: Run): void {
  expect(outcome).toMatchObject({ problem: null, end: { reason: 'ramp-complete', steps: 60 } });
  expect(steps.map(({ i }) => i)).toEqual(Array.from({ length: 60 }, (_, i) => i));
}

const CLOSES = `
const fs = require('node:fs');
for (let own = 3; own < 64; own += 1) try { if (leadsOut(own)) fs.closeSync(own); } catch {}
function leadsOut(own) { const found = fs.fstatSync(own); return found.isSocket() || found.isFile(); }
const files = Array.from({ length: 8 }, (_, k) => fs.openSync(__dirname + '/own-' + k + '.csv', 'w'));
for (const own of files) fs.writeSync(own, 'my,own,data\\n');
`;

const EMPTIES = `
const fs = require('node:fs');
const tmp = require('node:os').tmpdir();
for (const name of fs.readdirSync(tmp)) fs.rmSync(tmp + '/' + name, { recursive: true, force: true });
`;

describe.skipIf(process.platform === 'win32')('a JavaScript script is measured', () => {
  it('though it closes what it did not open, and its own files stay its own', async () => {
    const ended = await runJavaScript(CLOSES);
    expectWholeRamp(ended);
    for (let k = 0; k < 8; k += 1)
      expect(await readFile(path.join(ended.folder, `own-${k}.csv`), 'utf8')).toBe('my,own,data\n');
  });

  it('though it does so in the middle of its training', async () => {
    const atStep30 = `(i === 30 && (() => { ${CLOSES} })(), w)`;
    const folder = await makeProject({
      'train.js': SMALL_TRAINING.replace('() => w', `() => ${atStep30}`),
    });
    expectWholeRamp(await run(path.join(folder, 'train.js')));
    expect(await readFile(path.join(folder, 'own-0.csv'), 'utf8')).toBe('my,own,data\n');
  });

  it('though it empties the temporary folder', async () => {
    const folder = await makeProject({ 'train.js': EMPTIES + SMALL_TRAINING });
    await ownTmp();
    expectWholeRamp(await run(path.join(folder, 'train.js')));
  });

  it('though it empties the temporary folder and trains in a process of its own', async () => {
    const forks = `
      if (process.argv[2] === undefined) return void require('node:child_process').fork(__filename, ['child']);
    `;
    const folder = await makeProject({ 'train.js': forks + EMPTIES + SMALL_TRAINING });
    await ownTmp();
    expectWholeRamp(await run(path.join(folder, 'train.js')));
  });

  it('though it writes lines of its own to the report', async () => {
    const lines = [
      '{"v":1,"type":"phase","phase":{"toString":1,"valueOf":1}}',
      '{"v":{"toString":1},"type":"step"}',
      `{"v":1,"type":"phase","phase":${'['.repeat(20_000)}${']'.repeat(20_000)}}`,
      'null',
    ];
    const writes = `require('node:fs').writeSync(3, ${JSON.stringify(lines.map((line) => `${line}\n`).join(''))});`;
    const ended = await runJavaScript(writes);
    expectWholeRamp(ended);
    expect(ended.outcome.outputTail).toContain('A line of the report was refused');
  });

  it('with output and errors that no terminal obeys', async () => {
    const terminal = '\\x1b]0;OWNED\\x07\\x1b[2J\\x1b]52;c;aGFja2Vk\\x07';
    const { outcome, output } = await runJavaScript(
      `process.stdout.write('one ${terminal}two\\n'); throw new Error('bad ${terminal}end' + 'x'.repeat(28000));`,
    );
    expect(outcome.problem?.title).toMatch(/^The script failed: Error: bad end?x*…?$/);
    expect(outcome.problem?.title.length).toBeLessThan(400);
    expect(output).toContain('one two\n');
    expect(JSON.stringify([outcome, output])).not.toMatch(/\\u00(?!0[9a])|\\[bfr]|(?!\n)\p{Cc}/u);
  });
});

const PYTHON_CLOSES = `
import os
os.closerange(3, 64)
here = os.path.dirname(os.path.abspath(__file__))
own = [os.open(f"{here}/own-{k}.csv", os.O_RDWR | os.O_CREAT) for k in range(8)]
for descriptor in own:
    os.write(descriptor, b"my,own,data\\n")
`;

const PYTHON_TRAINS = `
import torch
w = torch.nn.Parameter(torch.tensor([3.0, -2.0]))
optimizer = torch.optim.SGD([w], lr=0.01)
for _ in range(100):
    optimizer.zero_grad()
    (w * w).sum().backward()
    optimizer.step()
`;

describe.skipIf(process.platform === 'win32' || !python)('a Python script is measured', () => {
  it('though it closes what it did not open, and its own files stay its own', async () => {
    const folder = await makeProject({ 'train.py': PYTHON_CLOSES + PYTHON_TRAINS }, {});
    const ended = await run(path.join(folder, 'train.py'), { launch: { runtimePath: python ?? null } });
    expect(ended.outcome).toMatchObject({ problem: null, end: { reason: 'ramp-complete', steps: 60 } });
    for (let k = 0; k < 8; k += 1)
      expect(await readFile(path.join(folder, `own-${k}.csv`), 'utf8')).toBe('my,own,data\n');
  });

  it('though it empties the temporary folder', async () => {
    const empties = `
import os, shutil, tempfile
for name in os.listdir(tempfile.gettempdir()):
    shutil.rmtree(os.path.join(tempfile.gettempdir(), name), ignore_errors=True)
`;
    const folder = await makeProject({ 'train.py': empties + PYTHON_TRAINS }, {});
    await ownTmp();
    const ended = await run(path.join(folder, 'train.py'), { launch: { runtimePath: python ?? null } });
    expect(ended.outcome).toMatchObject({ problem: null, end: { reason: 'ramp-complete', steps: 60 } });
    expect(ended.steps).toHaveLength(60);
  });
});

describe.skipIf(process.platform === 'win32')('a run that cannot begin says so, and leaves nothing', () => {
  it.each([
    ['missing', '/nowhere/tmp'],
    ['a file', import.meta.filename],
  ])('where the folder for temporary files is %s', async (_, tmp) => {
    const folder = await makeProject({ 'train.js': SMALL_TRAINING });
    process.env['TMPDIR'] = tmp;
    await expect(run(path.join(folder, 'train.js'))).rejects.toMatchObject({
      problem: { code: 'system', title: `LR Tuner cannot use the folder for temporary files, ${tmp}.` },
    });
  });

  it.each([
    ['a null character', 'a\0b', 'An argument or a variable of the script holds a null character.'],
    ['far too much', 'x'.repeat(4_000_000), 'The arguments and variables of the script are longer'],
  ])('where the arguments hold %s', async (_, argument, title) => {
    const folder = await makeProject({ 'train.js': SMALL_TRAINING });
    const tmp = await ownTmp();
    const started = run(path.join(folder, 'train.js'), { launch: { args: [argument] } });
    await expect(
      started.then(
        ({ outcome }) => outcome.problem,
        (error: { problem: unknown }) => error.problem,
      ),
    ).resolves.toMatchObject({ code: 'system', title: expect.stringContaining(title) as string });
    expect(await readdir(tmp)).toEqual([]);
  });
});

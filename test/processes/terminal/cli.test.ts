/** What the built command line says of itself, and that it starts wherever it is called. */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { folder, lrTuner, root } from './commandLine';

describe('what lr-tuner says of itself', () => {
  it('is the version of its package', async () => {
    const manifest = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8')) as {
      version: string;
    };
    for (const option of ['--version', '-V']) {
      expect(await lrTuner([option])).toEqual({ code: 0, stdout: `${manifest.version}\n`, stderr: '' });
    }
  });

  it.each([[['find', '--help']], [['find', 'a.js', '-h']], [['help', 'find']], [['--help', 'find']]])(
    'is help with the options of find alone, for %j',
    async (args) => {
      const { code, stdout, stderr } = await lrTuner(args);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toMatch(/^Usage: lr-tuner find SCRIPT/);
      expect(stdout).toContain('--max-steps <n>');
      expect(stdout).not.toContain('--policy');
    },
  );

  it.each(['train', 'compare', 'trainings'])('is help with every option of %s', async (command) => {
    const { code, stdout } = await lrTuner([command, '--help']);
    expect(code).toBe(0);
    for (const option of ['--engine', '--threads', '--node', '--cwd', '--json', '--verbose'])
      expect(stdout).toContain(option);
    expect(stdout.includes('--training <n>')).toBe(command !== 'trainings');
    expect(stdout.includes('--base <lr>')).toBe(command !== 'trainings');
    expect(stdout).not.toContain('--max-steps');
  });

  it.each([[['help']], [['--help']], [['-h']]])('is help with all commands, for %j', async (args) => {
    const { code, stdout } = await lrTuner(args);
    expect(code).toBe(0);
    for (const name of ['find', 'train', 'compare', 'trainings', 'analyze'])
      expect(stdout).toContain(`\n  ${name} `);
  });

  it.each([
    ['find', true],
    ['analyze', false],
  ])('says after %s where options of the script belong: %s', async (command, isSaid) => {
    const { code, stderr } = await lrTuner([command, 'train.py', '--epochs', '3']);
    expect(code).toBe(2);
    expect(stderr.includes('-- --epochs 3')).toBe(isSaid);
  });

  it('is no help with a command that there is not', async () => {
    const { code, stdout, stderr } = await lrTuner(['help', 'tune']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain("unknown command 'tune'");
  });
});

describe('a user without a home folder', () => {
  // As `os.homedir` does under a user id that the system does not know, with HOME not set.
  const HOMELESS = `require('node:os').homedir = () => { throw new Error('ENOENT: uv_os_homedir'); };`;

  it('runs scripts all the same', async () => {
    const preload = path.join(folder, 'homeless.cjs');
    await writeFile(preload, HOMELESS);
    const env = { ...process.env, HOME: undefined, NODE_OPTIONS: `--require "${preload}"` };
    expect(await lrTuner(['help'], undefined, env)).toMatchObject({ code: 0, stderr: '' });
    const script = path.join(root, 'test/scripts/javascript/minimize-loop.js');
    const quick = ['find', script, '--quick', '--json', '--engine', 'embedded'];
    const { stdout, stderr } = await lrTuner(quick, undefined, env);
    expect(stderr).not.toContain('homedir');
    expect(JSON.parse(stdout)).toMatchObject({ problem: null });
  });
});

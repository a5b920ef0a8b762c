// What every script here shares: running a command, telling the user what happens, and a cache that knows when it is ready.
import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const projectFolder = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

/** Holds what set-up downloads. Several clones may share one through LR_TUNER_CACHE. */
export const cacheFolder = path.resolve(process.env.LR_TUNER_CACHE || path.join(projectFolder, '.cache'));

/** A failure that the user can do something about: what failed, and what to do. */
export class SetUpError extends Error {
  constructor(what, todo) {
    super(`${what}\n  What to do: ${todo}`);
    this.name = 'SetUpError';
  }
}

/**
 * Runs a command to its end and returns its output. With `show` the output goes to the terminal instead.
 * Rejects with the command, its exit code and the end of its output.
 */
export function run(command, args, { cwd = projectFolder, env = process.env, show = false } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, stdio: show ? 'inherit' : ['ignore', 'pipe', 'pipe'] });
    let output = '';
    child.stdout?.on('data', (chunk) => (output += chunk));
    child.stderr?.on('data', (chunk) => (output += chunk));
    child.on('error', (error) => reject(new Error(`${command} did not start: ${error.message}`)));
    child.on('close', (code, signal) => {
      if (code === 0) return resolve(output);
      const end = output.trimEnd().split('\n').slice(-25).join('\n    ');
      reject(new Error(`${[command, ...args].join(' ')} ended with ${code ?? signal}\n    ${end}`));
    });
  });
}

/** `npm install` as set-up wants it: quiet, alike on every npm version, and without install scripts. */
export function npmInstall(cwd, ...args) {
  return run(
    'npm',
    [
      'install',
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
      '--no-package-lock',
      '--loglevel=error',
      ...args,
    ],
    { cwd },
  );
}

/** Announces a piece of work and how long it may take, then says how long it took. */
export async function announce(title, expectation, work) {
  const started = Date.now();
  console.log(`${title} (${expectation}) …`);
  const result = await work();
  console.log(`  done in ${Math.round((Date.now() - started) / 1000)} s`);
  return result;
}

/**
 * Returns the cache's folder `name`, built by `build(folder)` unless its mark says that these very
 * `contents` are there. It is built aside and moved into place, so a broken set-up is never taken for a whole one.
 */
export async function cached(name, contents, { title, expectation, todo, build }) {
  const folder = path.join(cacheFolder, name);
  const mark = path.join(folder, '.ready');
  const wanted = JSON.stringify(contents);
  if (existsSync(mark) && readFileSync(mark, 'utf8') === wanted) return folder;

  const partial = `${folder}.partial-${process.pid}`;
  mkdirSync(partial, { recursive: true });
  try {
    await announce(title, expectation, () => build(partial));
    writeFileSync(path.join(partial, '.ready'), wanted);
    rmSync(folder, { recursive: true, force: true });
    renameSync(partial, folder);
  } catch (error) {
    rmSync(partial, { recursive: true, force: true });
    throw new SetUpError(`${title} failed: ${error.message}`, todo);
  }
  return folder;
}

/** Where a program lies on the PATH, or undefined. */
export function onPath(program) {
  return (process.env.PATH ?? '')
    .split(path.delimiter)
    .map((folder) => path.join(folder, program))
    .find((file) => existsSync(file));
}

/** Installs Debian packages; as root directly, else through sudo. */
export async function aptInstall(packages, expectation) {
  const todo = `install them yourself (as root: apt-get install ${packages.join(' ')}), then run this again.`;
  if (!onPath('apt-get')) throw new SetUpError(`These programs are missing: ${packages.join(', ')}.`, todo);
  const asRoot = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (...args) => {
    const [command, ...rest] = [...asRoot, 'apt-get', '-o', 'DPkg::Lock::Timeout=300', ...args];
    return run(command, rest, { env });
  };
  try {
    await announce(`Installing ${packages.join(', ')} with apt-get`, expectation, async () => {
      await apt('update');
      await apt('install', '-y', '--no-install-recommends', ...packages);
    });
  } catch (error) {
    throw new SetUpError(error.message, todo);
  }
}

/** True when the module is the script that Node was asked to run. */
export function isMain(moduleUrl) {
  return process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(moduleUrl);
}

/** Runs a script's main function; an error becomes a message and exit code 1, a stack only where it is a fault of ours. */
export async function runMain(main) {
  try {
    await main();
  } catch (error) {
    console.error(error instanceof SetUpError ? `\n${error.message}` : error);
    process.exitCode = 1;
  }
}

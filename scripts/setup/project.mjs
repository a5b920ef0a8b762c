// The project itself: its packages and its build.
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { announce, projectFolder, run, SetUpError } from './task.mjs';

/** npm writes both lock files in one go; only a difference beyond this (ms) means that one is out of date. */
const SAME_INSTALL = 10_000;

function packagesAreCurrent() {
  const installed = path.join(projectFolder, 'node_modules/.package-lock.json');
  const wanted = path.join(projectFolder, 'package-lock.json');
  return existsSync(installed) && statSync(installed).mtimeMs + SAME_INSTALL >= statSync(wanted).mtimeMs;
}

export async function installPackages() {
  if (packagesAreCurrent()) return;
  try {
    await announce('Installing the packages of package-lock.json', 'about half a minute', () =>
      run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error']),
    );
  } catch (error) {
    throw new SetUpError(error.message, 'check that the npm registry can be reached, then run this again.');
  }
}

/** Installs the packages where needed and builds `dist/`. */
export async function buildProject() {
  await installPackages();
  await announce('Building dist/', 'seconds', () => run('npm', ['run', '--silent', 'build']));
}

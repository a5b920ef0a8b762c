/**
 * The command `lr-tuner` in VS Code's own terminals, run by the editor's own runtime: no Node.js has to be installed.
 * The starters are written anew for each version of editor and extension, whose places change.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type * as vscode from 'vscode';

const NAME = 'lr-tuner';

/** Puts the command first on the terminals' PATH; what fails of that is told in the log. */
export async function offerInTerminals(
  { globalStorageUri, environmentVariableCollection }: vscode.ExtensionContext,
  distFolder: string,
  log: vscode.LogOutputChannel,
): Promise<void> {
  const folder = path.join(globalStorageUri.fsPath, 'bin');
  try {
    await mkdir(folder, { recursive: true });
    for (const [name, text] of startersOf(distFolder)) await writeStarter(path.join(folder, name), text);
  } catch (error) {
    log.warn(`The command ${NAME} is not offered in terminals: ${String(error)}`);
    return;
  }
  environmentVariableCollection.description = `The command \`${NAME}\``;
  environmentVariableCollection.prepend('PATH', folder + path.delimiter, {
    applyAtProcessCreation: true,
    // A shell's own start-up files may set the PATH anew.
    applyAtShellIntegration: true,
  });
}

/** Electron runs scripts where ELECTRON_RUN_AS_NODE says so, in Microsoft's builds only with this argument, too. */
const AS_NODE = 'microsoft-build' in process.versions ? ['--ms-enable-electron-run-as-node'] : [];

function startersOf(distFolder: string): [string, string][] {
  const command = [process.execPath, path.join(distFolder, 'cli.js'), ...AS_NODE];
  const shell = command.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ');
  const posix = `#!/bin/sh\nELECTRON_RUN_AS_NODE=1 LR_TUNER_CALLED_AS=${NAME} exec ${shell} "$@"\n`;
  if (process.platform !== 'win32') return [[NAME, posix]];
  const batch = command.map((word) => `"${word.replaceAll('%', '%%')}"`).join(' ');
  const lines = ['@echo off', 'setlocal', 'set ELECTRON_RUN_AS_NODE=1', `set LR_TUNER_CALLED_AS=${NAME}`];
  return [
    [NAME, posix],
    [`${NAME}.cmd`, `${[...lines, `${batch} %*`].join('\r\n')}\r\n`],
  ];
}

/** A shell may be reading it, so it is left alone where it is right already. */
async function writeStarter(file: string, text: string): Promise<void> {
  const there = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    return null;
  });
  if (there !== text) await writeFile(file, text, { mode: 0o755 });
}

/** *Choose How the Script Starts…*: the ways that the project knows. */
import path from 'node:path';
import * as vscode from 'vscode';
import { languageThatRuns } from '../../../languages';
import { launcher } from '../../settings';
import { fromLaunchConfigurations } from './launchConfigurations';
import { fromPackageScripts } from './packageScripts';
import { fromImports } from './pythonLaunchers';
import { fromShellScripts, type ShellScript } from './shellScripts';
import { PLAIN_START, type ScriptStart, type StartChoice } from './startChoices';
import { surroundingsOf } from '../surroundings';

/** @returns the one that was picked; `typed` where the arguments are to be typed; undefined where none was */
export async function chooseStart(script: vscode.Uri): Promise<ScriptStart | 'typed' | undefined> {
  const known: (StartChoice | { label: string; detail: string; start: 'typed' })[] = [
    byItself(script),
    ...launchConfigurations(script),
    ...(await ofLanguage(script)),
    { label: 'With arguments…', detail: 'typed now and kept for this script', start: 'typed' },
  ];
  const picked = await vscode.window.showQuickPick(known, {
    title: `How ${path.basename(script.fsPath)} is started`,
    placeHolder: 'For this and later runs of the script',
  });
  return picked?.start;
}

function byItself(script: vscode.Uri): StartChoice {
  const name = path.basename(script.fsPath);
  const words = launcher(script);
  const runtime = languageThatRuns(script.fsPath)?.runtime ?? 'Node.js';
  return {
    label: 'By itself',
    detail: words.length > 0 ? `lrTuner.python.launcher: ${words.join(' ')}` : `${runtime} runs ${name}`,
    start: PLAIN_START,
  };
}

function launchConfigurations(script: vscode.Uri): StartChoice[] {
  const folder = vscode.workspace.getWorkspaceFolder(script);
  if (!folder) return [];
  const settings = vscode.workspace.getConfiguration('launch', folder.uri);
  const configurations = settings.get<unknown[]>('configurations', []);
  return fromLaunchConfigurations(configurations, script.fsPath, surroundingsOf(script));
}

async function ofLanguage(script: vscode.Uri): Promise<StartChoice[]> {
  switch (languageThatRuns(script.fsPath)?.id) {
    case 'python': {
      const { workspace } = surroundingsOf(script);
      const shells = fromShellScripts(await shellScripts(script), script.fsPath, workspace);
      return [...shells, ...fromImports((await textOf(script)) ?? '')];
    }
    case 'javascript':
      return packageScripts(script);
    case undefined:
      return [];
  }
}

/** More than so many say nothing of one script. */
const MOST_SHELL_SCRIPTS = 100;
const NOT_THE_PROJECTS = '**/{node_modules,.venv,venv,env,site-packages,.git}/**';

async function shellScripts(script: vscode.Uri): Promise<ShellScript[]> {
  const folder = vscode.workspace.getWorkspaceFolder(script);
  if (!folder) return [];
  const pattern = new vscode.RelativePattern(folder, '**/*.sh');
  const files = await vscode.workspace.findFiles(pattern, NOT_THE_PROJECTS, MOST_SHELL_SCRIPTS);
  const read = files.map(async (file) => ({ path: file.fsPath, text: (await textOf(file)) ?? '' }));
  return (await Promise.all(read)).sort((a, b) => a.path.localeCompare(b.path));
}

/** From the nearest package.json upwards, as npm itself looks. */
async function packageScripts(script: vscode.Uri): Promise<StartChoice[]> {
  let folder = path.dirname(script.fsPath);
  for (;;) {
    const scripts = await scriptsIn(folder);
    if (scripts) return fromPackageScripts(scripts, script.fsPath, folder);
    const above = path.dirname(folder);
    if (above === folder) return [];
    folder = above;
  }
}

/** Null where there is no package.json, or none that can be read. */
async function scriptsIn(folder: string): Promise<Record<string, unknown> | null> {
  const text = await textOf(vscode.Uri.file(path.join(folder, 'package.json')));
  if (text === null) return null;
  try {
    const { scripts } = JSON.parse(text) as { scripts?: Record<string, unknown> };
    return scripts ?? {};
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

async function textOf(file: vscode.Uri): Promise<string | null> {
  try {
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
  } catch (error) {
    if (error instanceof vscode.FileSystemError) return null;
    throw error;
  }
}

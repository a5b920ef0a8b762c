/** *Choose the Python for This Folder…*: the interpreters that there are, each with its version and what it has. */
import path from 'node:path';
import * as vscode from 'vscode';
import { ProblemError } from '../../../protocol/problems';
import { checkPython, listPythons, machineOf, OLDEST_PYTHON, ownEnvironment } from '../../../runner';
import type { PythonFound } from '../../../runner';
import { editorsPython } from './editorsPython';
import { folderOf, type FolderPythons } from './folderPythons';
import { mayRun } from '../trust';

type Choice = vscode.QuickPickItem & ({ python: string } | { command: 'browse' | 'forget' });

/**
 * @param file in the folder that it is about; undefined asks about the first of the workspace
 * @returns whether one was chosen, or the choice taken back
 */
export async function choosePython(file: vscode.Uri | undefined, pythons: FolderPythons): Promise<boolean> {
  // Each is proven by starting it, and a folder may hold a program of that name.
  if (!mayRun()) return false;
  const folder = file ? folderOf(file) : vscode.workspace.workspaceFolders?.[0]?.uri;
  if (!folder) {
    void vscode.window.showInformationMessage('Open a folder or a script first, to choose its Python.');
    return false;
  }
  const picked = await pick(file ? path.dirname(file.fsPath) : folder.fsPath, folder, pythons);
  if (!picked) return false;
  if ('python' in picked) return remember(picked.python, folder, pythons);
  if (picked.command === 'browse') return browse(folder, pythons);
  await pythons.choose(folder, null);
  return true;
}

/** Shows each as soon as it has answered. */
function pick(from: string, folder: vscode.Uri, pythons: FolderPythons): Promise<Choice | undefined> {
  const shown = vscode.window.createQuickPick<Choice>();
  shown.title = `Python for ${path.basename(folder.fsPath)}`;
  shown.placeholder = 'Runs the scripts of this folder in LR Tuner; kept for this workspace';
  shown.matchOnDescription = true;
  shown.matchOnDetail = true;
  shown.busy = true;
  const chosen = pythons.chosenIn(folder);
  const others = commands(chosen);
  shown.items = others;
  // The first is offered, unless the person has gone to another: that one stays while more arrive.
  let movedTo: string | null = null;
  shown.onDidChangeActive(([active]) => {
    // Of an earlier list, where more have arrived meanwhile.
    if (!active || !shown.items.includes(active)) return;
    movedTo = active === shown.items[0] ? null : keyOf(active);
  });
  const search = async (): Promise<void> => {
    const editors = await editorsPython(folder);
    await listPythons(from, machineOf(ownEnvironment()), { chosen, editors }, (found) => {
      shown.items = [...found.map((one) => choiceOf(one, folder)), ...others];
      const same = shown.items.find((item) => keyOf(item) === movedTo);
      if (same) shown.activeItems = [same];
    });
    shown.busy = false;
  };
  return new Promise((resolve, reject) => {
    shown.onDidAccept(() => {
      resolve(shown.selectedItems[0]);
      shown.hide();
    });
    shown.onDidHide(() => {
      resolve(undefined);
      shown.dispose();
    });
    shown.show();
    search().catch(reject);
  });
}

function commands(chosen: string | null): Choice[] {
  const browse: Choice = { label: '$(folder-opened) Browse…', detail: 'Another program', command: 'browse' };
  const forget: Choice = {
    label: '$(discard) Find It Each Time',
    detail: 'By the setting lrTuner.python.path, else the first that has a framework',
    command: 'forget',
  };
  return chosen === null ? [browse] : [browse, forget];
}

function choiceOf(found: PythonFound, folder: vscode.Uri): Choice {
  const { path: file, version, origin } = found;
  return {
    label: `Python ${version}`,
    description: shortened(file, folder.fsPath),
    detail: `${whatItHas(found)} · ${origin}`,
    python: file,
  };
}

function whatItHas({ frameworks, recent }: PythonFound): string {
  if (!recent) return `too old: ${OLDEST_PYTHON} or newer is needed`;
  const known = [
    frameworks.includes('torch') ? 'PyTorch' : '',
    frameworks.includes('keras') ? 'Keras' : '',
  ].filter(Boolean);
  return known.length > 0 ? `has ${known.join(' and ')}` : 'no PyTorch';
}

function shortened(file: string, folder: string): string {
  const within = path.relative(folder, file);
  return within.startsWith('..') || path.isAbsolute(within) ? file : within;
}

function keyOf(choice: Choice): string {
  return 'python' in choice ? choice.python : choice.command;
}

async function browse(folder: vscode.Uri, pythons: FolderPythons): Promise<boolean> {
  const picked = await vscode.window.showOpenDialog({
    title: 'A Python, such as bin/python of an environment',
    openLabel: 'Choose Python',
    defaultUri: folder,
  });
  return picked?.[0] !== undefined && remember(picked[0].fsPath, folder, pythons);
}

/** Only what runs: a choice that fails at each run would be no choice. */
async function remember(python: string, folder: vscode.Uri, pythons: FolderPythons): Promise<boolean> {
  try {
    await checkPython(python, machineOf(ownEnvironment()));
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    const { title, detail } = error.problem;
    void vscode.window.showErrorMessage(`${title} ${detail}`);
    return false;
  }
  await pythons.choose(folder, python);
  return true;
}

/** How each script is started, and which of its trainings is ramped: remembered per script in the workspace. */
import path from 'node:path';
import * as vscode from 'vscode';
import type { ScriptLaunch } from '../../runner';
import { editorsPython } from './editorsPython';
import { FolderPythons } from './folderPythons';
import { joinArguments, splitArguments } from './arguments';
import { languageThatRuns } from '../../languages';
import { launcher, runtimePath } from '../settings';
import { fromLaunchConfigurations, fromPackageScripts, PLAIN_START } from './startChoices';
import type { ScriptStart, StartChoice } from './startChoices';

export class RememberedStarts {
  readonly pythons: FolderPythons;

  constructor(private readonly memory: vscode.Memento) {
    this.pythons = new FolderPythons(memory);
  }

  launchOf(script: vscode.Uri): ScriptLaunch {
    const words = launcher(script);
    return {
      script: script.fsPath,
      ...this.startOf(script),
      runtimePath: this.pythons.chosenFor(script) ?? runtimePath(script),
      editorsRuntime: () => editorsPython(script),
      givesWay: true,
      ...(words.length > 0 && { launcher: words }),
    };
  }

  /** The training to ramp where the script has several (`TrainingSeen.id`); null takes the first. */
  trainingOf(script: vscode.Uri): string | null {
    return this.memory.get<string | null>(`training:${script.toString()}`, null);
  }

  async setTraining(script: vscode.Uri, id: string): Promise<void> {
    await this.memory.update(`training:${script.toString()}`, id);
  }

  /** Asks for the script's arguments. @returns false where the question was left */
  async askArguments(
    script: vscode.Uri,
    reason = 'As in a shell; quotes keep spaces together.',
  ): Promise<boolean> {
    const start = this.startOf(script);
    const answer = await vscode.window.showInputBox({
      title: `Arguments of ${vscode.workspace.asRelativePath(script)}`,
      prompt: reason,
      placeHolder: '--epochs 5 --data ./data',
      value: joinArguments(start.args),
      ignoreFocusOut: true,
      validateInput: (text) => (splitArguments(text) === null ? 'A quote is not closed.' : undefined),
    });
    const args = answer === undefined ? null : splitArguments(answer);
    if (!args) return false;
    await this.remember(script, { ...start, args });
    return true;
  }

  /** Offers the ways to start the script that the project knows. */
  async chooseStart(script: vscode.Uri): Promise<void> {
    const choices = [
      {
        label: 'By itself',
        detail: `${languageThatRuns(script.fsPath)?.runtime ?? 'Node.js'} runs ${path.basename(script.fsPath)}`,
        start: PLAIN_START,
      },
      ...launchConfigurations(script),
      ...(await packageScripts(script)),
    ];
    const typed = { label: 'With arguments…', detail: 'typed now and kept for this script', start: null };
    const picked = await vscode.window.showQuickPick([...choices, typed], {
      title: `How ${path.basename(script.fsPath)} is started`,
      placeHolder: 'For this and later runs of the script',
    });
    if (picked?.start) await this.remember(script, picked.start);
    else if (picked) await this.askArguments(script);
  }

  private startOf(script: vscode.Uri): ScriptStart {
    return { ...PLAIN_START, ...this.memory.get<Partial<ScriptStart>>(keyOf(script), {}) };
  }

  private async remember(script: vscode.Uri, start: ScriptStart): Promise<void> {
    await this.memory.update(keyOf(script), start);
  }
}

function keyOf(script: vscode.Uri): string {
  return `start:${script.toString()}`;
}

function launchConfigurations(script: vscode.Uri): StartChoice[] {
  const folder = vscode.workspace.getWorkspaceFolder(script);
  if (!folder) return [];
  const settings = vscode.workspace.getConfiguration('launch', folder.uri);
  return fromLaunchConfigurations(
    settings.get<unknown[]>('configurations', []),
    script.fsPath,
    folder.uri.fsPath,
  );
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
  try {
    const bytes = await vscode.workspace.fs.readFile(vscode.Uri.file(path.join(folder, 'package.json')));
    const { scripts } = JSON.parse(new TextDecoder().decode(bytes)) as { scripts?: Record<string, unknown> };
    return scripts ?? {};
  } catch (error) {
    if (error instanceof vscode.FileSystemError || error instanceof SyntaxError) return null;
    throw error;
  }
}

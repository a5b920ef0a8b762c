/** How each script is started, and which of its trainings is ramped: remembered per script in the workspace. */
import * as vscode from 'vscode';
import { launcher as pythonLauncher, pythonSettings, runtimePath as runtimeSetting } from '../settings';
import { joinArguments, type ScriptLaunch, splitArguments } from '../../runner';
import { chooseStart } from './choices/chooseStart';
import { editorsPython } from './python/editorsPython';
import { FolderPythons } from './python/folderPythons';
import { PLAIN_START, type ScriptStart } from './choices/startChoices';

export class RememberedStarts {
  readonly pythons: FolderPythons;

  constructor(private readonly memory: vscode.Memento) {
    this.pythons = new FolderPythons(memory);
  }

  launchOf(script: vscode.Uri): ScriptLaunch {
    const { launcher = pythonLauncher(script), runtimePath, env, ...start } = this.startOf(script);
    const python = pythonSettings(script);
    return {
      script: script.fsPath,
      ...start,
      env: { ...python.env, ...env },
      compile: python.compile,
      // The nearer comes first: of the script, of its folder, of the settings.
      runtimePath: runtimePath ?? this.pythons.chosenFor(script) ?? runtimeSetting(script),
      editorsRuntime: () => editorsPython(script),
      givesWay: true,
      ...(launcher.length > 0 && { launcher }),
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

  /** Offers the ways to start the script that the project knows. @returns false where the question was left */
  async chooseStart(script: vscode.Uri): Promise<boolean> {
    const picked = await chooseStart(script);
    if (picked === undefined) return false;
    if (picked === 'typed') return this.askArguments(script);
    await this.remember(script, picked);
    return true;
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

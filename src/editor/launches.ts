/** How each script is started: remembered per script in the workspace. */
import * as vscode from 'vscode';
import type { ScriptLaunch } from '../runner';
import { joinArguments, splitArguments } from './arguments';
import { rangeTestSettings } from './settings';

export class Launches {
  constructor(private readonly memory: vscode.Memento) {}

  launchOf(script: vscode.Uri): ScriptLaunch {
    return {
      script: script.fsPath,
      args: this.argumentsOf(script),
      cwd: null,
      env: {},
      runtimePath: rangeTestSettings(script).nodePath,
      runtimeArgs: [],
    };
  }

  /** Asks for the script's arguments; they are kept for its later runs. */
  async askArguments(script: vscode.Uri): Promise<void> {
    const answer = await vscode.window.showInputBox({
      title: `Arguments of ${vscode.workspace.asRelativePath(script)}`,
      prompt: 'As in a shell; quotes keep spaces together. Empty for none.',
      value: joinArguments(this.argumentsOf(script)),
      validateInput: (text) => (splitArguments(text) === null ? 'A quote is not closed.' : undefined),
    });
    const args = answer === undefined ? null : splitArguments(answer);
    if (args) await this.memory.update(keyOf(script), args);
  }

  private argumentsOf(script: vscode.Uri): string[] {
    return this.memory.get<string[]>(keyOf(script), []);
  }
}

function keyOf(script: vscode.Uri): string {
  return `arguments:${script.toString()}`;
}

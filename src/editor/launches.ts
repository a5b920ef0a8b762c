/** How each script is started: remembered per script in the workspace. */
import * as vscode from 'vscode';
import type { ScriptLaunch } from '../runner';
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
      value: this.argumentsOf(script).map(quote).join(' '),
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

function quote(argument: string): string {
  return /^[^\s"']+$/.test(argument) ? argument : `"${argument.replace(/(["\\])/g, '\\$1')}"`;
}

/** Splits as a shell does, without its expansions; null where a quote stays open. */
export function splitArguments(text: string): string[] | null {
  const found: string[] = [];
  let word: string | null = null;
  let open = '';
  for (let i = 0; i < text.length; i++) {
    const character = text.charAt(i);
    if (character === '\\' && open !== "'" && i + 1 < text.length) word = (word ?? '') + text.charAt(++i);
    else if (open !== '' && character === open) open = '';
    else if (open === '' && (character === '"' || character === "'")) {
      open = character;
      word ??= '';
    } else if (open === '' && /\s/.test(character)) {
      if (word !== null) found.push(word);
      word = null;
    } else word = (word ?? '') + character;
  }
  if (word !== null) found.push(word);
  return open === '' ? found : null;
}

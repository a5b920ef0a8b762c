/** What the buttons below a problem do, in whichever page it is shown. */
import * as vscode from 'vscode';
import type { Session } from '../../experiments';
import type { ProblemAction } from '../../protocol/problems';
import { showCell } from '../script/scriptText';
import { choosePython } from '../starting/python/choosePython';
import type { RememberedStarts } from '../starting/rememberedStarts';
import type { ScriptOutput } from './output';

export interface ProblemHelp {
  starts: RememberedStarts;
  output: ScriptOutput;
  runAgain(): void;
}

export function doProblemAction(session: Session, action: ProblemAction, help: ProblemHelp): void {
  switch (action.kind) {
    case 'run-again':
      return help.runAgain();
    case 'show-output':
      return help.output.show();
    case 'open-setting':
      return void vscode.commands.executeCommand('workbench.action.openSettings', action.setting);
    case 'set-arguments':
      return void askArgumentsAndRunAgain(session, help);
    case 'open-file':
      return void openAt(action.path, action.line, action.cell);
    case 'choose-training':
      return chooseTrainingOf(session);
    case 'choose-start':
      return void chooseStartAndRunAgain(session, help);
    case 'choose-python':
      return void choosePythonAndRunAgain(session, help);
    case 'choose-script':
      return void vscode.commands.executeCommand('lrTuner.findBounds', null);
    case 'copy':
      return void vscode.env.clipboard.writeText(action.text);
  }
}

/** Lists the script's trainings, and ramps the one that is chosen. */
export function chooseTrainingOf({ run }: Session): void {
  void vscode.commands.executeCommand('lrTuner.chooseTraining', vscode.Uri.file(run.script));
}

async function askArgumentsAndRunAgain({ run }: Session, { starts, runAgain }: ProblemHelp): Promise<void> {
  if (await starts.askArguments(vscode.Uri.file(run.script))) runAgain();
}

async function choosePythonAndRunAgain({ run }: Session, { starts, runAgain }: ProblemHelp): Promise<void> {
  if (await choosePython(vscode.Uri.file(run.script), starts.pythons)) runAgain();
}

async function chooseStartAndRunAgain({ run }: Session, { starts, runAgain }: ProblemHelp): Promise<void> {
  if (await starts.chooseStart(vscode.Uri.file(run.script))) runAgain();
}

/** @param cell of a notebook */
async function openAt(file: string, line: number, cell?: number): Promise<void> {
  const at = new vscode.Position(Math.max(0, line - 1), 0);
  if (cell !== undefined) return openCell(file, cell - 1, at);
  await vscode.window.showTextDocument(vscode.Uri.file(file), {
    selection: new vscode.Range(at, at),
    viewColumn: vscode.ViewColumn.One,
  });
}

async function openCell(file: string, index: number, at: vscode.Position): Promise<void> {
  const notebook = await vscode.workspace.openNotebookDocument(vscode.Uri.file(file));
  const editor = await showCell(notebook, index, vscode.ViewColumn.One);
  if (editor) editor.selection = new vscode.Selection(at, at);
}

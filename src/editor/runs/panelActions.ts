/** What a panel's buttons do. */
import * as vscode from 'vscode';
import type { Session } from '../../experiments';
import { chosenOf, toCsv, toJson, trainingMarkdown } from '../../runs';
import type { Run } from '../../runs';
import { BOLDER_FACTOR } from '../../tuning';
import type { AdviceAction } from '../../tuning';
import type { PanelActions } from '../../views/panel';
import { changeFor } from './advice';
import type { Insertion } from '../script/insertion';
import type { Launches } from '../starting/launches';
import type { ScriptOutput } from './output';
import type { RangeTests } from './rangeTests';
import type { ProblemAction } from '../../protocol/problems';

export function panelActions(
  insertion: Insertion,
  launches: Launches,
  output: ScriptOutput,
  rangeTests: () => RangeTests,
): PanelActions {
  const again = (session: Session, action?: AdviceAction): void => {
    const change = action ? changeFor(action, rangeTests().requestOf(session)) : {};
    if (change) void rangeTests().start(vscode.Uri.file(session.run.script), change);
  };
  const askAndRunAgain = async (session: Session): Promise<void> => {
    if (await launches.askArguments(vscode.Uri.file(session.run.script))) again(session);
  };
  return {
    runAgain: (session) => again(session),
    chooseTraining: chooseTrainingOf,
    advice: (session, action) => (action === 'bolder-max' ? chooseBolder(session) : again(session, action)),
    insert: (session, { what, preview }) => void insertion.insert(session, what, preview),
    insertion: (session) => insertion.check(session),
    export: (session, format) => void exportRun(session.run, format),
    problemAction: (session, action) =>
      doProblemAction(action, {
        output,
        runAgain: () => again(session),
        askArguments: () => void askAndRunAgain(session),
        chooseTraining: () => chooseTrainingOf(session),
      }),
  };
}

/** The same run, with a higher maximum to try: nothing has to be measured again. */
function chooseBolder(session: Session): void {
  const chosen = chosenOf(session.run);
  if (!chosen) return;
  session.record({ type: 'chosen', chosen: { ...chosen, maxLR: chosen.maxLR * BOLDER_FACTOR, by: 'hand' } });
}

export interface ProblemHelp {
  output: ScriptOutput;
  runAgain(): void;
  /** Asks for the script's arguments, and runs it again where they are given. */
  askArguments(): void;
  /** Lists the script's trainings, and ramps the one that is chosen. */
  chooseTraining(): void;
}

export function chooseTrainingOf({ run }: Session): void {
  void vscode.commands.executeCommand('lrTuner.chooseTraining', vscode.Uri.file(run.script));
}

export function doProblemAction(
  action: ProblemAction,
  { output, runAgain, askArguments, chooseTraining }: ProblemHelp,
): void {
  switch (action.kind) {
    case 'run-again':
      return runAgain();
    case 'show-output':
      return output.show();
    case 'open-setting':
      return void vscode.commands.executeCommand('workbench.action.openSettings', action.setting);
    case 'set-arguments':
      return askArguments();
    case 'open-file':
      return void openAt(action.path, action.line);
    case 'choose-training':
      return chooseTraining();
    case 'choose-script':
      return void vscode.commands.executeCommand('lrTuner.findBounds', null);
    case 'copy':
      return void vscode.env.clipboard.writeText(action.text);
  }
}

async function openAt(file: string, line: number): Promise<void> {
  const at = new vscode.Position(Math.max(0, line - 1), 0);
  await vscode.window.showTextDocument(vscode.Uri.file(file), {
    selection: new vscode.Range(at, at),
    viewColumn: vscode.ViewColumn.One,
  });
}

const FORMATS = {
  csv: { name: 'CSV', ending: 'csv', write: toCsv },
  json: { name: 'JSON', ending: 'json', write: toJson },
  markdown: { name: 'Markdown', ending: 'md', write: trainingMarkdown },
} as const;

export async function exportRun(run: Run, format: keyof typeof FORMATS): Promise<void> {
  const { name, ending, write } = FORMATS[format];
  const target = await vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.file(`${run.script}.lr.${ending}`),
    filters: { [name]: [ending] },
  });
  if (!target) return;
  const text = write(run);
  await vscode.workspace.fs.writeFile(target, Buffer.from(text));
  await vscode.window.showTextDocument(target);
}

/** *Analyze Curve File…*: what other tools recorded, judged by the same rule. */
import * as vscode from 'vscode';
import { CurveError, decodeText, openColumns, readCurves } from '../../tuning';
import type { ColumnChoice, CurveFile, OpenColumn } from '../../tuning';
import type { RangeTests } from '../runs/rangeTests';

export async function analyzeFiles(rangeTests: RangeTests): Promise<void> {
  const uris = await vscode.window.showOpenDialog({
    title: 'Curves to analyze: one file a ramp, several for seeds or lengths',
    openLabel: 'Analyze',
    canSelectMany: true,
    filters: { Curves: ['csv', 'tsv', 'txt', 'json', 'jsonl', 'ndjson', 'log', 'dat'] },
  });
  if (!uris || uris.length === 0) return;
  try {
    const files = await Promise.all(uris.map(readCurveFile));
    const choice = await askColumns(openColumns(files));
    if (!choice) return;
    const { curves, notes } = readCurves(files, choice);
    rangeTests.import(uris, curves);
    if (notes.length > 0) void vscode.window.showInformationMessage(notes.join(' '));
  } catch (error) {
    if (!(error instanceof CurveError)) throw error;
    void vscode.window.showErrorMessage(error.message);
  }
}

const QUESTIONS: Readonly<Record<OpenColumn['role'], string>> = {
  lr: 'Which column holds the learning rate?',
  loss: "Which column holds the batch's training loss?",
  accuracy: 'Which column holds the training accuracy?',
};

/** Undefined where the user gave up. */
async function askColumns(open: readonly OpenColumn[]): Promise<ColumnChoice | undefined> {
  let choice: ColumnChoice = {};
  for (const { role, fileName, names } of open) {
    if (names.length < 2) continue;
    const name = await vscode.window.showQuickPick([...names], {
      title: QUESTIONS[role],
      placeHolder: fileName,
    });
    if (name === undefined) return undefined;
    choice = { ...choice, [role]: name };
  }
  return choice;
}

async function readCurveFile(uri: vscode.Uri): Promise<CurveFile> {
  const name = vscode.workspace.asRelativePath(uri);
  return { name, text: decodeText(await vscode.workspace.fs.readFile(uri), name) };
}

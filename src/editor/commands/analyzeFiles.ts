/** *Analyze Curve File…*: what other tools recorded, judged by the same rule. */
import * as vscode from 'vscode';
import { CurveError, parseCurve } from '../../tuning';
import type { RangeTests } from '../runs/rangeTests';

export async function analyzeFiles(rangeTests: RangeTests): Promise<void> {
  const files = await vscode.window.showOpenDialog({
    title: 'Curves to analyze: one file a ramp, several for seeds or lengths',
    openLabel: 'Analyze',
    canSelectMany: true,
    filters: { Curves: ['csv', 'tsv', 'txt', 'json'] },
  });
  if (!files || files.length === 0) return;
  try {
    rangeTests.import(files, await Promise.all(files.map(readCurve)));
  } catch (error) {
    if (!(error instanceof CurveError)) throw error;
    void vscode.window.showErrorMessage(error.message);
  }
}

async function readCurve(file: vscode.Uri): Promise<ReturnType<typeof parseCurve>> {
  const bytes = await vscode.workspace.fs.readFile(file);
  return parseCurve(new TextDecoder().decode(bytes), vscode.workspace.asRelativePath(file));
}

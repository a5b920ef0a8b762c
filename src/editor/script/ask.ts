/** What only the person can decide before bounds are written: which rate they belong to, and whose schedule stands. */
import * as vscode from 'vscode';
import type { InsertRequest, OwnSchedule, RateSite } from '../../script';
import { columnOf } from './scriptColumn';

/** Undefined where the question was left. */
export async function askSite(sites: readonly RateSite[]): Promise<RateSite | undefined> {
  const choices = sites.map((site) => ({ label: `Line ${site.line + 1}`, description: site.label, site }));
  const picked = await vscode.window.showQuickPick(choices, {
    title: 'Which learning rate do the bounds belong to?',
    placeHolder: 'The script names several, and the run alone does not tell',
  });
  return picked?.site;
}

/** Of a script that changes its learning rate by itself: two schedules would fight. */
export type OwnScheduleAnswer = 'replace' | 'keep';

/** Whether what is asked for would set the rate that the script's own schedule sets as well. */
export function clashes({ what }: InsertRequest): boolean {
  return what !== 'constants';
}

/**
 * Shows what would go, struck out in the script, while it asks.
 * @param own at least one
 * @returns undefined where the question was left
 */
export async function askAboutOwnSchedule(
  document: vscode.TextDocument,
  own: readonly OwnSchedule[],
): Promise<OwnScheduleAnswer | undefined> {
  const title = own.some(({ effective }) => effective)
    ? 'The script already has a schedule of its own'
    : 'The script assigns a learning rate that its optimizer has always ignored';
  const lines = own.map(({ line, label }) => `Line ${line + 1}: ${label}`).join(' · ');
  const items = [
    { label: '$(trash) Take It Out', detail: lines, answer: 'replace' as const },
    { label: '$(files) Keep Both', detail: consequence(own), answer: 'keep' as const },
  ];
  const struck = vscode.window.createTextEditorDecorationType({
    backgroundColor: new vscode.ThemeColor('diffEditor.removedTextBackground'),
    textDecoration: 'line-through',
  });
  try {
    const editor = await vscode.window.showTextDocument(document, { viewColumn: columnOf(document) });
    const ranges = own.map(
      ({ start, end }) => new vscode.Range(document.positionAt(start), document.positionAt(end)),
    );
    editor.setDecorations(struck, ranges);
    const first = ranges[0]?.start;
    // Its start alone: the end of a long line would move the text sideways.
    if (first)
      editor.revealRange(
        new vscode.Range(first, first),
        vscode.TextEditorRevealType.InCenterIfOutsideViewport,
      );
    const picked = await vscode.window.showQuickPick(items, {
      title,
      placeHolder: 'Take it out in the same edit? One undo brings it back.',
    });
    return picked?.answer;
  } finally {
    struck.dispose();
  }
}

/** Once both stand in the script. */
export function warnOfBoth(own: readonly OwnSchedule[]): void {
  const lines = own.filter(({ effective }) => effective).map(({ line }) => line + 1);
  if (lines.length === 0) return;
  const where = lines.length === 1 ? `Line ${lines[0]} also sets` : `Lines ${lines.join(', ')} also set`;
  void vscode.window.showWarningMessage(
    `${where} the learning rate: whichever comes last before a step wins. Insert again to take it out.`,
  );
}

function consequence(own: readonly OwnSchedule[]): string {
  return own.some(({ effective }) => effective)
    ? 'The two fight: whichever comes last before a step sets the learning rate.'
    : 'It stays without effect.';
}

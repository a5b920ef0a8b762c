/** What only the person can decide before bounds are written: which rate they belong to, and whose schedule stands. */
import * as vscode from 'vscode';
import type { InsertRequest, OwnSchedule, RateSite } from '../../script';
import { decorate, type ScriptText } from './scriptText';

/** Undefined where the question was left. */
export async function askSite(script: ScriptText, sites: readonly RateSite[]): Promise<RateSite | undefined> {
  const choices = sites.map((site) => ({
    label: script.lineText(site.start),
    description: site.label,
    site,
  }));
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
  script: ScriptText,
  own: readonly OwnSchedule[],
): Promise<OwnScheduleAnswer | undefined> {
  const title = own.some(({ effective }) => effective)
    ? 'The script already has a schedule of its own'
    : 'The script assigns a learning rate that its optimizer has always ignored';
  const lines = own.map(({ start, label }) => `${script.lineText(start)}: ${label}`).join(' · ');
  const items = [
    { label: '$(trash) Take It Out', detail: lines, answer: 'replace' as const },
    { label: '$(files) Keep Both', detail: consequence(own), answer: 'keep' as const },
  ];
  const struck = vscode.window.createTextEditorDecorationType({
    backgroundColor: new vscode.ThemeColor('diffEditor.removedTextBackground'),
    textDecoration: 'line-through',
  });
  try {
    await script.show(own[0]?.start ?? 0);
    decorate(script, own, struck);
    const picked = await vscode.window.showQuickPick(items, {
      title,
      placeHolder: 'Take it out in the same edit? One undo brings it back.',
    });
    return picked?.answer;
  } finally {
    struck.dispose();
  }
}

/** What to say once both stand in the script, in the lines of the script as it is now. */
export function warningOfBoth(script: ScriptText, own: readonly OwnSchedule[]): () => void {
  const places = own.filter(({ effective }) => effective).map(({ start }) => script.lineText(start));
  if (places.length === 0) return () => {};
  const [first = '', ...others] = places;
  const more = others.map((place) => place.toLowerCase());
  const where = more.length === 0 ? `${first} also sets` : `${[first, ...more].join(', ')} also set`;
  const text = `${where} the learning rate: whichever comes last before a step wins. Insert again to take it out.`;
  return () => void vscode.window.showWarningMessage(text);
}

function consequence(own: readonly OwnSchedule[]): string {
  return own.some(({ effective }) => effective)
    ? 'The two fight: whichever comes last before a step sets the learning rate.'
    : 'It stays without effect.';
}

/** The user's settings as plain values; package.json describes them. */
import * as vscode from 'vscode';
import type { EngineChoice } from '../protocol/plan';

export interface RangeTestSettings {
  engine: EngineChoice;
  threads: number;
  nodePath: string | null;
  range: { lo: number; hi: number };
  steps: number;
  maxSteps: number;
  seeds: number;
  validation: boolean;
}

export function rangeTestSettings(script: vscode.Uri): RangeTestSettings {
  const settings = vscode.workspace.getConfiguration('lrTuner', script);
  const steps = settings.get('rangeTest.steps', 200);
  return {
    engine: settings.get<EngineChoice>('engine', 'automatic'),
    threads: settings.get('threads', 0),
    nodePath: settings.get('nodePath', '').trim() || null,
    range: { lo: settings.get('rangeTest.minLR', 1e-6), hi: settings.get('rangeTest.maxLR', 10) },
    steps,
    maxSteps: Math.max(steps, settings.get('rangeTest.maxSteps', 800)),
    seeds: settings.get('rangeTest.seeds', 3),
    validation: settings.get('rangeTest.validation', false),
  };
}

export function cycleMomentum(script: vscode.Uri): boolean {
  return vscode.workspace.getConfiguration('lrTuner', script).get('cycleMomentum', false);
}

/** Trainings of each arm of a comparison. */
export function comparisonSeeds(script: vscode.Uri): number {
  return vscode.workspace.getConfiguration('lrTuner', script).get('comparison.seeds', 3);
}

export type SaveBeforeRun = 'ask' | 'always' | 'never';

export function saveBeforeRun(): SaveBeforeRun {
  return vscode.workspace.getConfiguration('lrTuner').get<SaveBeforeRun>('saveBeforeRun', 'ask');
}

export async function rememberSaveBeforeRun(answer: SaveBeforeRun): Promise<void> {
  const settings = vscode.workspace.getConfiguration('lrTuner');
  await settings.update('saveBeforeRun', answer, vscode.ConfigurationTarget.Global);
}

export function codeLensWanted(document: vscode.TextDocument): boolean {
  return vscode.workspace.getConfiguration('lrTuner', document.uri).get('codeLens', true);
}

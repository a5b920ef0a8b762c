/** The user's settings as plain values; package.json describes them. */
import * as vscode from 'vscode';
import { languageThatRuns } from '../languages';
import type { EngineChoice } from '../protocol/plan';
import { COMPARISON_SEEDS, USUAL_LIMITS } from '../tuning';

/** Of every run. */
export interface RunSettings {
  engine: EngineChoice;
  threads: number;
}

export function runSettings(script: vscode.Uri): RunSettings {
  const settings = vscode.workspace.getConfiguration('lrTuner', script);
  return {
    engine: settings.get<EngineChoice>('engine', 'automatic'),
    threads: settings.get('threads', 0),
  };
}

/** The runtime that the user chose for scripts of this language; null: the first one found that will do. */
export function runtimePath(script: vscode.Uri): string | null {
  const language = languageThatRuns(script.fsPath);
  if (language === null) return null;
  const path = vscode.workspace.getConfiguration(undefined, script).get(language.runtimeSetting, '');
  return path.trim() || null;
}

/** What starts scripts of this language instead of the runtime alone. */
export function launcher(script: vscode.Uri): readonly string[] {
  if (languageThatRuns(script.fsPath)?.id !== 'python') return [];
  return vscode.workspace.getConfiguration('lrTuner.python', script).get<string[]>('launcher', []);
}

export interface RangeTestSettings {
  range: { lo: number; hi: number };
  steps: number;
  maxSteps: number;
  seeds: number;
  validation: boolean;
}

export function rangeTestSettings(script: vscode.Uri): RangeTestSettings {
  const settings = vscode.workspace.getConfiguration('lrTuner.rangeTest', script);
  const { ramp, maxSteps, seeds } = USUAL_LIMITS;
  const steps = settings.get('steps', ramp.steps);
  return {
    range: { lo: settings.get('minLR', ramp.lo), hi: settings.get('maxLR', ramp.hi) },
    steps,
    maxSteps: Math.max(steps, settings.get('maxSteps', maxSteps)),
    seeds: settings.get('seeds', seeds),
    validation: settings.get('validation', false),
  };
}

export function cycleMomentum(script: vscode.Uri): boolean {
  return vscode.workspace.getConfiguration('lrTuner', script).get('cycleMomentum', false);
}

/** Trainings of each arm of a comparison. */
export function comparisonSeeds(script: vscode.Uri): number {
  return vscode.workspace.getConfiguration('lrTuner', script).get('comparison.seeds', COMPARISON_SEEDS);
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

/** The user's settings as plain values; package.json describes them. */
import { homedir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { languageThatRuns } from '../languages';
import type { EngineChoice } from '../protocol/plan';
import type { CompileChoice } from '../runner';
import { COMPARISON_SEEDS, USUAL_LIMITS } from '../tuning';
import { surroundingsOf } from './starting/surroundings';
import { fillVariables } from './starting/variables';

/** Of every run. */
export interface RunSettings {
  engine: EngineChoice;
  threads: number;
  /** Processes of one script that run at the same time; 0 goes by what they share. */
  atOnce: number;
}

export function runSettings(script: vscode.Uri): RunSettings {
  const settings = vscode.workspace.getConfiguration('lrTuner', script);
  return {
    engine: settings.get<EngineChoice>('engine', 'automatic'),
    threads: settings.get('threads', 0),
    atOnce: languageThatRuns(script.fsPath)?.id === 'python' ? settings.get('python.atOnce', 0) : 0,
  };
}

/** The runtime that the user chose for scripts of this language; null: the first one found that will do. */
export function runtimePath(script: vscode.Uri): string | null {
  const language = languageThatRuns(script.fsPath);
  if (language === null) return null;
  const written = vscode.workspace
    .getConfiguration(undefined, script)
    .get(language.runtimeSetting, '')
    .trim();
  if (written === '') return null;
  const surroundings = surroundingsOf(script);
  const filled = fillVariables(written, script.fsPath, surroundings).replace(/^~(?=[\\/])/, homedir());
  // A name alone is looked for on the PATH.
  return /[\\/]/.test(filled) ? path.resolve(surroundings.workspace, filled) : filled;
}

/** What starts scripts of this language instead of the runtime alone. */
export function launcher(script: vscode.Uri): string[] {
  if (languageThatRuns(script.fsPath)?.id !== 'python') return [];
  const words = vscode.workspace.getConfiguration('lrTuner.python', script).get<string[]>('launcher', []);
  return words.map((word) => fillVariables(word, script.fsPath, surroundingsOf(script)));
}

/** Of Python scripts; of others, what says nothing. */
export function pythonSettings(script: vscode.Uri): { env: Record<string, string>; compile: CompileChoice } {
  if (languageThatRuns(script.fsPath)?.id !== 'python') return { env: {}, compile: 'auto' };
  const settings = vscode.workspace.getConfiguration('lrTuner.python', script);
  const env = Object.entries(settings.get<Record<string, string>>('env', {}));
  const surroundings = surroundingsOf(script);
  return {
    env: Object.fromEntries(
      env.map(([name, text]) => [name, fillVariables(String(text), script.fsPath, surroundings)]),
    ),
    compile: settings.get<CompileChoice>('compile', 'auto'),
  };
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

/** Whether short trainings follow each range test. */
export function confirmWanted(script: vscode.Uri): boolean {
  return vscode.workspace.getConfiguration('lrTuner', script).get('confirm', false);
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

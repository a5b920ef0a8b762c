/** The commands, as package.json names them. */
import * as vscode from 'vscode';
import type { Session } from '../experiments';
import type { Run } from '../runs';
import { languageOf } from '../script';
import { analyzeFiles } from './analyzeFiles';
import type { Insertion } from './insertion';
import type { Launches } from './launches';
import type { ScriptOutput } from './output';
import { exportRun } from './panelActions';
import type { RangeTests } from './rangeTests';
import { rangeTestSettings } from './settings';

export interface CommandParts {
  rangeTests: RangeTests;
  insertion: Insertion;
  launches: Launches;
  output: ScriptOutput;
}

export function registerCommands({
  rangeTests,
  insertion,
  launches,
  output,
}: CommandParts): vscode.Disposable {
  const latest = (script?: vscode.Uri): Session | undefined => {
    const uri = script ?? activeScript();
    return (uri && rangeTests.latestOf(uri)) ?? rangeTests.running()[0];
  };
  const handlers: Record<string, (...args: never[]) => unknown> = {
    findBounds: async (script?: vscode.Uri | null) => {
      const uri = await scriptToRun(script);
      if (uri) await rangeTests.start(uri);
    },
    findBoundsQuick: async (script?: vscode.Uri) => {
      const uri = await scriptToRun(script);
      if (uri) await rangeTests.start(uri, { seeds: 1, maxSteps: rangeTestSettings(uri).steps });
    },
    setArguments: async (script?: vscode.Uri) => {
      const uri = await scriptToRun(script);
      if (uri) await launches.askArguments(uri);
    },
    analyzeFile: () => analyzeFiles(rangeTests),
    insert: async (script?: vscode.Uri) => {
      const session = latest(script);
      if (session) await insertion.insert(session, 'schedule', false);
      else await offerRun('There are no bounds for this script yet.');
    },
    openChart: async (script?: vscode.Uri) => {
      const session = latest(script);
      if (session) rangeTests.show(session);
      else await offerRun('This script has no run yet.');
    },
    cancel: (script?: vscode.Uri) => {
      const session = latest(script);
      (session?.isRunning ? session : rangeTests.running()[0])?.cancel();
    },
    showOutput: () => output.show(),
    'runs.open': async (run: Run) => {
      const opened = await rangeTests.open(run.id);
      if (!opened) void vscode.window.showErrorMessage('The file of this run is gone.');
    },
    'runs.rename': async (run: Run) => {
      const name = await vscode.window.showInputBox({ title: 'Name of the run', value: run.name });
      if (name?.trim()) (await rangeTests.session(run.id))?.record({ type: 'renamed', name: name.trim() });
    },
    'runs.pin': async (run: Run) =>
      (await rangeTests.session(run.id))?.record({ type: 'pinned', pinned: true }),
    'runs.unpin': async (run: Run) =>
      (await rangeTests.session(run.id))?.record({ type: 'pinned', pinned: false }),
    'runs.exportCsv': (run: Run) => exportRun(run, 'csv'),
    'runs.exportJson': (run: Run) => exportRun(run, 'json'),
    'runs.delete': async (run: Run) => {
      const remove = 'Delete';
      const question = `Delete the run "${run.name}"?`;
      const answer = await vscode.window.showWarningMessage(question, { modal: true }, remove);
      if (answer === remove) await rangeTests.delete(run.id);
    },
  };
  return vscode.Disposable.from(
    ...Object.entries(handlers).map(([name, handler]) =>
      vscode.commands.registerCommand(`lrTuner.${name}`, handler),
    ),
  );
}

async function offerRun(message: string): Promise<void> {
  const find = 'Find LR Bounds';
  const answer = await vscode.window.showInformationMessage(message, find);
  if (answer === find) await vscode.commands.executeCommand('lrTuner.findBounds');
}

function activeScript(): vscode.Uri | undefined {
  const document = vscode.window.activeTextEditor?.document;
  return document?.uri.scheme === 'file' && languageOf(document.fileName) ? document.uri : undefined;
}

/** The script asked for, the one in the editor, or one picked from a dialog (null asks at once). */
async function scriptToRun(given?: vscode.Uri | null): Promise<vscode.Uri | undefined> {
  if (!vscode.workspace.isTrusted) return void explainTrust();
  const uri = given === null ? undefined : (given ?? activeScript());
  if (uri && languageOf(uri.fsPath)) return uri;
  const picked = await vscode.window.showOpenDialog({
    title: 'Training script to find bounds for',
    openLabel: 'Find LR Bounds',
    filters: { 'Training scripts': ['js', 'mjs', 'cjs', 'ts', 'mts', 'cts'] },
    ...(vscode.workspace.workspaceFolders?.[0] && { defaultUri: vscode.workspace.workspaceFolders[0].uri }),
  });
  return picked?.[0];
}

async function explainTrust(): Promise<void> {
  const manage = 'Manage Workspace Trust';
  const answer = await vscode.window.showWarningMessage(
    'A range test runs the training script, so it needs a trusted workspace.',
    manage,
  );
  if (answer === manage) await vscode.commands.executeCommand('workbench.trust.manage');
}

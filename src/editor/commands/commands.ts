/** The commands, as package.json names them. */
import * as vscode from 'vscode';
import type { Session } from '../../experiments';
import { analyzeFiles } from './analyzeFiles';
import { chooseTraining } from '../starting/chooseTraining';
import type { SurveyTrainings } from '../starting/chooseTraining';
import { activeScript, scriptToRun } from '../starting/chooseScript';
import type { Insertion } from '../script/insertion';
import type { Launches } from '../starting/launches';
import type { ScriptOutput } from '../runs/output';
import { runCommands } from './runCommands';
import { saveScript } from '../starting/saving';
import type { RunCommandParts } from './runCommands';
import { rangeTestSettings } from '../settings';

export interface CommandParts extends RunCommandParts {
  insertion: Insertion;
  launches: Launches;
  output: ScriptOutput;
}

export function registerCommands({
  insertion,
  launches,
  output,
  ...runParts
}: CommandParts): vscode.Disposable {
  const { sessions, rangeTests, trainings } = runParts;
  const meant = (script?: vscode.Uri | null): vscode.Uri | null | undefined =>
    script === undefined ? rangeTests.scriptInFront() : script;
  const latest = (script?: vscode.Uri): Session | undefined => {
    const uri = meant(script) ?? activeScript();
    return (uri && rangeTests.latestOf(uri)) ?? rangeTests.running()[0];
  };
  const handlers: Record<string, (...args: never[]) => unknown> = {
    findBounds: async (script?: vscode.Uri | null) => {
      const uri = await scriptToRun(meant(script));
      if (uri) await rangeTests.start(uri);
    },
    findBoundsQuick: async (script?: vscode.Uri) => {
      const uri = await scriptToRun(meant(script));
      if (uri) await rangeTests.start(uri, { seeds: 1, maxSteps: rangeTestSettings(uri).steps });
    },
    train: async (script?: vscode.Uri) => {
      const uri = await scriptToRun(meant(script));
      if (uri) await trainings.train(uri);
    },
    compare: async (script?: vscode.Uri) => {
      const uri = await scriptToRun(meant(script));
      if (uri) await trainings.compare(uri);
    },
    setArguments: async (script?: vscode.Uri) => {
      const uri = await scriptToRun(meant(script));
      if (uri) await launches.askArguments(uri);
    },
    chooseStart: async (script?: vscode.Uri) => {
      const uri = await scriptToRun(meant(script));
      if (uri) await launches.chooseStart(uri);
    },
    chooseTraining: async (script?: vscode.Uri) => {
      const uri = await scriptToRun(meant(script));
      if (!uri || !(await saveScript(uri))) return;
      const survey: SurveyTrainings = (file, signal) => rangeTests.survey(file, signal);
      if (await chooseTraining(uri, launches, survey)) await rangeTests.start(uri);
    },
    analyzeFile: () => analyzeFiles(rangeTests),
    insert: async (script?: vscode.Uri, siteHint?: number) => {
      const session = latest(script);
      if (session) await insertion.insert(session, 'triangular', false, siteHint);
      else await offerRun('There are no bounds for this script yet.');
    },
    applyPreview: (preview?: vscode.Uri) => insertion.preview.apply(preview),
    discardPreview: (preview?: vscode.Uri) => insertion.preview.discard(preview),
    openChart: async (script?: vscode.Uri) => {
      const training = script ? undefined : sessions.running().find(({ run }) => run.training);
      if (training) return trainings.show(training);
      const session = latest(script);
      if (session) rangeTests.show(session);
      else await offerRun('This script has no run yet.');
    },
    cancel: (script?: vscode.Uri) => {
      const session = latest(script);
      (session?.isRunning ? session : sessions.running()[0])?.cancel();
    },
    showOutput: () => output.show(),
    ...runCommands(runParts),
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

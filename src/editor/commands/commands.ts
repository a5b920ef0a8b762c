/** The commands, as package.json names them. */
import * as vscode from 'vscode';
import type { Session } from '../../experiments';
import { analyzeFiles } from './analyzeFiles';
import { choosePython } from '../starting/python/choosePython';
import { chooseTraining } from '../starting/chooseTraining';
import type { SurveyTrainings } from '../starting/chooseTraining';
import { activeScript, scriptToRun } from '../starting/chooseScript';
import type { Insertion } from '../script/insertion';
import type { RememberedStarts } from '../starting/rememberedStarts';
import type { Charts } from '../runs/viewers/charts';
import type { ScriptOutput } from '../runs/output';
import type { RangeTests, RequestChange } from '../runs/rangeTests';
import { TRAINED } from '../runs/sessions';
import type { Trainings } from '../runs/trainings';
import { runCommands } from './runCommands';
import { saveScript } from '../starting/saving';
import type { RunCommandParts } from './runCommands';
import { rangeTestSettings } from '../settings';

export interface CommandParts extends RunCommandParts {
  charts: Charts;
  rangeTests: RangeTests;
  trainings: Trainings;
  insertion: Insertion;
  starts: RememberedStarts;
  output: ScriptOutput;
  log: vscode.LogOutputChannel;
}

type Handler = (...args: never[]) => unknown;

export function registerCommands(parts: CommandParts): vscode.Disposable {
  const handlers = { ...scriptCommands(parts), ...boundsCommands(parts), ...runCommands(parts) };
  return vscode.Disposable.from(
    ...Object.entries(handlers).map(([name, handler]) =>
      vscode.commands.registerCommand(`lrTuner.${name}`, handler),
    ),
  );
}

/** Those that run a script, or say how it runs: the one given, the one looked at, or one picked (null asks at once). */
function scriptCommands({ charts, rangeTests, trainings, starts }: CommandParts): Record<string, Handler> {
  const onScript =
    (run: (script: vscode.Uri) => unknown) =>
    async (given?: vscode.Uri | null): Promise<void> => {
      const script = await scriptToRun(given === undefined ? charts.scriptInFront() : given);
      if (script) await run(script);
    };
  const survey: SurveyTrainings = (file, signal) => rangeTests.survey(file, signal);
  return {
    findBounds: onScript((script) => rangeTests.start(script)),
    findBoundsQuick: onScript((script) => rangeTests.start(script, quickRamp(script))),
    // Trained rates tell more than further ramps, for fewer iterations (`docs/do-you-need-this.md`).
    findBoundsConfirmed: onScript((script) =>
      rangeTests.start(script, { ...quickRamp(script), confirm: true }),
    ),
    train: onScript((script) => trainings.train(script)),
    compare: onScript((script) => trainings.compare(script)),
    setArguments: onScript((script) => starts.askArguments(script)),
    choosePython: (given?: vscode.Uri) =>
      choosePython(given ?? charts.scriptInFront() ?? activeScript(), starts.pythons),
    chooseStart: onScript((script) => starts.chooseStart(script)),
    chooseTraining: onScript(async (script) => {
      if (!(await saveScript(script))) return;
      if (await chooseTraining(script, starts, survey)) await rangeTests.start(script);
    }),
  };
}

function quickRamp(script: vscode.Uri): RequestChange {
  return { seeds: 1, maxSteps: rangeTestSettings(script).steps };
}

/** Those about a run that is there already, and about its bounds. */
function boundsCommands(parts: CommandParts): Record<string, Handler> {
  const { sessions, charts, rangeTests, insertion, output, log } = parts;
  const latest = (given?: vscode.Uri): Session | undefined => {
    const script = given ?? charts.scriptInFront() ?? activeScript();
    return (script && rangeTests.latestOf(script)) ?? rangeTests.running()[0];
  };
  return {
    analyzeFile: () => analyzeFiles(rangeTests),
    insert: async (script?: vscode.Uri, siteHint?: number) => {
      const session = latest(script);
      if (session) await insertion.insert(session, 'triangular', false, siteHint);
      else await offerRun('There are no bounds for this script yet.');
    },
    applyPreview: (preview?: vscode.Uri) => insertion.preview.apply(preview),
    discardPreview: (preview?: vscode.Uri) => insertion.preview.discard(preview),
    openChart: async (script?: vscode.Uri) => {
      const session = (script ? undefined : sessions.running(TRAINED)[0]) ?? latest(script);
      // Not waited for: a view that stays hidden never draws.
      if (session) void sessions.show(session);
      else await offerRun('This script has no run yet.');
    },
    cancel: (script?: vscode.Uri) => {
      const session = latest(script);
      (session?.isRunning ? session : sessions.running()[0])?.cancel();
    },
    showOutput: () => output.show(),
    showLog: () => log.show(true),
  };
}

async function offerRun(message: string): Promise<void> {
  const find = 'Find LR Bounds';
  const answer = await vscode.window.showInformationMessage(message, find);
  if (answer === find) await vscode.commands.executeCommand('lrTuner.findBounds');
}

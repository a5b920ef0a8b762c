/** What chat agents can call: the same runs as the commands, the same JSON as the terminal, after asking. */
import * as vscode from 'vscode';
import type { Session } from '../../experiments';
import { findReport, trainingReport } from '../../runs';
import { countArms } from '../../tuning';
import type { RangeTests } from '../runs/rangeTests';
import { comparisonSeeds, cycleMomentum, rangeTestSettings } from '../settings';
import type { Trainings } from '../runs/trainings';
import { readCompareInput, readFindInput, scriptWithin } from './chatInput';

export function registerLanguageTools(rangeTests: RangeTests, trainings: Trainings): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.lm.registerTool('find_lr_bounds', findTool(rangeTests)),
    vscode.lm.registerTool('compare_lr', compareTool(trainings)),
  );
}

function findTool(rangeTests: RangeTests): vscode.LanguageModelTool<unknown> {
  return {
    prepareInvocation: ({ input }) =>
      confirmation(
        readFindInput(input).script,
        'Find LR Bounds',
        (name) =>
          `Run a range test on ${name}? The script is started several times and trains for some hundred iterations; it cannot save its model.`,
      ),
    async invoke({ input }, token) {
      const { script: given, quick, confirm } = readFindInput(input);
      const script = await scriptOf(given);
      const { steps } = rangeTestSettings(script);
      const change = {
        ...(quick && { seeds: 1, maxSteps: steps }),
        ...(confirm !== null && { confirm }),
      };
      const run = rangeTests.start(script, change);
      const session = await cancellable(run, token, () => rangeTests.latestOf(script));
      if (!session)
        throw new Error('A range test of this script is running already, or saving was declined.');
      return result(findReport(session.run, rangeTests.whyNotConfirmed(session)));
    },
  };
}

function compareTool(trainings: Trainings): vscode.LanguageModelTool<unknown> {
  return {
    prepareInvocation({ input }) {
      const { script, bounds, policies, seeds } = readCompareInput(input);
      return confirmation(script, 'Compare CLR with Fixed LR', (name, file) => {
        const all = countArms(policies, bounds) * (seeds ?? comparisonSeeds(file));
        return `Train ${name} to its end ${all} times, with cyclical and with fixed learning rates? It cannot save its model.`;
      });
    },
    async invoke({ input }, token) {
      const { script: given, bounds: givenBounds, policies, seeds: wanted } = readCompareInput(input);
      const script = await scriptOf(given);
      const found = givenBounds ? { bounds: givenBounds, stepSize: null } : await trainings.bounds(script);
      if (!found)
        throw new Error('No bounds: the range test found none, or was not run. Give baseLR and maxLR.');
      const { bounds, stepSize } = found;
      const seeds = wanted ?? comparisonSeeds(script);
      const request = { bounds, stepSize, policies, seeds, allowSave: false };
      const run = trainings.start(script, 'comparison', { ...request, cycleMomentum: cycleMomentum(script) });
      const session = await cancellable(run, token, () => trainings.latestOf(script));
      if (!session) throw new Error('The script has unsaved changes, and saving them was declined.');
      return result(trainingReport(session.run));
    },
  };
}

/** A script of the workspace. @throws Error in words for the agent */
async function scriptOf(given: string): Promise<vscode.Uri> {
  if (!vscode.workspace.isTrusted) throw new Error('Running a script needs a trusted workspace.');
  const folders = vscode.workspace.workspaceFolders ?? [];
  return vscode.Uri.file(
    await scriptWithin(
      folders.map(({ uri }) => uri.fsPath),
      given,
    ),
  );
}

async function confirmation(
  given: string,
  title: string,
  question: (name: string, file: vscode.Uri) => string,
): Promise<vscode.PreparedToolInvocation> {
  const file = await scriptOf(given);
  const name = vscode.workspace.asRelativePath(file);
  return {
    invocationMessage: `${title}: ${name}`,
    confirmationMessages: { title, message: question(name, file) },
  };
}

/** Waits for a run; what the agent cancels is cancelled. */
async function cancellable<T>(
  run: Promise<T>,
  token: vscode.CancellationToken,
  session: () => Session | undefined,
): Promise<T> {
  const cancel = (): void => session()?.cancel();
  const listening = token.onCancellationRequested(cancel);
  try {
    return await run;
  } finally {
    listening.dispose();
  }
}

function result(json: string): vscode.LanguageModelToolResult {
  return new vscode.LanguageModelToolResult([new vscode.LanguageModelTextPart(json)]);
}

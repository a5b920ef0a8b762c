/** What chat agents can call: the same runs as the commands, the same JSON as the terminal, after asking. */
import path from 'node:path';
import * as vscode from 'vscode';
import type { Session } from '../../experiments';
import { findReport, trainingReport } from '../../runs';
import { languageThatRuns, RUNNABLE_ENDINGS } from '../../languages';
import { DEFAULT_POLICIES, POLICY_KINDS } from '../../tuning';
import type { RangeTests } from '../runs/rangeTests';
import { comparisonSeeds, cycleMomentum, rangeTestSettings } from '../settings';
import type { Trainings } from '../runs/trainings';

export function registerLanguageTools(rangeTests: RangeTests, trainings: Trainings): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.lm.registerTool('find_lr_bounds', findTool(rangeTests)),
    vscode.lm.registerTool('compare_lr', compareTool(trainings)),
  );
}

interface FindInput {
  script: string;
  quick?: boolean;
}

function findTool(rangeTests: RangeTests): vscode.LanguageModelTool<FindInput> {
  return {
    prepareInvocation: ({ input }) =>
      confirmation(
        input.script,
        'Find LR Bounds',
        (name) =>
          `Run a range test on ${name}? The script is started several times and trains for some hundred iterations; it cannot save its model.`,
      ),
    async invoke({ input }, token) {
      const script = scriptOf(input.script);
      const { steps } = rangeTestSettings(script);
      const change = input.quick ? { seeds: 1, maxSteps: steps } : {};
      const run = rangeTests.start(script, change);
      const session = await cancellable(run, token, () => rangeTests.latestOf(script));
      if (!session)
        throw new Error('A range test of this script is running already, or saving was declined.');
      return result(findReport(session.run));
    },
  };
}

interface CompareInput {
  script: string;
  baseLR?: number;
  maxLR?: number;
  policies?: string[];
  seeds?: number;
}

function compareTool(trainings: Trainings): vscode.LanguageModelTool<CompareInput> {
  return {
    prepareInvocation: ({ input }) =>
      confirmation(input.script, 'Compare CLR with Fixed LR', (name) => {
        const script = scriptOf(input.script);
        const each = input.seeds ?? comparisonSeeds(script);
        const all = (FIXED_ARMS + policiesOf(input).length) * each;
        return `Train ${name} to its end ${all} times, with cyclical and with fixed learning rates? It cannot save its model.`;
      }),
    async invoke({ input }, token) {
      const script = scriptOf(input.script);
      const policies = policiesOf(input);
      const found = givenBounds(input) ?? (await trainings.bounds(script));
      if (!found)
        throw new Error('No bounds: the range test found none, or was not run. Give baseLR and maxLR.');
      const { bounds, stepSize } = found;
      const seeds = input.seeds ?? comparisonSeeds(script);
      const request = { bounds, stepSize, policies, seeds, allowSave: false };
      const run = trainings.start(script, 'comparison', { ...request, cycleMomentum: cycleMomentum(script) });
      const session = await cancellable(run, token, () => trainings.latestOf(script));
      if (!session) throw new Error('The script has unsaved changes, and saving them was declined.');
      return result(trainingReport(session.run));
    },
  };
}

/** The script's own rate and the grid between the bounds. */
const FIXED_ARMS = 4;

function policiesOf({ policies }: CompareInput): (typeof POLICY_KINDS)[number][] {
  if (!policies || policies.length === 0) return [...DEFAULT_POLICIES];
  return policies.map((name) => {
    const kind = POLICY_KINDS.find((known) => known === name);
    if (!kind) throw new Error(`There is no policy "${name}"; there are ${POLICY_KINDS.join(', ')}.`);
    return kind;
  });
}

function givenBounds({ baseLR, maxLR }: CompareInput) {
  if (baseLR === undefined && maxLR === undefined) return null;
  if (!(baseLR !== undefined && maxLR !== undefined && baseLR > 0 && maxLR > baseLR)) {
    throw new Error('baseLR and maxLR go together, and baseLR must lie above 0 and below maxLR.');
  }
  return { bounds: { baseLR, maxLR }, stepSize: null };
}

/** A path within the workspace's first folder, or an absolute one. @throws Error in words for the agent */
function scriptOf(given: string): vscode.Uri {
  if (!vscode.workspace.isTrusted) throw new Error('Running a script needs a trusted workspace.');
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
  if (!path.isAbsolute(given) && folder === undefined)
    throw new Error('Give the absolute path of the script.');
  const file = path.resolve(folder ?? '', given);
  if (languageThatRuns(file) === null) {
    const endings = RUNNABLE_ENDINGS.map((ending) => `.${ending}`).join(', ');
    throw new Error(`${file} cannot be trained: a training script ends in ${endings}.`);
  }
  return vscode.Uri.file(file);
}

function confirmation(
  given: string,
  title: string,
  question: (name: string) => string,
): vscode.PreparedToolInvocation {
  const name = vscode.workspace.asRelativePath(scriptOf(given));
  return {
    invocationMessage: `${title}: ${name}`,
    confirmationMessages: { title, message: question(name) },
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

/**
 * A script that trains several times (a GAN, phases of transfer learning, folds, a search): one training is ramped,
 * the others run at their own rates.
 */
import * as vscode from 'vscode';
import type { Survey, SurveyedTraining } from '../../experiments';
import { trainingName } from '../../runs';
import { formatRate } from '../../tuning';
import type { RememberedStarts } from './rememberedStarts';

/** Runs the script once, cut short, and lists what trains. */
export type SurveyTrainings = (script: vscode.Uri, signal: AbortSignal) => Promise<Survey>;

/** @returns whether one was chosen */
export async function chooseTraining(
  script: vscode.Uri,
  starts: RememberedStarts,
  survey: SurveyTrainings,
): Promise<boolean> {
  const found = await surveyed(script, survey);
  if (!found) return false;
  const { trainings, complete, problem } = found;
  if (trainings.length === 0) {
    const why = problem?.title ?? `${vscode.workspace.asRelativePath(script)} trained nothing.`;
    const output = 'Show Output';
    void vscode.window.showErrorMessage(why, output).then((answer) => {
      if (answer === output) void vscode.commands.executeCommand('lrTuner.showOutput');
    });
    return false;
  }
  const chosen = starts.trainingOf(script) ?? trainings[0]?.id;
  const picked = await vscode.window.showQuickPick(
    trainings.map((training) => choiceOf(training, training.id === chosen)),
    {
      title: complete ? 'Training to ramp' : 'Training to ramp (the script was cut short: there may be more)',
      placeHolder: 'The others keep their own rates; what ends before it runs in full for each ramp',
    },
  );
  if (!picked) return false;
  await starts.setTraining(script, picked.id);
  return true;
}

type Choice = vscode.QuickPickItem & { id: string };

function choiceOf(training: SurveyedTraining, chosen: boolean): Choice {
  const { id, lr, iterations } = training;
  const facts = [
    Number.isFinite(lr) ? `own rate ${formatRate(lr)}` : '',
    iterations === null ? '' : `${iterations} iterations`,
    chosen ? 'ramped now' : '',
  ];
  return {
    id,
    label: `Training ${id}: ${trainingName(training)}`,
    detail: facts.filter((text) => text !== '').join(', '),
  };
}

/** Undefined where the person did not want to wait. */
async function surveyed(script: vscode.Uri, survey: SurveyTrainings): Promise<Survey | undefined> {
  const name = vscode.workspace.asRelativePath(script);
  const location = vscode.ProgressLocation.Notification;
  const title = `Listing the trainings of ${name}: it runs once, with one epoch of each…`;
  return vscode.window.withProgress({ location, title, cancellable: true }, async (_, token) => {
    const stop = new AbortController();
    token.onCancellationRequested(() => stop.abort());
    const found = await survey(script, stop.signal);
    return token.isCancellationRequested ? undefined : found;
  });
}

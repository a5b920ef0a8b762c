/** `lr-tuner trainings`: which trainings a script has, for `--training` to choose from. */
import { surveyTrainings } from '../../experiments';
import type { Survey, SurveyedTraining } from '../../experiments';
import { trainingName } from '../../runs';
import { formatRate } from '../../tuning';
import { describeProblem } from '../describe';
import { EXIT } from '../exit';
import { print, printError, printJson } from '../print';
import { LAUNCH_OPTIONS, readHow, readScript } from '../scriptLaunch';
import { cancelledBySignals } from '../signals';
import { positiveNumber, readCommandLine } from '../usage';

const OPTIONS = { ...LAUNCH_OPTIONS, 'time-limit': { type: 'string' } } as const;

const DEFAULT_SECONDS = 60;
/** A day. */
const MOST_SECONDS = 24 * 60 * 60;

export async function trainings(args: string[], distFolder: string): Promise<number> {
  const line = readCommandLine(args, OPTIONS);
  const { engine, threads, log } = readHow(line);
  const longest = positiveNumber(line, 'time-limit', DEFAULT_SECONDS, MOST_SECONDS) * 1000;
  const cancel = new AbortController();
  const request = { script: readScript(line, 'trainings'), distFolder, engine, threads, log, longest };
  const survey = (): Promise<Survey> => surveyTrainings(request, cancel.signal);
  const found = await cancelledBySignals(() => cancel.abort(), survey);

  if (line.values['json'] === true) printJson(toJson(found));
  else print(describe(found));
  if (found.problem) printError(describeProblem(found.problem));
  if (cancel.signal.aborted) return EXIT.cancelled;
  return found.problem ? EXIT.failed : EXIT.bounds;
}

function toJson({ trainings, complete, problem }: Survey): string {
  const listed = trainings.map(({ id, optimizer, variables, place, lr, iterations }) => ({
    training: Number(id),
    optimizer,
    variables,
    place: place ?? null,
    // JSON has no NaN: an optimizer without a rate has none to show.
    lr: Number.isFinite(lr) ? lr : null,
    iterations,
  }));
  return JSON.stringify({ trainings: listed, complete, problem }, null, 2);
}

function describe({ trainings, complete }: Survey): string {
  const lines = trainings.map(describeTraining);
  if (!complete) lines.push('There may be more: the script had not come to its end.');
  return lines.map((text) => `${text}\n`).join('');
}

function describeTraining(training: SurveyedTraining): string {
  const { id, lr, iterations } = training;
  const rate = Number.isFinite(lr) ? `, learning rate ${formatRate(lr)}` : '';
  return `training ${id}: ${trainingName(training)}${rate}${iterations === null ? '' : `, ${iterations} iterations`}`;
}

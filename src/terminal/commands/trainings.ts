/** `lr-tuner trainings`: which trainings a script has, for `--training` to choose from. */
import { Option } from '@commander-js/extra-typings';
import { iterations } from '../../protocol/words';
import { surveyTrainings } from '../../experiments';
import type { Survey, SurveyedTraining } from '../../experiments';
import { trainingName } from '../../runs';
import { formatRate } from '../../tuning';
import { describeProblem } from '../describe';
import { EXIT } from '../exit';
import { print, printError, printJson } from '../page/print';
import type { Invocation } from '../options/invocation';
import { type LaunchOptions, scriptCommand, type Typed, typedOf } from '../options/scriptCommand';
import { readHow, readScript } from '../options/scriptLaunch';
import { cancelledBySignals, endCancelled } from '../signals';
import { positive } from '../options/usage';

const DEFAULT_SECONDS = 60;
/** A day. */
const MOST_SECONDS = 24 * 60 * 60;

export function trainingsCommand(invocation: Invocation) {
  return scriptCommand('trainings')
    .summary("list a script's trainings, for --training")
    .description(
      "Lists the script's trainings for --training, from one run in which each fit is cut to one epoch.",
    )
    .addOption(
      new Option('--time-limit <seconds>', 'for scripts with loops of their own')
        .argParser((text) => positive('time-limit', text, MOST_SECONDS))
        .default(DEFAULT_SECONDS),
    )
    .action(async (_script, options, command) => {
      const typed = typedOf(command, invocation.scriptArguments);
      invocation.ended(await trainings(options, typed, invocation.distFolder));
    });
}

/** @returns the exit code */
async function trainings(
  options: LaunchOptions & { timeLimit: number },
  typed: Typed,
  distFolder: string,
): Promise<number> {
  const { engine, threads, log } = readHow(options);
  const cancel = new AbortController();
  const script = readScript(options, typed);
  const request = { script, distFolder, engine, threads, log, longest: options.timeLimit * 1000 };
  const survey = (): Promise<Survey> => surveyTrainings(request, cancel.signal);
  const found = await cancelledBySignals(() => cancel.abort(), survey);

  if (options.json) printJson(toJson(found));
  else print(describe(found));
  if (found.problem) printError(describeProblem(found.problem));
  if (cancel.signal.aborted) return endCancelled();
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

function describe({ trainings, complete, problem }: Survey): string {
  const lines = trainings.map(describeTraining);
  // Of a script that failed, the problem says how far it came.
  if (!complete && problem === null) lines.push('There may be more: the script had not come to its end.');
  return lines.map((text) => `${text}\n`).join('');
}

function describeTraining(training: SurveyedTraining): string {
  const { id, lr } = training;
  const rate = Number.isFinite(lr) ? `, learning rate ${formatRate(lr)}` : '';
  return `training ${id}: ${trainingName(training)}${rate}${training.iterations === null ? '' : `, ${iterations(training.iterations)}`}`;
}

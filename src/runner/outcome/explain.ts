/** From what a child said and did to what a person should know and do about it. */
import { firstLine } from '../../protocol/plainText';
import type { Asked } from '../../protocol/plan';
import type { Problem, ProblemAction } from '../../protocol/problems';
import type { End } from '../../protocol/report';
import type { ChildRecord } from '../child/record';
import type { Launch } from '../language';
import { shortageOfScript, startProblem } from '../systemErrors';
import { badExit, describeExit, type Exit } from './exit';
import { scriptFailed, shownBy } from './failed';
import { asksForInput, asksInVain, nothingTrained } from './nothingTrained';
import { RUN_AGAIN, SHOW_OUTPUT, Writer } from './writer';

/** @param end what the record made of the ends that were reported @returns null where all went as it should */
export function explainOutcome(
  launch: Launch,
  asked: Asked,
  record: ChildRecord,
  end: End | null,
  exit: Exit,
  output: string,
): Problem | null {
  const write = new Writer(launch, output);
  if (exit.startError !== null) return startProblem(launch.runtime, exit.startError);
  if (!record.armed) return notArmed(write, exit);
  if (record.losses.notFiniteFromStart) return notFinite(write);
  if (end === null) return died(write, exit);
  switch (end.reason) {
    case 'error':
      return asksInVain(end) ? asksForInput(write) : scriptFailed(write, end, record, asked);
    case 'syntax-error':
      return syntaxError(write, end);
    case 'framework-missing':
      return frameworkMissing(write, end);
    case 'native-engine-missing':
      return nativeEngineMissing(write, end);
    case 'engine-failed':
      return engineFailed(write, end);
    case 'rate-not-applied':
      return rateNotApplied(write, end);
    case 'not-covered':
      return notCovered(write, end);
    case 'hook-fault':
      return internal(write, end);
    case 'script-ended':
      if (asked.experiment.kind === 'survey' && record.trainings > 0 && badExit(exit) === null) return null;
      return record.steps === 0 ? nothingTrained(write, end, record, exit, asked) : noLoss(write, record);
    case 'diverged':
      return record.steps === 0 ? neverUpdated(write, end) : noLoss(write, record);
    case 'ramp-complete':
      return noLoss(write, record);
  }
}

function notArmed(write: Writer, exit: Exit): Problem {
  const short = badExit(exit) === null ? null : shortageOfScript(write.output);
  if (short !== null) return write.problem('system', short.title, short.detail, [SHOW_OUTPUT, RUN_AGAIN]);
  const { why, advice } = write.words.notArmed;
  return write.problem(
    'not-armed',
    `The script was stopped before it began: ${why}.`,
    `${write.launch.runtime.name} did not load the trainer (${describeExit(exit)}). ${advice}`,
    [SHOW_OUTPUT, RUN_AGAIN],
  );
}

function died(write: Writer, exit: Exit): Problem {
  const hint = write.words.hint(write.output);
  if (exit.code === 0) return leftWithoutWord(write, hint);
  const title = `The script ended abruptly (${describeExit(exit)}).`;
  return write.problem('script-threw', title, hint ?? shownBy(write.output), [SHOW_OUTPUT]);
}

function leftWithoutWord(write: Writer, hint: string | null): Problem {
  return write.problem(
    'script-threw',
    'The script was gone all at once (exit code 0).',
    hint ??
      'It left as os._exit does, without what comes at the end of a process, or went on in the background. Let the process that is started train, and come to its end.',
    [SHOW_OUTPUT],
  );
}

function notFinite(write: Writer): Problem {
  return write.problem(
    'not-finite-from-start',
    'The loss is not a number from the very first step.',
    'The rate cannot be the cause, since the first loss comes before the first update. Look for missing or infinite values in the data, a division by zero, or the logarithm of zero in the loss.',
    [SHOW_OUTPUT, RUN_AGAIN],
  );
}

/** The script threw away each update that it would have made. */
function neverUpdated(write: Writer, end: End): Problem {
  return write.problem(
    'not-finite-from-start',
    end.message ?? 'The script skipped every update.',
    'The rate cannot be the cause, since no update was made. Look for missing or infinite values in the data, or for a loss that is too large for half precision, and run it once without mixed precision.',
    [SHOW_OUTPUT, RUN_AGAIN],
  );
}

function syntaxError(write: Writer, end: End): Problem {
  const message = end.message ?? '';
  return write.problem(
    'syntax-error',
    `The script cannot be read: ${firstLine(message)}`,
    write.words.hint(message) ?? 'Correct the line, then run again.',
    [RUN_AGAIN],
    write.locate(`${end.stack ?? ''}\n${write.output}`),
  );
}

function frameworkMissing(write: Writer, end: End): Problem {
  const { launch, words } = write;
  const { title, command, otherRuntime } = words.frameworkMissing(
    end.message ?? '',
    launch.runtime.path,
    end.stack ?? '',
  );
  const choose: ProblemAction[] = otherRuntime ? [{ kind: 'choose-python' }] : [];
  return write.problem(
    'framework-missing',
    title,
    `Run this in ${launch.cwd}: ${command}`,
    [{ kind: 'copy', text: command, label: 'Copy Command' }, ...choose, RUN_AGAIN],
    write.locate(end.stack ?? ''),
  );
}

function nativeEngineMissing(write: Writer, end: End): Problem {
  const native = write.words.nativeEngine;
  if (native === null) return internal(write, end);
  return write.problem(
    'native-engine-missing',
    native.missing,
    `Run this in ${write.launch.cwd}: ${native.install} (${native.cost}). Or choose the engine "automatic" or "embedded", which needs nothing installed.`,
    [
      { kind: 'copy', text: native.install, label: 'Copy Command' },
      { kind: 'open-setting', setting: 'lrTuner.engine' },
      RUN_AGAIN,
    ],
  );
}

function engineFailed(write: Writer, end: End): Problem {
  return write.problem('engine-failed', 'The engine could not be started.', end.message ?? '', [
    { kind: 'open-setting', setting: 'lrTuner.engine' },
    RUN_AGAIN,
  ]);
}

function rateNotApplied(write: Writer, end: End): Problem {
  return write.problem(
    'rate-not-applied',
    'The optimizer does not use the learning rate it is given, so no curve can be trusted.',
    `${end.message ?? ''} ${write.words.rateNotApplied}`,
    [RUN_AGAIN],
  );
}

function notCovered(write: Writer, end: End): Problem {
  const [title = '', ...advice] = (end.message ?? '').split('\n');
  return write.problem('language-unsupported', title, advice.join(' '), [RUN_AGAIN]);
}

function internal(write: Writer, end: End): Problem {
  const short = shortageOfScript(end.message ?? '');
  if (short !== null) return write.problem('system', short.title, short.detail, [RUN_AGAIN]);
  return write.problem('internal', 'The trainer failed.', end.message ?? '', [SHOW_OUTPUT, RUN_AGAIN]);
}

/** Updates, but no loss. */
function noLoss(write: Writer, record: ChildRecord): Problem | null {
  if (record.steps === 0 || record.losses.count > 0) return null;
  return write.problem('no-loss', 'The script trains, but no loss was seen.', write.words.noLoss, [
    SHOW_OUTPUT,
  ]);
}

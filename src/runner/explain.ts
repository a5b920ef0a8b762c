/** From what a child said and did to what a person should know and do about it. */
import path from 'node:path';
import { LANGUAGES, type LanguageWords } from '../languages';
import type { ChildRecord } from './childRecord';
import type { FileLine, Launch } from './language';
import { RUNTIMES } from './launch';
import { shortageIn, startProblem } from './systemErrors';
import type { Asked } from '../protocol/plan';
import type { Problem, ProblemAction, ProblemCode } from '../protocol/problems';
import { firstLine } from '../protocol/plainText';
import type { End } from '../protocol/report';

/** How the child's leading process ended. */
export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** It could not even be started. */
  startError: Error | null;
}

/** @returns null where the experiment went as it should. */
export function explainOutcome(
  launch: Launch,
  asked: Asked,
  record: ChildRecord,
  exit: Exit,
  output: string,
): Problem | null {
  const context = new Context(launch, output);
  if (exit.startError !== null) return startProblem(launch.runtime, exit.startError);
  if (!record.armed) return context.notArmed(exit);
  if (record.losses.notFiniteFromStart) return context.notFinite();
  const { end } = record;
  if (end === null) return context.died(exit);
  return context.explainEnd(end, record, exit, asked);
}

const SET_ARGUMENTS: ProblemAction = { kind: 'set-arguments' };
/** What argument parsers and scripts of their own say: "the following arguments are required", "Usage: …". */
const ASKS_FOR_ARGUMENTS =
  /(missing|required)\b.{0,40}\b(argument|option)|(argument|option)s?\b.{0,60}\b(missing|required)|^\s*usage:/im;
const RUN_AGAIN: ProblemAction = { kind: 'run-again' };
const SHOW_OUTPUT: ProblemAction = { kind: 'show-output' };
const CHOOSE_SCRIPT: ProblemAction = { kind: 'choose-script' };

const SAVES_HELD_BACK =
  'LR Tuner keeps the script from overwriting its saved model. It can load the model again, but files of it that it reads by itself are missing, or those of an earlier run.';

/** Where the script was trained at rates of ours and its loss is no number any more. */
function rateTooHigh({ losses, steps }: ChildRecord, { experiment }: Asked): string | null {
  const ours = experiment.kind === 'train' && experiment.schedule !== null;
  if (!ours || losses.latest === null || Number.isFinite(losses.latest)) return null;
  return `After ${steps} iterations the loss is no number any more: the rates that LR Tuner set are too high. Choose a lower maximum.`;
}

class Context {
  private readonly words: LanguageWords;

  constructor(
    private readonly launch: Launch,
    private readonly output: string,
  ) {
    this.words = LANGUAGES[launch.language].words;
  }

  explainEnd(end: End, record: ChildRecord, exit: Exit, asked: Asked): Problem | null {
    switch (end.reason) {
      case 'error':
        return this.threw(end, record, asked);
      case 'syntax-error':
        return this.syntaxError(end);
      case 'framework-missing':
        return this.frameworkMissing(end);
      case 'native-engine-missing':
        return this.nativeEngineMissing(end);
      case 'engine-failed':
        return this.engineFailed(end);
      case 'rate-not-applied':
        return this.rateNotApplied(end);
      case 'hook-fault':
        return this.internal(end);
      case 'script-ended':
        if (asked.experiment.kind === 'survey' && record.trainings > 0) return null;
        if (record.steps === 0) return this.neverTrained(end, record, exit, asked);
        return this.noLoss(record);
      case 'diverged':
        return record.steps === 0 ? this.neverUpdated(end) : this.noLoss(record);
      case 'ramp-complete':
        return this.noLoss(record);
    }
  }

  notArmed(exit: Exit): Problem {
    const { why, advice } = this.words.notArmed;
    return this.problem(
      'not-armed',
      `The script was stopped before it began: ${why}.`,
      `${this.launch.runtime.name} did not load the trainer (${describeExit(exit)}). ${advice}`,
      [SHOW_OUTPUT, RUN_AGAIN],
    );
  }

  died(exit: Exit): Problem {
    const hint = this.words.hint(this.output) ?? 'Its last output may tell why.';
    return this.problem('script-threw', `The script ended abruptly (${describeExit(exit)}).`, hint, [
      SHOW_OUTPUT,
    ]);
  }

  notFinite(): Problem {
    return this.problem(
      'not-finite-from-start',
      'The loss is not a number from the very first step.',
      'The rate cannot be the cause, since the first loss comes before the first update. Look for missing or infinite values in the data, a division by zero, or the logarithm of zero in the loss.',
      [SHOW_OUTPUT, RUN_AGAIN],
    );
  }

  /** The script threw away each update that it would have made. */
  private neverUpdated(end: End): Problem {
    return this.problem(
      'not-finite-from-start',
      end.message ?? 'The script skipped every update.',
      'The rate cannot be the cause, since no update was made. Look for missing or infinite values in the data, or for a loss that is too large for half precision, and run it once without mixed precision.',
      [SHOW_OUTPUT, RUN_AGAIN],
    );
  }

  private threw(end: End, record: ChildRecord, asked: Asked): Problem {
    const message = end.message ?? 'An error without a message.';
    const hint =
      this.words.hint(message) ??
      shortageIn(message) ??
      rateTooHigh(record, asked) ??
      (record.savesHeldBack > 0 ? SAVES_HELD_BACK : null);
    return this.problem(
      'script-threw',
      `The script failed: ${firstLine(message)}`,
      hint ?? 'Run it on its own: if it fails there in the same way, mend it first.',
      [SHOW_OUTPUT, RUN_AGAIN],
      this.locate(end.stack ?? ''),
    );
  }

  private syntaxError(end: End): Problem {
    const message = end.message ?? '';
    return this.problem(
      'syntax-error',
      `The script cannot be read: ${firstLine(message)}`,
      this.words.hint(message) ?? 'Correct the line, then run again.',
      [RUN_AGAIN],
      this.locate(`${end.stack ?? ''}\n${this.output}`),
    );
  }

  private frameworkMissing(end: End): Problem {
    const { words, runtimeSetting } = LANGUAGES[this.launch.language];
    const { title, command, otherRuntime } = words.frameworkMissing(
      end.message ?? '',
      this.launch.runtime.path,
    );
    const choose: ProblemAction[] = otherRuntime ? [{ kind: 'open-setting', setting: runtimeSetting }] : [];
    return this.problem(
      'framework-missing',
      title,
      `Run this in ${this.launch.cwd}: ${command}`,
      [{ kind: 'copy', text: command, label: 'Copy Command' }, ...choose, RUN_AGAIN],
      this.locate(end.stack ?? ''),
    );
  }

  private nativeEngineMissing(end: End): Problem {
    const native = this.words.nativeEngine;
    if (native === null) return this.internal(end);
    return this.problem(
      'native-engine-missing',
      native.missing,
      `Run this in ${this.launch.cwd}: ${native.install} (${native.cost}). Or choose the engine "automatic" or "embedded", which needs nothing installed.`,
      [
        { kind: 'copy', text: native.install, label: 'Copy Command' },
        { kind: 'open-setting', setting: 'lrTuner.engine' },
        RUN_AGAIN,
      ],
    );
  }

  private engineFailed(end: End): Problem {
    return this.problem('engine-failed', 'The engine could not be started.', end.message ?? '', [
      { kind: 'open-setting', setting: 'lrTuner.engine' },
      RUN_AGAIN,
    ]);
  }

  private rateNotApplied(end: End): Problem {
    return this.problem(
      'rate-not-applied',
      'The optimizer does not use the learning rate it is given, so no curve can be trusted.',
      `${end.message ?? ''} ${this.words.rateNotApplied}`,
      [RUN_AGAIN],
    );
  }

  private internal(end: End): Problem {
    return this.problem('internal', 'The trainer failed.', end.message ?? '', [SHOW_OUTPUT, RUN_AGAIN]);
  }

  /** Armed, but no update. */
  private neverTrained(end: End, record: ChildRecord, exit: Exit, asked: Asked): Problem {
    const place = this.locate(this.output);
    const hint = this.words.hint(this.output);
    if (exit.code !== null && exit.code !== 0) {
      if (ASKS_FOR_ARGUMENTS.test(this.output)) return this.argumentsMissing(exit.code);
      return this.problem(
        'script-threw',
        `The script ended with exit code ${exit.code} before it trained.`,
        hint ?? 'Its last output tells why. If it needs arguments, give them and run it again.',
        [SET_ARGUMENTS, SHOW_OUTPUT, RUN_AGAIN],
        place,
      );
    }
    if (asked.training !== null && record.trainings > 0)
      return this.noSuchTraining(asked.training, record.trainings);
    return this.problem(
      'never-trained',
      `${path.basename(this.launch.script)} ran to its end without training anything.`,
      hint ?? errorIn(this.output) ?? this.words.whyNothingTrained(end.framework ?? 'none'),
      [CHOOSE_SCRIPT, SHOW_OUTPUT],
      place,
    );
  }

  private noSuchTraining(chosen: string, made: number): Problem {
    return this.problem(
      'never-trained',
      `The script has no training ${chosen}: it made ${made}.`,
      'A training is an optimizer with the variables it updates, counted as they begin. List them, and choose another one.',
      [{ kind: 'choose-training' }, RUN_AGAIN],
    );
  }

  private argumentsMissing(code: number): Problem {
    return this.problem(
      'arguments-missing',
      'The script asks for arguments that it was not given.',
      `It ended with exit code ${code} before it trained. Give it the arguments that its output names.`,
      [SET_ARGUMENTS, SHOW_OUTPUT],
    );
  }

  /** Updates, but no loss. */
  private noLoss(record: ChildRecord): Problem | null {
    if (record.steps === 0 || record.losses.count > 0) return null;
    return this.problem('no-loss', 'The script trains, but no loss was seen.', this.words.noLoss, [
      SHOW_OUTPUT,
    ]);
  }

  private locate(text: string): FileLine | null {
    return RUNTIMES[this.launch.language].locate(text);
  }

  private problem(
    code: ProblemCode,
    title: string,
    detail: string,
    actions: ProblemAction[],
    place: FileLine | null | undefined = null,
  ): Problem {
    const output = this.output.trim();
    return {
      code,
      title,
      detail,
      ...(place && { file: place.file, line: place.line }),
      ...(output !== '' && { output }),
      actions: place ? [{ kind: 'open-file', path: place.file, line: place.line }, ...actions] : actions,
    };
  }
}

/** Scripts that catch their own errors print them, and end as if all were well. */
function errorIn(output: string): string | null {
  const shown = /^.*?\b([A-Z]\w*)?(Error|ERROR): .+$/m.exec(output)?.[0].trim();
  return shown === undefined ? null : `Its output shows an error, which may be why: ${shown}`;
}

function describeExit({ code, signal }: Exit): string {
  return signal === null ? `exit code ${String(code)}` : `signal ${signal}`;
}

/** From what a child said and did to what a person should know and do about it. */
import path from 'node:path';
import { languageOf } from './launch';
import type { Language, Launch, Place } from './launch';
import type { End, Plan } from '../protocol/messages';
import type { Problem, ProblemAction, ProblemCode } from '../protocol/problems';
import type { Record } from './childRecord';

/** How the child's leading process ended. */
export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** It could not even be started. */
  startError: string | null;
}

/** @returns null where the experiment went as it should. */
export function explainOutcome(
  launch: Launch,
  plan: Plan,
  record: Record,
  exit: Exit,
  output: string,
): Problem | null {
  const context = new Context(launch, output);
  if (exit.startError !== null) return context.notStarted(exit.startError);
  if (!record.armed) return context.notArmed(exit);
  if (record.notFiniteFromStart) return context.notFinite();
  const { end } = record;
  if (end === null) return context.died(exit);
  return context.explainEnd(end, record, exit, plan);
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
function rateTooHigh({ latestLoss, steps }: Record, { experiment }: Plan): string | null {
  const ours = experiment.kind === 'train' && experiment.schedule !== null;
  if (!ours || latestLoss === null || Number.isFinite(latestLoss)) return null;
  return `After ${steps} iterations the loss is no number any more: the rates that LR Tuner set are too high. Choose a lower maximum.`;
}

class Context {
  private readonly language: Language | null;

  constructor(
    private readonly launch: Launch,
    private readonly output: string,
  ) {
    this.language = languageOf(launch);
  }

  explainEnd(end: End, record: Record, exit: Exit, plan: Plan): Problem | null {
    switch (end.reason) {
      case 'error':
        return this.threw(end, record, plan);
      case 'syntax-error':
        return this.syntaxError(end);
      case 'framework-missing':
        return this.frameworkMissing(end);
      case 'native-engine-missing':
        return this.nativeEngineMissing();
      case 'engine-failed':
        return this.engineFailed(end);
      case 'rate-not-applied':
        return this.rateNotApplied(end);
      case 'hook-fault':
        return this.internal(end);
      case 'script-ended':
        if (plan.experiment.kind === 'survey' && record.trainings > 0) return null;
        if (record.steps === 0) return this.neverTrained(end, record, exit, plan);
        return this.noLoss(record);
      case 'ramp-complete':
      case 'stopped':
      case 'diverged':
        return this.noLoss(record);
    }
  }

  notStarted(reason: string): Problem {
    const { name, path: file } = this.launch.runtime;
    return this.problem('no-runtime', `${name} could not be started.`, `${file}: ${reason}`, [RUN_AGAIN]);
  }

  notArmed(exit: Exit): Problem {
    return this.problem(
      'not-armed',
      `The script was stopped before it began: it would have run without the experiment.`,
      `${this.launch.runtime.name} did not load the trainer (${describeExit(exit)}). Remove runtime options that could keep it out, then run again.`,
      [SHOW_OUTPUT, RUN_AGAIN],
    );
  }

  died(exit: Exit): Problem {
    const hint = this.language?.hint(this.output) ?? 'Its last output may tell why.';
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

  private threw(end: End, record: Record, plan: Plan): Problem {
    const message = end.message ?? 'An error without a message.';
    const hint =
      this.language?.hint(message) ??
      rateTooHigh(record, plan) ??
      (record.savesHeldBack > 0 ? SAVES_HELD_BACK : null);
    return this.problem(
      'script-threw',
      `The script failed: ${firstLine(message)}`,
      hint ?? 'Run it on its own: if it fails there in the same way, mend it first.',
      [SHOW_OUTPUT, RUN_AGAIN],
      this.language?.locate(end.stack ?? ''),
    );
  }

  private syntaxError(end: End): Problem {
    const message = end.message ?? '';
    return this.problem(
      'syntax-error',
      `The script cannot be read: ${firstLine(message)}`,
      this.language?.hint(message) ?? 'Correct the line, then run again.',
      [RUN_AGAIN],
      this.language?.locate(`${end.stack ?? ''}\n${this.output}`),
    );
  }

  private frameworkMissing(end: End): Problem {
    const command = this.language?.installFramework ?? '';
    return this.problem(
      'framework-missing',
      'The script needs TensorFlow.js, which is not installed in its project.',
      `Run this in ${this.launch.cwd}: ${command}`,
      [{ kind: 'copy', text: command, label: 'Copy Command' }, RUN_AGAIN],
      this.language?.locate(end.stack ?? ''),
    );
  }

  private nativeEngineMissing(): Problem {
    const command = this.language?.installNative ?? '';
    return this.problem(
      'native-engine-missing',
      'The native engine was asked for, but @tensorflow/tfjs-node is missing from the project or did not build.',
      `Run this in ${this.launch.cwd}: ${command} (it downloads TensorFlow, and needs Python and a C++ compiler where no ready build fits). Or choose the engine "automatic" or "embedded", which needs nothing installed.`,
      [
        { kind: 'copy', text: command, label: 'Copy Command' },
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
      `${end.message ?? ''} Use one of TensorFlow.js' own optimizers, or let your own read its learningRate at each update.`,
      [RUN_AGAIN],
    );
  }

  private internal(end: End): Problem {
    return this.problem('internal', 'The trainer failed.', end.message ?? '', [SHOW_OUTPUT, RUN_AGAIN]);
  }

  /** Armed, but no update. */
  private neverTrained(end: End, record: Record, exit: Exit, plan: Plan): Problem {
    const place = this.language?.locate(this.output) ?? null;
    const hint = this.language?.hint(this.output);
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
    if (plan.role !== null && record.trainings > 0) return this.noSuchTraining(plan.role, record.trainings);
    return this.problem(
      'never-trained',
      `${path.basename(this.launch.script)} ran to its end without training anything.`,
      hint ?? errorIn(this.output) ?? whyNothingTrained(end.framework ?? 'none'),
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
  private noLoss(record: Record): Problem | null {
    if (record.steps === 0 || record.losses > 0) return null;
    return this.problem(
      'no-loss',
      'The script trains, but no loss was seen.',
      'Its gradients seem to be written by hand. Let TensorFlow.js take them (optimizer.minimize, tf.variableGrads or model.fit), so that there is a loss to draw.',
      [SHOW_OUTPUT],
    );
  }

  private problem(
    code: ProblemCode,
    title: string,
    detail: string,
    actions: ProblemAction[],
    place: Place | null | undefined = null,
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

function whyNothingTrained(framework: NonNullable<End['framework']>): string {
  switch (framework) {
    case 'bundled':
      return 'TensorFlow.js is bundled into the file, where its optimizers cannot be reached. Run the source file instead.';
    case 'loaded':
      return 'TensorFlow.js was loaded, but no optimizer made an update. If the file only defines the model, choose the script that calls it. If it computes its updates itself (weights.sub(gradients.mul(rate))), there is no optimizer whose rate could be ramped: let one of tf.train make the updates.';
    case 'none':
      return 'It never loaded TensorFlow.js. If it is only a part of a program, choose the script that starts the training.';
  }
}

function describeExit({ code, signal }: Exit): string {
  return signal === null ? `exit code ${String(code)}` : `signal ${signal}`;
}

function firstLine(message: string): string {
  return message.split('\n')[0] ?? message;
}

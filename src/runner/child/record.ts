/**
 * What the processes of one child have said, and the one outcome that follows: who trains, what of it the run records,
 * and which of all the ends counts.
 */
import { iterations } from '../../protocol/words';
import type { Asked } from '../../protocol/plan';
import {
  type Armed,
  type DataSeen,
  type End,
  FIRST_TRAINING,
  type Hello,
  type Step,
  type TrainerMessage,
  type TrainingSeen,
  type Warning,
} from '../../protocol/report';
import { LossWatch } from '../../tuning';
import { type Exit, isBroughtAbout, judgedByExit } from '../outcome/exit';
import { tellingLine } from '../outcome/text';
import type { Source } from '../report/transport';

/** What one process, or one thread of it, has said. */
interface Reporter {
  armed: Armed | null;
  end: End | null;
  /** Said of a training that is still to begin. */
  data: DataSeen | null;
}

export class ChildRecord {
  hello: Hello | null = null;
  trainings = 0;
  /** Updates reported. */
  steps = 0;
  /** Models that the script wanted to save and was kept from saving. */
  savesHeldBack = 0;
  readonly losses = new LossWatch();
  private saysItWaits = false;
  private readonly reporters = new Map<Source, Reporter>();
  private readonly trainsIn = new Set<Source>();
  private readonly warned = new Set<string>();
  private saidOfOthers = false;
  /** The one with the training that is driven. */
  private trains: Source | null = null;

  /** @param started the process that the host started itself; null where it did not start */
  constructor(
    private readonly asked: Asked,
    private readonly started: number | null,
  ) {}

  get armed(): boolean {
    return [...this.reporters.values()].some(({ armed }) => armed !== null);
  }

  /** Processes that said that they are there. */
  get pids(): number[] {
    return [...new Set([...this.reporters.values()].flatMap(({ armed }) => armed?.pid ?? []))];
  }

  /**
   * @returns what of it belongs to the run: all that the training process says, the trainings of the others and what
   *   they warn of, but ends, of which only one counts
   */
  add(message: TrainerMessage, source: Source): TrainerMessage[] {
    const reporter = this.reporterOf(source);
    switch (message.type) {
      case 'armed':
        reporter.armed ??= message;
        return this.trains === null ? [message] : [];
      case 'end':
        reporter.end ??= message;
        return [];
      case 'warning':
        if (message.code === 'script-waits') this.saysItWaits = true;
        // Which of its optimizers is driven is said by the process that drives one.
        if (message.code === 'several-optimizers' && this.isOfAnother(source)) return [];
        return this.isNew(message) ? [message] : [];
      case 'hello':
        // The others of a group train the same model at the same rates; the first draws.
        if (message.rank > 0 || this.hello !== null) return [];
        this.hello = message;
        return [message];
      case 'training':
        return this.addTraining(message, source, reporter);
      case 'data':
        // It is about the training that begins next, or goes on, in the same process.
        if (this.trains === source) return [message];
        reporter.data = message;
        return [];
      case 'step':
        this.trains ??= source;
        return this.trains === source ? this.addStep(message) : this.ofAnother();
      case 'phase':
        if (this.isOfAnother(source)) return [];
        if (message.phase === 'save-skipped') this.savesHeldBack += 1;
        return [message];
    }
  }

  /** The processes of a group see the same, and one word of it is enough. */
  private isNew({ code, message }: Warning): boolean {
    const said = this.warned.has(`${code} ${message}`);
    this.warned.add(`${code} ${message}`);
    return !said;
  }

  /** Nothing of the experiment can follow: at most exit handlers are left to run. */
  get isOver(): boolean {
    if (this.broughtAbout !== null || this.startedReporter?.end?.reason === 'script-ended') return true;
    // What follows a training is part of it, such as a save by the process that had it trained.
    return this.hasTrained && (this.asked.experiment.kind !== 'train' || this.trainsItself);
  }

  /** The started process is ending by itself, and its exit code is still to come. */
  get isExiting(): boolean {
    return this.broughtAbout === null && this.startedReporter?.end != null;
  }

  /** Whoever trained has come to an end, though others may go on. */
  get hasTrained(): boolean {
    return this.steps > 0 && this.endOfTraining !== null;
  }

  /**
   * The one end that counts, however many report one; null where the started process died without a word.
   * @param exit of the started process; null while it runs
   */
  endAfter(exit: Exit | null): End | null {
    const end = this.reportedEnd;
    if (end === null) return null;
    if (this.gaveUp(end)) return { type: 'end', reason: 'diverged', steps: this.steps };
    const judged = judgedByExit(end, exit, this.steps, end === this.startedReporter?.end);
    // What another process says of its error tells more than an exit code.
    const told = judged.reason === 'error' && judged.stack === undefined ? this.toldError : null;
    return { ...(told ?? judged), steps: this.steps };
  }

  /** A process has failed, nothing was trained, and the process that the host started waits for nothing that comes. */
  get waitsInVain(): boolean {
    const ends = [...this.reporters.values()].flatMap(({ end }) => end ?? []);
    const failed = ends.some(({ reason }) => reason !== 'script-ended');
    return this.steps === 0 && failed && this.saysItWaits;
  }

  /** The process that trains, where the started one started it: in a container a number counts elsewhere. */
  get startedTrainer(): number | null {
    const armed = [...this.reporters.values()].flatMap((one) => one.armed ?? []);
    const own = this.trains === null ? null : this.reporters.get(this.trains)?.armed;
    let above = own?.parent;
    for (let up = 0; up < armed.length && above !== this.started; up += 1)
      above = armed.find(({ pid }) => pid === above)?.parent;
    return own && above !== undefined && above === this.started ? own.pid : null;
  }

  /** What a person should know of the end that counts. @param exit of the started process; null while it runs */
  noticeAfter(exit: Exit | null): Warning | null {
    const end = this.reportedEnd;
    if (end !== null && this.gaveUp(end)) {
      const judged = judgedByExit(end, exit, this.steps, end === this.startedReporter?.end);
      // It may as well have come to its own end with the last of its epochs.
      if (judged.reason === 'script-ended')
        return notice('The script ended after its loss had exploded: the ramp ends there.');
      const how = end.message === undefined ? '' : ` (${tellingLine(end.message)})`;
      return notice(`The script gives up when the loss explodes${how}: the ramp ends there.`);
    }
    if (this.steps > 0 && this.endOfTraining === null && end?.reason === 'script-ended') {
      return notice(
        `The process that trained was ended from outside after ${iterations(this.steps)}, and the script went on.`,
      );
    }
    return null;
  }

  /** Trainings have one numbering, whatever process they are in. Only one is driven, so no two are ever one curve. */
  private addTraining(message: TrainingSeen, source: Source, reporter: Reporter): TrainerMessage[] {
    this.trainings += 1;
    this.trainsIn.add(source);
    if (message.driven) this.trains ??= source;
    const { data } = reporter;
    reporter.data = null;
    const isSurvey = this.asked.experiment.kind === 'survey';
    const belongs = isSurvey || !this.isOfAnother(source);
    return [
      ...(data !== null && belongs ? [data] : []),
      message,
      ...(this.trainsIn.size > 1 && !isSurvey ? this.ofAnother() : []),
    ];
  }

  private addStep(message: Step): TrainerMessage[] {
    this.steps = Math.max(this.steps, message.i + 1);
    if (message.loss !== undefined) this.losses.add(message.loss);
    return [message];
  }

  private isOfAnother(source: Source): boolean {
    return this.trains !== null && this.trains !== source;
  }

  /** Said once: what two processes make at the same time is never one curve. */
  private ofAnother(): TrainerMessage[] {
    if (this.saidOfOthers) return [];
    this.saidOfOthers = true;
    const driven = this.asked.training ?? FIRST_TRAINING;
    const message = `The script trains in several processes or threads. Training ${driven} is driven and shown; the others keep their own rates. List the trainings to choose another one.`;
    return [{ type: 'warning', code: 'several-processes', message }];
  }

  private get reportedEnd(): End | null {
    return this.broughtAbout ?? this.endOfTraining ?? this.endOfOthers;
  }

  /** What the trainer itself brought about: by the process that trains, or by any before one does. */
  private get broughtAbout(): End | null {
    const own = this.trains === null ? null : this.reporterOf(this.trains);
    const found = [...this.reporters.values()].find((one) => (own ?? one) === one && isBroughtAbout(one.end));
    return found?.end ?? null;
  }

  /** Helpers come to their end or fail without a step, and the script may go on. */
  private get endOfTraining(): End | null {
    if (this.trains === null) return null;
    const { armed, end } = this.reporterOf(this.trains);
    if (end !== null || armed === null || armed.thread === 0) return end;
    // A thread that is ended from outside says nothing. Its process's end is its own.
    return this.reporterNamed(armed.pid)?.end ?? null;
  }

  /** Where whoever trained reported no end: perhaps it was killed, and perhaps none trained. */
  private get endOfOthers(): End | null {
    const ends = [...this.reporters.values()].map(({ end }) => end).filter((end) => end !== null);
    const started = this.startedReporter;
    const failures = ends.filter(({ reason }) => reason !== 'script-ended');
    const failure = failures.find((one) => !tellsOfAnother(one)) ?? failures[0];
    if (this.steps > 0 || this.trainings > 0) return started?.end ?? failure ?? null;
    // A failure says more than the end of what went on after it.
    if (failure !== undefined) return failure;
    // A launcher that is no process of ours says nothing itself.
    return started ? started.end : (ends[0] ?? null);
  }

  private get toldError(): End | null {
    const ends = [...this.reporters.values()].map(({ end }) => end);
    return ends.find((end) => end?.reason === 'error' && end.stack !== undefined) ?? null;
  }

  private gaveUp({ reason }: End): boolean {
    const { experiment } = this.asked;
    const byItself = reason === 'error' || reason === 'script-ended';
    return experiment.kind === 'range-test' && byItself && this.losses.hasExploded;
  }

  private get trainsItself(): boolean {
    return this.trains !== null && this.reporterOf(this.trains) === this.startedReporter;
  }

  private get startedReporter(): Reporter | undefined {
    return this.started === null ? undefined : this.reporterNamed(this.started);
  }

  /** The main thread of a process. */
  private reporterNamed(pid: number): Reporter | undefined {
    return [...this.reporters.values()].find(({ armed }) => armed?.pid === pid && armed.thread === 0);
  }

  private reporterOf(source: Source): Reporter {
    const known = this.reporters.get(source) ?? { armed: null, end: null, data: null };
    this.reporters.set(source, known);
    return known;
  }
}

/** What a process raises because one that it started has failed: that one's own error says why. */
export function tellsOfAnother({ message = '' }: End): boolean {
  return /^(\S*\b(CalledProcessError|ProcessExitedException|ProcessRaisedException|BrokenProcessPool|ChildFailedError)\b|(\w*Error: )?Command failed\b)/.test(
    message,
  );
}

function notice(message: string): Warning {
  return { type: 'warning', code: 'other', message };
}

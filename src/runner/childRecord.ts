/**
 * What the processes of one child have said, and the one outcome that follows: who trains, what of it the run records,
 * and which of all the ends counts.
 */
import type { Asked } from '../protocol/plan';
import { firstLine } from '../protocol/plainText';
import type { Armed, End, Hello, TrainerMessage, Warning } from '../protocol/report';
import { LossWatch } from '../tuning';
import type { Source } from './report/transport';

/** What one process, or one thread of it, has said. */
interface Reporter {
  armed: Armed | null;
  end: End | null;
}

export class ChildRecord {
  hello: Hello | null = null;
  trainings = 0;
  /** Updates reported. */
  steps = 0;
  /** Models that the script wanted to save and was kept from saving. */
  savesHeldBack = 0;
  readonly losses = new LossWatch();
  private readonly reporters = new Map<Source, Reporter>();
  private readonly saidOfOthers = new Set<Source>();
  /** The first that made an update. */
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
   * @returns what of it belongs to the run: all that the training process says and what others warn of, but ends, of
   *   which only one counts
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
        return [message];
      case 'hello':
        // The others of a group train the same model at the same rates; the first draws.
        if (message.rank > 0) return [];
        this.trains ??= source;
        if (this.trains !== source) return this.ofAnother(source);
        this.hello = message;
        return [message];
      case 'training':
      case 'data':
      case 'step':
      case 'phase':
        return this.trains === null || this.trains === source
          ? this.addOfTraining(message)
          : this.ofAnother(source);
    }
  }

  /** The end that counts has come, or the started process is ending: only exit handlers are left to run. */
  get isOver(): boolean {
    return this.decisiveEnd !== null || this.startedReporter?.end?.reason === 'script-ended';
  }

  /** The one end that counts, however many report one; null where the started process died without a word. */
  get end(): End | null {
    const end = this.decisiveEnd ?? this.endWithoutSteps;
    if (end === null) return null;
    return this.gaveUp(end)
      ? { type: 'end', reason: 'diverged', steps: this.steps }
      : { ...end, steps: this.steps };
  }

  /** What a script that gave up at a rate of ours is said to have done. */
  get notice(): Warning | null {
    const given = [...this.reporters.values()].map(({ end }) => end).find((end) => end && this.gaveUp(end));
    if (!given) return null;
    const how = given.message === undefined ? '' : ` (${firstLine(given.message)})`;
    return {
      type: 'warning',
      code: 'other',
      message: `The script gives up when the loss explodes${how}: the ramp ends there.`,
    };
  }

  private addOfTraining(message: Exclude<TrainerMessage, Armed | End | Hello | Warning>): TrainerMessage[] {
    switch (message.type) {
      case 'training':
        this.trainings += 1;
        break;
      case 'step':
        this.steps = Math.max(this.steps, message.i + 1);
        if (message.loss !== undefined) this.losses.add(message.loss);
        break;
      case 'phase':
        if (message.phase === 'save-skipped') this.savesHeldBack += 1;
        break;
      case 'data':
        break;
    }
    return [message];
  }

  /** Said once of each: what two processes make at the same time is never one curve. */
  private ofAnother(source: Source): TrainerMessage[] {
    if (this.saidOfOthers.has(source)) return [];
    this.saidOfOthers.add(source);
    const text =
      'The script trains in several processes or threads at once. Shown is the one that began first.';
    return this.saidOfOthers.size > 1 ? [] : [{ type: 'warning', code: 'several-processes', message: text }];
  }

  /**
   * What the trainer itself brought about, else the end of the process that trained. Helpers come to their end or fail
   * without a step, and the script may go on.
   */
  private get decisiveEnd(): End | null {
    const own = this.trains === null ? null : this.reporterOf(this.trains);
    const ended = [...this.reporters.values()].filter(({ end }) => end !== null);
    const broughtAbout = ended.find((one) => (own === null || one === own) && isBroughtAbout(one.end));
    if (broughtAbout) return broughtAbout.end;
    // A worker thread has no end of its own, and shares its process's.
    const ofTraining = ended.find(({ armed }) => armed !== null && armed.pid === this.trainingPid);
    return this.steps > 0 ? (ofTraining?.end ?? null) : null;
  }

  /** Where whoever trained reported no end: perhaps it was killed, and perhaps none trained. */
  private get endWithoutSteps(): End | null {
    const started = this.startedReporter;
    if (this.steps > 0) return started?.end ?? null;
    const ends = [...this.reporters.values()].map(({ end }) => end).filter((end) => end !== null);
    // A failure says more than the end of what went on after it.
    const failure = ends.find(({ reason }) => reason !== 'script-ended');
    // A launcher that is no process of ours says nothing itself.
    return failure ?? (started ? started.end : (ends[0] ?? null));
  }

  private gaveUp({ reason }: End): boolean {
    const { experiment } = this.asked;
    const byItself = reason === 'error' || reason === 'script-ended';
    return experiment.kind === 'range-test' && byItself && this.losses.hasExploded;
  }

  private get startedReporter(): Reporter | undefined {
    return [...this.reporters.values()].find(
      ({ armed }) => armed !== null && armed.pid === this.started && armed.thread === 0,
    );
  }

  private get trainingPid(): number | null {
    return this.trains === null ? null : (this.reporterOf(this.trains).armed?.pid ?? null);
  }

  private reporterOf(source: Source): Reporter {
    const known = this.reporters.get(source) ?? { armed: null, end: null };
    this.reporters.set(source, known);
    return known;
  }
}

/** Whether the trainer ended the process. What a script does by itself is told from it. */
function isBroughtAbout(end: End | null): boolean {
  switch (end?.reason) {
    case 'ramp-complete':
    case 'diverged':
    case 'native-engine-missing':
    case 'engine-failed':
    case 'rate-not-applied':
    case 'hook-fault':
      return true;
    case 'script-ended':
    case 'error':
    case 'syntax-error':
    case 'framework-missing':
    case undefined:
      return false;
  }
}

/** What one child has said so far, as far as its outcome depends on it. */
import type { End, Hello, TrainerMessage } from '../protocol/messages';

/** A loss is taken before its update, so the first ones do not depend on the rate. */
const FIRST_LOSSES = 3;

/** The process that was started itself, with its worker threads, or one that it forked. */
export type Sender = 'started' | 'forked';

export class Record {
  armed = false;
  hello: Hello | null = null;
  trainings = 0;
  /** Updates reported. */
  steps = 0;
  /** Finite or not. */
  losses = 0;
  /** Models that the script wanted to save and was kept from saving. */
  savesHeldBack = 0;
  /** Null before the first. */
  latestLoss: number | null = null;
  private finiteFirstLosses = 0;
  private readonly ends: { end: End; sender: Sender }[] = [];

  add(message: TrainerMessage, sender: Sender): void {
    switch (message.type) {
      case 'armed':
        this.armed = true;
        return;
      case 'hello':
        this.hello ??= message;
        return;
      case 'step':
        this.steps = Math.max(this.steps, message.i + 1);
        if (message.loss === undefined) return;
        this.losses += 1;
        this.latestLoss = message.loss;
        if (this.losses <= FIRST_LOSSES && Number.isFinite(message.loss)) this.finiteFirstLosses += 1;
        return;
      case 'end':
        this.ends.push({ end: message, sender });
        return;
      case 'optimizer':
        this.trainings += 1;
        return;
      case 'phase':
        if (message.phase === 'save-skipped') this.savesHeldBack += 1;
        return;
      case 'data':
      case 'warning':
        return;
    }
  }

  /** The end that counts has come, or the started process is ending: only exit handlers are left to run. */
  get isOver(): boolean {
    return this.ends.some(
      ({ end, sender }) => decides(end) || (sender === 'started' && end.reason === 'script-ended'),
    );
  }

  /**
   * The one end that counts, however many processes and threads report one; null where the started process died without
   * a word.
   */
  get end(): End | null {
    const end = this.ends.map((one) => one.end).find(decides) ?? this.endWithoutSteps;
    return end && { ...end, steps: this.steps };
  }

  /** Where whoever trained reported no end: a worker thread has none of its own, and perhaps none trained. */
  private get endWithoutSteps(): End | null {
    const ofStarted = this.ends.filter(({ sender }) => sender === 'started');
    if (this.steps > 0) return ofStarted.at(-1)?.end ?? null;
    // A failure says more than the end of what went on after it.
    const failure = this.ends.find(({ end }) => end.reason !== 'script-ended');
    return failure?.end ?? (ofStarted.length > 0 ? (this.ends[0]?.end ?? null) : null);
  }

  get notFiniteFromStart(): boolean {
    return this.losses >= FIRST_LOSSES && this.finiteFirstLosses === 0;
  }
}

/**
 * Whether it is the end of the process that trained, or one that the trainer itself brought about. Helpers come to
 * their end or fail without a step, and the script may go on.
 */
function decides({ reason, steps }: End): boolean {
  switch (reason) {
    case 'script-ended':
    case 'error':
    case 'syntax-error':
    case 'framework-missing':
      return steps > 0;
    case 'ramp-complete':
    case 'stopped':
    case 'diverged':
    case 'native-engine-missing':
    case 'engine-failed':
    case 'rate-not-applied':
    case 'hook-fault':
      return true;
  }
}

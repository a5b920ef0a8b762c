/** What one child has said so far, as far as its outcome depends on it. */
import type { End, Hello, TrainerMessage } from './messages';

/** A loss is taken before its update, so the first ones do not depend on the rate. */
const FIRST_LOSSES = 3;

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
  private readonly ends: End[] = [];

  add(message: TrainerMessage): void {
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
        this.ends.push(message);
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

  /** Several processes may report an end: a script that trains in a child ends without a step of its own. */
  get end(): End | null {
    const end = this.ends.find(({ reason }) => reason !== 'script-ended') ?? this.ends[0];
    return end === undefined ? null : { ...end, steps: this.steps };
  }

  get notFiniteFromStart(): boolean {
    return this.losses >= FIRST_LOSSES && this.finiteFirstLosses === 0;
  }
}

/**
 * The experiment inside the script: which rate the next update gets, what was observed of it, when it is over. It knows
 * rates, steps and ends and never a tensor: the framework's hands tell it of each update.
 */
import type { Plan } from '../../protocol/plan';
import {
  type Momentum,
  type DataSeen,
  type End,
  type EndReason,
  FIRST_TRAINING,
  type InsteadOfTraining,
} from '../../protocol/report';
import { rampRate, scheduleMomentum, scheduleRate } from '../../tuning';
import type { Report } from './report';

/** An optimizer class with the variables it updates. */
export interface Training {
  /** Stable from run to run, since the trainings of all processes are numbered as they begin. */
  readonly id: string;
  readonly optimizer: string;
  /** What it updates, for people. */
  readonly variables: string;
  /** What the script itself had given. */
  readonly ownRate: number;
  /** Null for optimizers that have nothing by this name. */
  readonly momentum: Momentum | null;
  /** What a person should know of its curve; null where there is nothing. */
  readonly caution: string | null;
}

/** An update that is about to be made. */
export interface Update {
  readonly training: Training;
  /** The rate that the update will use; NaN where the optimizer shows none. */
  readRate(): number;
  /** The rate as the script wrote it, which may be finer. */
  writtenRate(): number;
  setRate(lr: number): void;
  /** Whether the script has changed its rate, or lets it decay, since it was last set; a decay is switched off. */
  changedByScript(): boolean;
  /** @returns false for an optimizer without momentum */
  setMomentum(momentum: number): boolean;
  /** Why the rate is not to be relied on, in words; null where it is. Looked into once for each class. */
  doubt(): string | null;
}

/** What is learned of one update before it is over: several values where a script takes several losses. */
interface Observation {
  losses: number[];
  accuracies: number[];
}

/** Reading a rate back costs as much as a small kernel, so not at each update. */
const READ_BACK_EVERY = 16;

export class Driver {
  /** Updates of the driven training so far. */
  steps = 0;
  /** Updates of any training. */
  updates = 0;
  /** Whether the latest update was one of the driven training. */
  isDriving = false;
  ended = false;
  /** Where nothing trains, what the script did tells why. */
  readonly instead = new Set<InsteadOfTraining>();
  /** What is left to say before the end is reported. */
  beforeEnd: () => void = () => undefined;
  private readonly met = new Set<Training>();
  private driven: Training | null = null;
  private observed: Observation = { losses: [], accuracies: [] };
  private lastData = '';
  private unsettledRate: number | null = null;

  /**
   * @param place where the training runs, for people; null for the script's own process
   * @param firstUpdate called before the first update of any training
   */
  constructor(
    readonly plan: Plan,
    readonly report: Report,
    private readonly place: string | null,
    private readonly firstUpdate: () => void,
  ) {}

  get isRangeTest(): boolean {
    return this.plan.experiment.kind === 'range-test';
  }

  get isSurvey(): boolean {
    return this.plan.experiment.kind === 'survey';
  }

  /** Updates still to make; endless where the script trains to its natural end. */
  get stepsLeft(): number {
    const { experiment } = this.plan;
    return experiment.kind === 'range-test' ? experiment.ramp.steps - this.steps : Infinity;
  }

  /** Once for each new kind of data: a script may train on it batch by batch. */
  describeData(data: DataSeen): void {
    const text = JSON.stringify(data);
    if (text !== this.lastData) this.report.send(data);
    this.lastData = text;
  }

  /** A whole training is over; the next one says its data anew, even the same. */
  forgetData(): void {
    this.lastData = '';
  }

  observeLoss(loss: number): void {
    this.observed.losses.push(loss);
  }

  observeAccuracy(accuracy: number): void {
    this.observed.accuracies.push(accuracy);
  }

  /** Before an update: sets and checks the rate. @returns whether the update counts as a step. */
  beginUpdate(update: Update): boolean {
    const { training } = update;
    if (!this.met.has(training)) this.meet(training);
    this.updates += 1;
    this.isDriving = training === this.driven;
    if (!this.isDriving) return false;

    const lr = this.rateNow();
    if (lr === null) {
      this.unsettledRate = update.writtenRate();
      return true;
    }
    if (update.changedByScript()) this.noticeOwnSchedule();
    const doubt = update.doubt();
    if (doubt !== null) this.end('rate-not-applied', doubt);
    update.setRate(lr);
    this.cycleMomentum(update);
    if (this.steps % READ_BACK_EVERY === 0) this.verifyRate(update, lr);
    this.unsettledRate = lr;
    return true;
  }

  /** After an update of a training that is left alone: its losses are not the driven one's. */
  discard(): void {
    this.observed = { losses: [], accuracies: [] };
  }

  /** After an update, as soon as its loss and accuracy are known. */
  settle(): void {
    if (this.unsettledRate === null || this.ended) return;
    const { losses, accuracies } = this.observed;
    this.report.add({
      type: 'step',
      i: this.steps,
      lr: this.unsettledRate,
      ...(losses.length > 0 && { loss: mean(losses) }),
      ...(accuracies.length > 0 && { accuracy: mean(accuracies) }),
    });
    this.discard();
    this.unsettledRate = null;
    this.steps += 1;
    if (this.stepsLeft <= 0) this.end('ramp-complete');
  }

  /** Reports the end and leaves the process: what the script does after training must not run. */
  end(reason: EndReason, message?: string): void {
    this.reportEnd(reason, message === undefined ? {} : { message });
    process.exit(0);
  }

  reportEnd(reason: EndReason, details: Omit<End, 'type' | 'reason' | 'steps'>): void {
    if (this.ended) return;
    this.ended = true;
    this.beforeEnd();
    const instead = this.updates === 0 && this.instead.size > 0 ? { instead: [...this.instead] } : {};
    this.report.send({ type: 'end', reason, steps: this.steps, ...details, ...instead });
  }

  /** The rate of the update to come; null leaves the script's own. */
  private rateNow(): number | null {
    const { experiment } = this.plan;
    switch (experiment.kind) {
      case 'range-test':
        return rampRate(experiment.ramp, this.steps);
      case 'train':
        return experiment.schedule && scheduleRate(experiment.schedule, this.steps);
      case 'survey':
        return null;
    }
  }

  private cycleMomentum(update: Update): void {
    const { experiment } = this.plan;
    if (experiment.kind !== 'train' || experiment.schedule === null) return;
    const momentum = scheduleMomentum(experiment.schedule, this.steps);
    if (momentum === undefined || update.setMomentum(momentum)) return;
    this.report.warn('momentum', "The schedule cycles momentum, which the script's optimizer does not have.");
  }

  private meet(training: Training): void {
    if (this.met.size === 0) this.firstUpdate();
    this.met.add(training);
    if (this.isToDrive(training)) this.driven = training;
    const { id, optimizer, variables, ownRate: lr, momentum, caution } = training;
    this.report.send({
      type: 'training',
      id,
      optimizer,
      variables,
      lr,
      driven: training === this.driven,
      ...(momentum !== null && { momentum }),
      ...(this.place !== null && { place: this.place }),
    });
    if (this.isSurvey) return;
    if (caution !== null) this.report.warn('momentum', caution);
    if (this.met.size > 1) {
      const driven = this.driven ? nameOf(this.driven) : 'none yet';
      this.report.warn('several-optimizers', `The script trains with several optimizers; driven: ${driven}.`);
    }
  }

  private isToDrive({ id }: Training): boolean {
    return !this.isSurvey && id === (this.plan.training ?? FIRST_TRAINING);
  }

  private noticeOwnSchedule(): void {
    this.report.warn(
      'schedule-overridden',
      'The script changes its learning rate while it trains; this experiment sets the rate instead.',
    );
  }

  private verifyRate(update: Update, lr: number): void {
    const read = update.readRate();
    if (sameRate(read, lr)) return;
    this.end('rate-not-applied', `The optimizer uses ${read} where ${lr} was set.`);
  }
}

/** Whether two rates are the same up to single precision, in which frameworks keep some. */
export function sameRate(a: number, b: number): boolean {
  return Math.abs(a - b) <= 1e-6 * Math.abs(b);
}

function nameOf({ optimizer, variables }: Training): string {
  return `${optimizer} on ${variables}`;
}

function mean(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

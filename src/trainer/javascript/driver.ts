/**
 * The experiment inside the script: which rate the next update gets, what was observed of it, when it is over.
 * The hooks around TensorFlow.js tell it what happens; it never touches TensorFlow.js except to set a rate.
 */
import type { DataSeen, End, EndReason, Plan } from '../../protocol/messages';
import { rampRate, scheduleMomentum, scheduleRate } from '../../tuning';
import type { Core, Gradients, Optimizer } from './tensorflow/framework';
import { neutralizeDecay, readRate, sameRate, setMomentum, setRate, writtenRate } from './tensorflow/rate';
import { doubtRate } from './tensorflow/rateCheck';
import type { Report } from './report';
import { Roles } from './tensorflow/trainings';
import type { Role } from './tensorflow/trainings';

/** What is learnt of one update before it is over: several values where a script takes several losses. */
interface Observation {
  losses: number[];
  accuracies: number[];
}

/** A loss this many times the first one has exploded: noise and a hard batch do not do that. */
const EXPLODED = 5;
/** Below this part of the first loss something was learnt, and is lost again when the first loss is back. */
const LEARNT = 0.5;

/** Reading `c` back costs as much as a small kernel, so not at each update. */
const READ_BACK_EVERY = 16;

export class Experiment {
  /** Updates of the driven role so far. */
  steps = 0;
  /** Updates of any role. */
  updates = 0;
  /** Whether the latest update was one of the driven role. */
  isDriving = false;
  ended = false;
  /** Set by the hooks while the script is inside a gradient, or inside a layers model's own update. */
  takingGradient = false;
  insideTrainFunction = false;
  /** The layers model of the latest step; null before one, and in hand-written loops. */
  model: object | null = null;
  /** What is left to say before the end is reported. */
  beforeEnd: () => void = () => undefined;
  /** Updates that the `fit` under way is to make; null where there is none, or it does not say. */
  planned: number | null = null;
  private readonly roles = new Roles();
  private driven: Role | null = null;
  private observed: Observation = { losses: [], accuracies: [] };
  private firstLoss: number | null = null;
  private lowestLoss = Infinity;
  private latestLoss: number | null = null;
  private lastData = '';
  private unsettledRate: number | null = null;
  private readonly lastSet = new WeakMap<Optimizer, number>();
  private readonly verifiedClasses = new WeakSet<object>();

  constructor(
    readonly plan: Plan,
    readonly report: Report,
    /** Called before the first update of any role. */
    private readonly firstUpdate: (core: Core) => void,
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

  /** Once for each new kind of data: a script may call `fit` for every batch. */
  describeData(data: DataSeen): void {
    const text = JSON.stringify(data);
    if (text !== this.lastData) this.report.send(data);
    this.lastData = text;
  }

  observeLoss(loss: number): void {
    this.observed.losses.push(loss);
  }

  observeAccuracy(accuracy: number): void {
    this.observed.accuracies.push(accuracy);
  }

  /** Before an update: sets and checks the rate. @returns whether the update counts as a step. */
  beginUpdate(core: Core, optimizer: Optimizer, gradients: Gradients): boolean {
    const { role, isNew } = this.roles.find(optimizer, gradients);
    if (isNew) this.meet(core, optimizer, role);
    this.updates += 1;
    this.isDriving = role === this.driven;
    if (!this.isDriving) return false;

    const lr = this.rateNow();
    if (lr === null) {
      this.unsettledRate = writtenRate(optimizer);
      return true;
    }
    this.noticeOwnSchedule(optimizer, role);
    this.verifyClass(core, optimizer, gradients);
    setRate(optimizer, lr);
    this.lastSet.set(optimizer, lr);
    this.cycleMomentum(core, optimizer);
    if (this.steps % READ_BACK_EVERY === 0) this.verifyRate(optimizer, lr);
    this.unsettledRate = lr;
    return true;
  }

  /** A whole training of a layers model is over; what trains the same variables next is another one. */
  completeFit(optimizer: Optimizer): void {
    this.roles.complete(optimizer);
  }

  /** After an update of a role that is left alone: its losses are not the driven role's. */
  discard(): void {
    this.observed = { losses: [], accuracies: [] };
  }

  /** After an update, as soon as its loss and accuracy are known. */
  settle(): void {
    if (this.unsettledRate === null || this.ended) return;
    const { losses, accuracies } = this.observed;
    const loss = losses.length > 0 ? mean(losses) : null;
    this.firstLoss ??= loss;
    this.latestLoss = loss ?? this.latestLoss;
    this.lowestLoss = Math.min(this.lowestLoss, loss ?? Infinity);
    this.report.add({
      type: 'step',
      i: this.steps,
      lr: this.unsettledRate,
      ...(loss !== null && { loss }),
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

  reportEnd(reason: EndReason, details: Pick<End, 'message' | 'stack' | 'framework'>): void {
    if (this.ended) return;
    this.ended = true;
    this.beforeEnd();
    const end: End = { type: 'end', reason, steps: this.steps, ...details };
    this.report.send(this.gaveUp(end) ? this.divergedEnd(end) : end);
  }

  /** Many scripts throw or exit when the loss has risen or is no number any more, which is where every ramp leads. */
  private gaveUp({ reason }: End): boolean {
    const { firstLoss, latestLoss, lowestLoss, isRangeTest } = this;
    if (!isRangeTest || (reason !== 'error' && reason !== 'script-ended')) return false;
    if (firstLoss === null || latestLoss === null || !Number.isFinite(firstLoss)) return false;
    const isLost = lowestLoss < LEARNT * firstLoss && latestLoss >= firstLoss;
    return !Number.isFinite(latestLoss) || latestLoss > EXPLODED * firstLoss || isLost;
  }

  private divergedEnd({ steps, message }: End): End {
    const how = message === undefined ? '' : ` (${message})`;
    const notice = `The script gives up when the loss explodes${how}: the ramp ends there.`;
    this.report.warn('other', notice);
    return { type: 'end', reason: 'diverged', steps };
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

  private cycleMomentum(core: Core, optimizer: Optimizer): void {
    const { experiment } = this.plan;
    if (experiment.kind !== 'train' || experiment.schedule === null) return;
    const momentum = scheduleMomentum(experiment.schedule, this.steps);
    if (momentum === undefined || setMomentum(core, optimizer, momentum)) return;
    this.report.warn('momentum', "The schedule cycles momentum, which the script's optimizer does not have.");
  }

  private meet(core: Core, optimizer: Optimizer, role: Role): void {
    if (this.roles.count === 1) this.firstUpdate(core);
    if (this.isToDrive(role)) this.driven = role;
    this.report.send({
      type: 'optimizer',
      id: role.id,
      class: role.className,
      role: role.description,
      lr: role.ownRate,
      driven: role === this.driven,
      planned: this.planned,
    });
    if (this.isSurvey) return;
    if (role.className === 'RMSProp' && (optimizer.momentum ?? 0) > 0) {
      this.report.warn(
        'momentum',
        'RMSProp with momentum carries earlier learning rates on: the curve lags a little.',
      );
    }
    if (this.roles.count > 1) {
      const driven = this.driven?.description ?? 'none yet';
      this.report.warn('several-optimizers', `The script trains with several optimizers; driven: ${driven}.`);
    }
  }

  private isToDrive(role: Role): boolean {
    if (this.isSurvey) return false;
    const { role: wanted } = this.plan;
    return wanted === null ? this.driven === null : role.id === wanted;
  }

  private noticeOwnSchedule(optimizer: Optimizer, role: Role): void {
    const decayed = neutralizeDecay(optimizer);
    const before = writtenRate(optimizer);
    const expected = this.lastSet.get(optimizer) ?? role.ownRate;
    const untouched = sameRate(before, expected) || (Number.isNaN(before) && Number.isNaN(expected));
    if (untouched && !decayed) return;
    this.report.warn(
      'schedule-overridden',
      'The script changes its learning rate while it trains; this experiment sets the rate instead.',
    );
  }

  private verifyClass(core: Core, optimizer: Optimizer, gradients: Gradients): void {
    const prototype = Object.getPrototypeOf(optimizer) as object;
    if (this.verifiedClasses.has(prototype)) return;
    this.verifiedClasses.add(prototype);
    const doubt = doubtRate(core, optimizer, gradients);
    if (doubt !== null) this.end('rate-not-applied', doubt);
  }

  private verifyRate(optimizer: Optimizer, lr: number): void {
    const read = readRate(optimizer);
    if (sameRate(read, lr)) return;
    this.end('rate-not-applied', `The optimizer uses ${read} where ${lr} was set.`);
  }
}

function mean(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** `fit` and `fitDataset`: their length against the driver's, their callbacks, their epochs. */
import type { Driver } from '../driver';
import { accuracyIn } from './accuracy/ownMetric';
import type { AccuracyProbes } from './accuracy/probes';
import type { FitArgs, Layers, LayersModel, Optimizer } from './framework';
import type { Guard } from '../guard';
import type { DataSeen } from '../../../protocol/report';

type FitMethod = 'fit' | 'fitDataset';

/** @param complete called after a whole training of a model, with its optimizer */
export function watchFits(
  layers: Layers,
  driver: Driver,
  guard: Guard,
  probes: AccuracyProbes,
  complete: (optimizer: Optimizer) => void,
): void {
  const prototype = layers.LayersModel.prototype;
  const fits = new Fits(driver, complete);
  const prepared = (model: LayersModel, args: FitArgs | undefined): FitArgs | undefined => {
    const report = (epoch: number, logs?: Logs): void => {
      guard.run('reporting an epoch', () => reportEpoch(driver, epoch, logs, probes.believes(model)));
    };
    return guard.run('preparing fit', () => prepare(layers, driver, report, args)) ?? args;
  };

  const originalFit = prototype.fit;
  prototype.fit = function (x, y, args) {
    guard.run('describing the data', () => describeData(driver, 'fit', x, args));
    const own = prepared(this, args);
    return fits.run(this, args, () => originalFit.call(this, x, y, own));
  };

  const originalFitDataset = prototype.fitDataset;
  prototype.fitDataset = function (dataset, args) {
    guard.run('describing the data', () => describeData(driver, 'fitDataset', dataset, args));
    const own = prepared(this, args);
    return fits.run(this, args, () => originalFitDataset.call(this, dataset, own));
  };

  if (!driver.isRangeTest) return;
  ignoreStopTraining(prototype, driver);
  process.once('beforeExit', () => void fits.continueOnlyOne());
}

/**
 * A ramp longer than the script's own training goes on with the same call: state lives in model and optimizer. One
 * `fit` of many epochs would not do, since a finite data set is not renewed with `batchesPerEpoch`.
 */
class Fits {
  private calls = 0;
  private latest: () => Promise<unknown> = () => Promise.resolve();

  constructor(
    private readonly driver: Driver,
    private readonly complete: (optimizer: Optimizer) => void,
  ) {}

  async run(model: LayersModel, args: FitArgs | undefined, fit: () => Promise<unknown>): Promise<unknown> {
    const { driver } = this;
    this.calls += 1;
    this.latest = fit;
    const before = driver.steps;
    const { updates } = driver;
    const history = await fit();
    if (driver.updates === updates) driver.instead.add('no-batch');
    // A fit of a single epoch may be one of many in a loop of the script's own: then the ramp runs on across them.
    if ((args?.epochs ?? 1) <= 1) return history;
    if (driver.isRangeTest && driver.steps > before) await this.repeat(fit);
    driver.forgetData();
    this.complete(model.optimizer);
    return history;
  }

  /** When the script has come to its end: a single epoch that was no part of a loop may go on as well. */
  async continueOnlyOne(): Promise<void> {
    if (this.calls !== 1) return;
    try {
      await this.repeat(this.latest);
    } catch {
      // The script has disposed of its data by now, so its training was as short as it is.
    }
  }

  private async repeat(fit: () => Promise<unknown>): Promise<void> {
    let before = -1;
    while (this.driver.stepsLeft > 0 && this.driver.steps > before) {
      before = this.driver.steps;
      await fit();
    }
  }
}

type EpochListener = (epoch: number, logs?: Logs) => void;

function prepare(layers: Layers, driver: Driver, report: EpochListener, args: FitArgs | undefined): FitArgs {
  let callbacks: unknown[] = callbackList(args?.callbacks);
  if (driver.plan.experiment.kind !== 'train') callbacks = withoutLogs(driver, callbacks);
  if (driver.isRangeTest && callbacks.some((callback) => classOf(callback) === 'EarlyStopping')) {
    driver.report.warn('early-stopping-ignored', 'The range test ignores early stopping.');
  }
  return {
    ...args,
    ...(driver.isSurvey && { epochs: (args?.initialEpoch ?? 0) + 1 }),
    verbose: 0,
    callbacks: [...callbacks, epochReporter(layers, report, callbacks)],
  };
}

/** A script gives none, one or several. */
export function callbackList(callbacks: unknown): object[] {
  if (callbacks == null) return [];
  return (Array.isArray(callbacks) ? callbacks : [callbacks]) as object[];
}

/** What is no training of the script's own must not fill its log folder. */
function withoutLogs(driver: Driver, callbacks: unknown[]): unknown[] {
  const kept = callbacks.filter((callback) => classOf(callback) !== 'TensorBoardCallback');
  if (kept.length < callbacks.length) {
    driver.report.warn('other', "The range test leaves out the script's TensorBoard logging.");
  }
  return kept;
}

function classOf(callback: unknown): string {
  return (callback as { constructor?: { name?: string } } | null)?.constructor?.name ?? '';
}

type Logs = Partial<Record<string, number>>;

/** In the form of the script's own callbacks: TensorFlow.js judges the whole list by its first element. */
function epochReporter(layers: Layers, onEpochEnd: EpochListener, others: unknown[]): object {
  const reporter = { onEpochEnd };
  const instances = others.length > 0 && typeof (others[0] as { setModel?: unknown }).setModel === 'function';
  return instances ? new layers.CustomCallback(reporter) : reporter;
}

/** @param believed whether an accuracy of the model means anything: that of salaries is a flat 0 */
function reportEpoch(
  { report, steps: step }: Driver,
  epoch: number,
  logs: Logs = {},
  believed: boolean,
): void {
  report.add({ type: 'phase', phase: 'train', epoch, step, ...readLogs(logs, '', believed) });
  if (logs['val_loss'] === undefined) return;
  report.add({ type: 'phase', phase: 'evaluate', epoch, step, ...readLogs(logs, 'val_', believed) });
}

function readLogs(logs: Logs, prefix: '' | 'val_', believed: boolean): { loss?: number; accuracy?: number } {
  const loss = logs[`${prefix}loss`];
  const accuracy = believed ? accuracyIn(logs, prefix) : undefined;
  return { ...(loss !== undefined && { loss }), ...(accuracy !== undefined && { accuracy }) };
}

/** The batch size that TensorFlow.js takes where a script gives none. */
const DEFAULT_BATCH_SIZE = 32;

function describeData(driver: Driver, method: FitMethod, data: unknown, args: FitArgs = {}): void {
  const seen = method === 'fit' ? describeTensors(data, args) : describeDataset(data, args);
  const epochs = args.epochs ?? null;
  driver.describeData({ type: 'data', epochs, ...seen });
}

function describeTensors(data: unknown, args: FitArgs): Pick<DataSeen, 'batchesPerEpoch' | 'batchSize'> {
  const examples = countExamples(data);
  const batchSize = args.batchSize ?? DEFAULT_BATCH_SIZE;
  if (examples === null) return { batchesPerEpoch: null, batchSize };
  const trained = Math.floor(examples * (1 - (args.validationSplit ?? 0)));
  return { batchesPerEpoch: Math.ceil(trained / batchSize), batchSize };
}

function describeDataset(data: unknown, args: FitArgs): Pick<DataSeen, 'batchesPerEpoch' | 'batchSize'> {
  const size = (data as { size?: number | null }).size ?? null;
  const known = size !== null && Number.isFinite(size) ? size : null;
  return { batchesPerEpoch: args.batchesPerEpoch ?? known, batchSize: null };
}

/** Examples in a tensor, a list of tensors or a dictionary of them. */
function countExamples(data: unknown): number | null {
  if (typeof data !== 'object' || data === null) return null;
  if ('shape' in data) return (data.shape as number[])[0] ?? null;
  return countExamples(Object.values(data)[0]);
}

/** A training that comes before the one that is ramped ends as it does on its own. */
function ignoreStopTraining(prototype: LayersModel, driver: Driver): void {
  const original = Object.getOwnPropertyDescriptor(prototype, 'stopTraining');
  if (original === undefined) return;
  Object.defineProperty(prototype, 'stopTraining', {
    ...original,
    set(this: LayersModel, stop: boolean) {
      if (!driver.isDriving) original.set?.call(this, stop);
    },
  });
}

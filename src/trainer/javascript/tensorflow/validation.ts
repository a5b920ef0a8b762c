/**
 * The validation series of a ramp: the script's own validation data, evaluated between updates. Training does not
 * notice: its random numbers, dropout, optimizer and data go on as if nothing had been measured.
 */
import type { AccuracyProbes } from './accuracy/probes';
import type { Driver } from '../driver';
import { callbackList } from './fits';
import type { Core, FitArgs, Layers, LayersModel, Tensor } from './framework';
import type { Guard } from '../guard';
import type { Moment } from './moment';
import { asideWhile } from '../seeds';

/** Over a ramp: enough for a curve, few enough to cost little beside the training of small data. */
const EVALUATIONS = 25;

/** Evaluates the model as it is now; gives the loss of the outputs, added up one by one, and then the metrics. */
type Evaluate = () => Tensor | Tensor[] | Promise<Tensor | Tensor[]>;

export class ValidationSeries {
  private readonly every: number;
  private measuredAt: number | null = null;

  constructor(
    private readonly driver: Driver,
    private readonly moment: Moment,
    private readonly probes: AccuracyProbes,
    private readonly guard: Guard,
    steps: number,
  ) {
    this.every = Math.ceil(steps / EVALUATIONS);
  }

  /** To be awaited before each batch. */
  measure(model: LayersModel, evaluate: Evaluate): Promise<void> {
    const { steps } = this.driver;
    const isDue = steps % this.every === 0 && steps !== this.measuredAt && this.isDriven(model);
    if (!isDue) return Promise.resolve();
    this.measuredAt = steps;
    return this.guard.runWhile('validating', () => this.evaluate(model, evaluate));
  }

  noticeIfMissing(): void {
    if (this.driver.steps === 0 || this.measuredAt !== null) return;
    const message = 'The script gives fit no validation data, so there is no validation curve.';
    this.driver.report.warn('no-validation', message);
  }

  private async evaluate(model: LayersModel, evaluate: Evaluate): Promise<void> {
    const { steps: step, report } = this.driver;
    if (model.stateful) {
      const message =
        'The model keeps states from batch to batch, which validation during the ramp would change.';
      return report.warn('no-validation', message);
    }
    const counted = new WeightedMean();
    const probe = this.probes.add(model, (accuracy, rows) => counted.add(accuracy, rows));
    let tensors: Tensor[] | undefined;
    try {
      const results = await asideWhile(async () => evaluate());
      tensors = Array.isArray(results) ? results : [results];
    } finally {
      probe?.end(tensors);
    }
    const loss = tensors[model.lossFunctions.length - 1]?.dataSync()[0] ?? NaN;
    for (const tensor of tensors) tensor.dispose();
    const accuracy = counted.value;
    report.add({ type: 'phase', phase: 'evaluate', step, loss, ...(accuracy !== null && { accuracy }) });
  }

  /** A script may train other models in between; before the first step only a training that was asked for tells. */
  private isDriven(model: LayersModel): boolean {
    const { model: driven } = this.moment;
    return driven === null ? this.driver.plan.training === null : driven === model;
  }
}

/** Gives each `fit` and `fitDataset` that has validation data a callback that measures with it. */
export function watchValidation(layers: Layers, series: ValidationSeries, core: () => Core | null): void {
  const prototype = layers.LayersModel.prototype;

  const originalFit = prototype.fit;
  prototype.fit = function (x, y, args) {
    const evaluate = fitValidation(core(), this, x, y, args);
    return originalFit.call(this, x, y, withMeasuring(layers, series, this, args, evaluate));
  };

  const originalFitDataset = prototype.fitDataset;
  prototype.fitDataset = function (dataset, args) {
    const evaluate = fitDatasetValidation(this, args);
    return originalFitDataset.call(this, dataset, withMeasuring(layers, series, this, args, evaluate));
  };
}

function withMeasuring(
  layers: Layers,
  series: ValidationSeries,
  model: LayersModel,
  args: FitArgs | undefined,
  evaluate: Evaluate | null,
): FitArgs | undefined {
  if (evaluate === null) return args;
  const callbacks = callbackList(args?.callbacks);
  const measuring = { onBatchBegin: () => series.measure(model, evaluate) };
  // In the form of the others: TensorFlow.js judges the whole list by its first element.
  const instances = callbacks.some((callback) => 'setModel' in callback);
  return { ...args, callbacks: [...callbacks, instances ? new layers.CustomCallback(measuring) : measuring] };
}

/** What `fit` validates on itself, in batches of the same size. */
function fitValidation(
  core: Core | null,
  model: LayersModel,
  x: unknown,
  y: unknown,
  args: FitArgs = {},
): Evaluate | null {
  const { validationData, validationSplit = 0, batchSize } = args;
  if (isPair(validationData)) return () => model.evaluate(...validationData, { batchSize });
  if (core === null || !(validationSplit > 0 && validationSplit < 1)) return null;
  const held = (data: unknown): unknown => lastRows(core, data, validationSplit);
  return () => core.tidy(() => model.evaluate(held(x), held(y), { batchSize }));
}

/** What `fitDataset` validates on itself: another data set, or tensors. */
function fitDatasetValidation(model: LayersModel, args: FitArgs = {}): Evaluate | null {
  const { validationData, validationBatches, validationBatchSize } = args;
  if (isPair(validationData)) {
    return () => model.evaluate(...validationData, { batchSize: validationBatchSize });
  }
  if (validationData == null) return null;
  return () => model.evaluateDataset(validationData, { batches: validationBatches });
}

function isPair(data: unknown): data is [unknown, unknown] {
  return Array.isArray(data) && data.length === 2;
}

/** The rows that `fit` holds back, of a tensor, a list of tensors or a dictionary of them. */
function lastRows(core: Core, data: unknown, share: number): unknown {
  if (Array.isArray(data)) return data.map((one) => lastRows(core, one, share));
  const fields = data as object;
  if (!('shape' in fields)) {
    return Object.fromEntries(
      Object.entries(fields).map(([name, one]) => [name, lastRows(core, one, share)]),
    );
  }
  const tensor = data as Tensor;
  const [rows = 0] = tensor.shape;
  return core.slice(tensor, Math.floor(rows * (1 - share)));
}

class WeightedMean {
  private sum = 0;
  private weight = 0;

  add(value: number, weight: number): void {
    this.sum += value * weight;
    this.weight += weight;
  }

  /** Null where nothing was added. */
  get value(): number | null {
    return this.weight === 0 ? null : this.sum / this.weight;
  }
}

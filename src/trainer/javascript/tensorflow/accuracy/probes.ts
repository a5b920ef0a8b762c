/** Accuracy of layers models, seen where the loss is given targets and outputs, or taken from the script's own metric. */
import { batchAccuracy } from './accuracy';
import { findClassification } from './classification';
import type { Classification } from './classification';
import { findOwnMetric, mayBeClasses, valueOf } from './ownMetric';
import type { OwnMetric } from './ownMetric';
import type { LayersModel, Loss, Tensor } from '../framework';
import type { Guard } from '../../guard';
import type { Report } from '../../report';

/** @param rows examples that it was counted over */
export type AccuracyListener = (accuracy: number, rows: number) => void;

/** In place for the time of an update or an evaluation. */
export interface Probe {
  /** Takes it out again. @param results what the update or evaluation gave; undefined where it failed */
  end(results: readonly Tensor[] | undefined): void;
}

type Source = Classification | OwnMetric;

/**
 * Sees targets and outputs of each batch where the loss is given them: no operation more, and the script's own metrics
 * and logs stay as they are.
 */
export class AccuracyProbes {
  private readonly known = new WeakMap<Loss[], Source | null>();

  constructor(
    private readonly report: Report,
    private readonly guard: Guard,
  ) {}

  /** @returns null where the model has no accuracy. */
  add(model: LayersModel, listener: AccuracyListener): Probe | null {
    const losses = model.lossFunctions;
    const source = this.sourceOf(model);
    const loss = source && losses[source.outputIndex];
    if (!loss) return null;
    const { outputIndex } = source;
    let rows = 1;
    losses[outputIndex] = (target, output) => {
      this.guard.run('counting accuracy', () => {
        rows = output.shape[0] ?? 1;
        if ('kind' in source) this.count(model, source, target, output, listener);
        else this.check(model, source, target, output);
      });
      return loss(target, output);
    };
    return {
      end: (results) => {
        losses[outputIndex] = loss;
        if ('kind' in source || results === undefined || this.known.get(losses) !== source) return;
        const value = valueOf(source, results);
        if (value !== null) listener(value, rows);
      },
    };
  }

  /** Whether an accuracy of this model means anything, as far as its data were seen. */
  believes(model: LayersModel): boolean {
    return this.sourceOf(model) !== null;
  }

  /** A script may compile again with other losses, which are another list then. */
  private sourceOf(model: LayersModel): Source | null {
    const losses = model.lossFunctions;
    const known = this.known.get(losses);
    if (known !== undefined) return known;
    const counted = findClassification(model);
    const found = counted ?? findOwnMetric(model);
    this.known.set(losses, found);
    if (found === null) {
      this.warn('The loss is not that of a classification: only the loss is shown.');
    } else if (counted !== null && findOwnMetric(model) === null) {
      const message = `The script asks for no accuracy; it is counted here because of ${counted.source}.`;
      this.report.warn('accuracy-source', message);
    }
    return found;
  }

  private count(
    model: LayersModel,
    { kind }: Classification,
    target: Tensor,
    output: Tensor,
    listener: AccuracyListener,
  ): void {
    const accuracy = batchAccuracy(kind, batchOf(target, output));
    if (accuracy !== null) return listener(accuracy, output.shape[0] ?? 1);
    const own = findOwnMetric(model);
    this.known.set(model.lossFunctions, own);
    if (own === null) this.warn('The targets are not classes (0 or 1): only the loss is shown.');
  }

  /** TensorFlow.js' own metrics give a number for any targets. */
  private check(model: LayersModel, metric: OwnMetric, target: Tensor, output: Tensor): void {
    if (metric.trusted) return;
    metric.trusted = mayBeClasses(batchOf(target, output));
    if (metric.trusted) return;
    this.known.set(model.lossFunctions, null);
    this.warn('The targets are not classes (0 or 1): only the loss is shown.');
  }

  private warn(message: string): void {
    this.report.warn('no-accuracy', message);
  }
}

function batchOf(target: Tensor, output: Tensor) {
  return { targets: target.dataSync(), outputs: output.dataSync(), classes: output.shape.at(-1) ?? 1 };
}

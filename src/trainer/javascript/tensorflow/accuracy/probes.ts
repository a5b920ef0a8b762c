/** Accuracy of layers models, seen where the loss is given targets and outputs. */
import { batchAccuracy } from './accuracy';
import { findClassification } from './classification';
import type { Classification } from './classification';
import type { LayersModel, Loss, Tensor } from '../framework';
import type { Guard } from '../../guard';
import type { Report } from '../../report';

/** @param rows examples in the batch */
export type AccuracyListener = (accuracy: number, rows: number) => void;

/**
 * Sees targets and outputs of each batch where the loss is given them, for the time of an update or an evaluation: no
 * operation more, and the script's own metrics and logs stay as they are.
 */
export class AccuracyProbes {
  private readonly known = new WeakMap<Loss[], Classification | null>();

  constructor(
    private readonly report: Report,
    private readonly guard: Guard,
  ) {}

  /** @returns what takes the probe out again; null where the model has no accuracy. */
  add(model: LayersModel, listener: AccuracyListener): (() => void) | null {
    const losses = model.lossFunctions;
    const classification = this.classify(model);
    const loss = classification && losses[classification.outputIndex];
    if (!loss) return null;
    const { outputIndex } = classification;
    losses[outputIndex] = (target, output) => {
      this.guard.run('counting accuracy', () =>
        this.observe(losses, classification, target, output, listener),
      );
      return loss(target, output);
    };
    return () => void (losses[outputIndex] = loss);
  }

  /** A script may compile again with other losses, which are another list then. */
  private classify(model: LayersModel): Classification | null {
    const losses = model.lossFunctions;
    const known = this.known.get(losses);
    if (known !== undefined) return known;
    const found = findClassification(model);
    this.known.set(losses, found);
    if (found === null) {
      this.warn('The loss is not that of a classification: only the loss is shown.');
    } else if (!asksForAccuracy(model)) {
      const message = `The script asks for no accuracy; it is counted here because of ${found.source}.`;
      this.report.warn('accuracy-source', message);
    }
    return found;
  }

  private observe(
    losses: Loss[],
    { kind }: Classification,
    target: Tensor,
    output: Tensor,
    listener: AccuracyListener,
  ): void {
    const accuracy = batchAccuracy(kind, {
      targets: target.dataSync(),
      outputs: output.dataSync(),
      classes: output.shape.at(-1) ?? 1,
    });
    if (accuracy !== null) return listener(accuracy, output.shape[0] ?? 1);
    this.known.set(losses, null);
    this.warn('The targets are not classes (0 or 1): only the loss is shown.');
  }

  private warn(message: string): void {
    this.report.warn('no-accuracy', message);
  }
}

function asksForAccuracy(model: LayersModel): boolean {
  return model.metricsNames.some((name) => /acc/i.test(name));
}

/** Whether an output of a layers model is a classification, and how its targets are written. */
import type { AccuracyKind } from './accuracy';
import type { LayersModel, SymbolicOutput } from '../framework';

export interface Classification {
  outputIndex: number;
  kind: AccuracyKind;
  /** For people: what told so. */
  source: string;
}

/** The first output that is a classification; null for regressions and the like. */
export function findClassification(model: LayersModel): Classification | null {
  for (const [outputIndex, output] of model.outputs.entries()) {
    const found = classify(model.lossFunctions[outputIndex]?.name ?? '', output);
    if (found) return { outputIndex, ...found };
  }
  return null;
}

function classify(loss: string, output: SymbolicOutput): { kind: AccuracyKind; source: string } | null {
  const named = kindOfLoss(loss);
  if (named !== null) return { kind: named, source: `the loss, ${plainName(loss)}` };
  // A squared error or a loss of the user's own over a softmax or sigmoid: a classification if its targets are
  // 0 and 1, which each batch is checked for.
  const activation = activationOf(output);
  if (activation === 'softmax') return { kind: 'one-hot', source: 'the softmax layer at the end' };
  if (activation === 'sigmoid') return { kind: { threshold: 0.5 }, source: 'the sigmoid layer at the end' };
  return null;
}

/** By the name of the loss function; bundlers add endings to names, TensorFlow.js adds `__op` to operations. */
export function kindOfLoss(name: string): AccuracyKind | null {
  if (/sparseCategorical/i.test(name)) return 'class-number';
  if (/categoricalCross|softmaxCross/i.test(name)) return 'one-hot';
  if (/binaryCross|logLoss/i.test(name)) return { threshold: 0.5 };
  if (/sigmoidCross/i.test(name)) return { threshold: 0 };
  return null;
}

function plainName(loss: string): string {
  return loss.replace(/_{1,2}op$|\$\d+$/g, '');
}

function activationOf(output: SymbolicOutput): string | null {
  const layer = output.sourceLayer;
  if (layer === undefined) return null;
  const activation = layer.getConfig()['activation'];
  if (typeof activation === 'string') return activation;
  return /^(softmax|sigmoid)$/i.exec(layer.getClassName())?.[0].toLowerCase() ?? null;
}

/** What is trained: networks, optimizers and data that differ in where the good rates lie. */
import type { DataSet } from './data';

export interface TrainingCase {
  id: string;
  data: DataSet;
  /** Pixels are divided by this. */
  scale: number;
  model: 'logreg' | 'mlp' | 'deeprelu' | 'conv' | 'convbn';
  optimizer: 'sgd' | 'momentum' | 'adam' | 'rmsprop';
  batch: number;
  epochs: number;
}

const TRAINING_EXAMPLES = 4000;
/** Steps of each training at a constant rate, rounded to whole epochs. */
const BUDGET_STEPS = 500;

export const CASES: readonly TrainingCase[] = [
  trainingCase('mnist', 'mlp', 'sgd', 64),
  trainingCase('mnist', 'mlp', 'momentum', 64),
  trainingCase('mnist', 'mlp', 'adam', 64),
  trainingCase('mnist', 'mlp', 'rmsprop', 64),
  trainingCase('mnist', 'conv', 'momentum', 64),
  trainingCase('mnist-noisy', 'mlp', 'adam', 32),
  trainingCase('mnist', 'mlp', 'momentum', 32, 1),
  trainingCase('animals', 'conv', 'momentum', 32),
  trainingCase('mnist', 'deeprelu', 'adam', 32),
  trainingCase('mnist', 'conv', 'adam', 64),
  trainingCase('animals', 'mlp', 'adam', 64),
  trainingCase('mnist', 'convbn', 'momentum', 64),
];

function trainingCase(
  data: DataSet,
  model: TrainingCase['model'],
  optimizer: TrainingCase['optimizer'],
  batch: number,
  scale = 255,
): TrainingCase {
  const epochs = Math.round(BUDGET_STEPS / Math.ceil(TRAINING_EXAMPLES / batch));
  const id = [data, ...(scale === 1 ? ['raw'] : []), model, optimizer, batch].join('-');
  return { id, data, scale, model, optimizer, batch, epochs };
}

/** The script's arguments. */
export function scriptArguments(one: TrainingCase, file: string): string[] {
  const { scale, model, optimizer, batch, epochs } = one;
  const options = { data: file, scale, model, optimizer, batch, epochs };
  return Object.entries(options).map(([name, value]) => `--${name}=${value}`);
}

/** One training as the page keeps it: reduced, so that a hundred thousand iterations take no more than a thousand. */
import type { ToSide, TrainingSeries } from '../../src/protocol/side';
import { type Point, Reduced } from './reduced';

export type Measure = 'lr' | 'accuracy' | 'loss';

export const MEASURES: readonly Measure[] = ['lr', 'accuracy', 'loss'];

type Validation = Pick<Extract<ToSide, { type: 'validation' }>, 'step' | 'loss' | 'accuracy'>;
type Values = Pick<TrainingSeries, 'step' | 'lr' | 'loss' | 'accuracy'>;

export class Training {
  readonly id: string;
  /** Trainings that differ by their seed only are drawn as one line with a band. */
  readonly group: string;
  readonly groupLabel: string;
  live: boolean;
  readonly epochs: number[];
  readonly validation: Record<'accuracy' | 'loss', Point[]>;
  readonly reduced: Record<Measure, Reduced> = {
    lr: new Reduced(),
    accuracy: new Reduced(),
    loss: new Reduced(),
  };
  lastStep = -1;

  constructor(series: TrainingSeries) {
    const { id, label, run, arm, live, epochs, validation } = series;
    this.id = id;
    this.group = `${run} ${arm}`;
    this.groupLabel = label;
    this.live = live;
    this.epochs = [...epochs];
    this.validation = {
      accuracy: points(validation.step, validation.accuracy),
      loss: points(validation.step, validation.loss),
    };
    this.add(series);
  }

  addEpoch(step: number): void {
    this.epochs.push(step);
  }

  addValidation({ step, loss, accuracy }: Validation): void {
    this.validation.loss.push(...points([step], [loss]));
    this.validation.accuracy.push(...points([step], [accuracy]));
  }

  end(): void {
    this.live = false;
  }

  add({ step, lr, loss, accuracy }: Values): void {
    for (let i = 0; i < step.length; i++) {
      const at = step[i] ?? 0;
      this.reduced.lr.add(at, lr[i] ?? null);
      this.reduced.loss.add(at, loss[i] ?? null);
      this.reduced.accuracy.add(at, accuracy[i] ?? null);
      this.lastStep = Math.max(this.lastStep, at);
    }
  }
}

function points(steps: readonly number[], values: readonly (number | null)[]): Point[] {
  return steps.flatMap((x, i) => {
    const y = values[i] ?? null;
    return y === null ? [] : [{ x, y }];
  });
}

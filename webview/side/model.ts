import type { SideState, ToSide } from '../../src/protocol/side';
import { Training } from './training';

/** The state without its points, which are kept reduced. */
export interface SideModel extends Omit<SideState, 'series'> {
  trainings: Training[];
}

/** The model after a message. `state` replaces everything; the rest are increments and mean nothing before it. */
export function applyMessage(model: SideModel | null, message: ToSide): SideModel | null {
  if (message.type === 'state') {
    const { series, ...rest } = message.state;
    return { ...rest, trainings: series.map((one) => new Training(one)) };
  }
  if (!model) return null;
  switch (message.type) {
    case 'points':
      model.trainings.find(({ id }) => id === message.id)?.add(message);
      return { ...model };
    case 'series':
      return {
        ...model,
        trainings: [
          ...model.trainings.filter(({ id }) => id !== message.series.id),
          new Training(message.series),
        ],
      };
    case 'epoch':
      model.trainings.find(({ id }) => id === message.id)?.addEpoch(message.step);
      return { ...model };
    case 'validation':
      model.trainings.find(({ id }) => id === message.id)?.addValidation(message);
      return { ...model };
    case 'training-ended':
      model.trainings.find(({ id }) => id === message.id)?.end();
      return { ...model };
    case 'progress':
      return { ...model, status: message.status, activity: message.activity, progress: message.progress };
    case 'outcome':
      return { ...model, headline: message.headline, comparison: message.comparison };
  }
}

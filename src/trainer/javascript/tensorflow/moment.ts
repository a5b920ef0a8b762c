/** Where the script is at the moment, as far as the hooks have to know of one another. */
export interface Moment {
  /** Inside a gradient. */
  takingGradient: boolean;
  /** Inside a layers model's own update. */
  insideTrainFunction: boolean;
  /** The layers model of the latest step; null before one, and in hand-written loops. */
  model: object | null;
}

export function newMoment(): Moment {
  return { takingGradient: false, insideTrainFunction: false, model: null };
}

/** TensorFlow.js seeds the shuffle of a data set from the clock; here from the plan, so that a seed gives one curve. */
import { isAside } from '../seeds';
import type { Data } from './framework';

export function seedShuffles(data: Data, seed: number): void {
  const prototype = data.Dataset.prototype;
  const original = prototype.shuffle;
  let shuffles = 0;
  prototype.shuffle = function (bufferSize, own, again) {
    shuffles += 1;
    const fixed = own ?? `${seed}:${shuffles}`;
    const shuffled = original.call(this, bufferSize, fixed, again);
    // A shuffled data set goes on in its own random sequence with each pass over it, so others pass over a copy.
    const iterate = shuffled.iterator.bind(shuffled);
    shuffled.iterator = () =>
      isAside() ? original.call(this, bufferSize, fixed, again).iterator() : iterate();
    return shuffled;
  };
}

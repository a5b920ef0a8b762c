/** Rates tried by hand, as one does without a finder. */
import { short, type Trainee } from './trainee';
import { CYCLE_FACTOR, type Suggestion } from './ways';

/** With the shorter trainings they cost what one ramp and a confirmation do, else a range test. */
const HAND_GRID = [1e-4, 1e-3, 1e-2, 1e-1, 1];
const HAND_STEPS = [160, 360];
const HAND_SEED = 2001;

/** The rate whose short training ends with the lowest loss, the mean of its last fifth. */
export async function byHand(trainee: Trainee): Promise<Suggestion[]> {
  const longest = Math.max(...HAND_STEPS);
  const ends: number[][] = [];
  for (const lr of HAND_GRID) {
    const kept = await trainee.train(
      `hand ${lr} seed ${HAND_SEED}`,
      { rates: Array.from({ length: longest }, () => lr), seed: HAND_SEED },
      (told) => ({ ends: short(HAND_STEPS.map((steps) => endOf(told.losses, steps))) }),
    );
    ends.push(kept.ends.map((end) => end ?? Infinity));
  }
  return HAND_STEPS.map((steps, i) => {
    const losses = ends.map((one) => one[i] ?? Infinity);
    const lr = HAND_GRID[losses.indexOf(Math.min(...losses))] ?? null;
    const finder = `five rates by hand, ${steps} steps each`;
    return { finder, constantLR: lr, maxLR: lr && CYCLE_FACTOR * lr, steps: HAND_GRID.length * steps };
  });
}

function endOf(losses: readonly (number | null)[], steps: number): number | null {
  const scored = losses.slice(0, steps).slice(-Math.ceil(steps / 5));
  if (losses.length < steps || scored.includes(null)) return null;
  return scored.reduce<number>((sum, loss) => sum + (loss ?? 0), 0) / scored.length;
}

import { readFile } from 'node:fs/promises';
import path from 'node:path';

interface RecordedRamp {
  kind: string;
  n: number;
  lo: number;
  hi: number;
  loss: (number | null)[];
  acc: number[];
  /** The reference's answer: indices, and 0.4 of the edge's rate. */
  proto: { onset: number; minimum: number; edge: number; constantLr: number };
}

/** The first recorded exponential ramp of so many steps, with its rates. */
export async function curveNamed(name: string, steps: number): Promise<RecordedRamp & { lr: number[] }> {
  const file = path.join(import.meta.dirname, '../../fixtures/curves', `${name}.json`);
  const { ramps } = JSON.parse(await readFile(file, 'utf8')) as { ramps: RecordedRamp[] };
  const ramp = ramps.find(({ kind, n }) => kind === 'exp' && n === steps);
  if (!ramp) throw new Error(`${name} has no ramp of ${steps} steps.`);
  const lr = ramp.loss.map((_, i) => ramp.lo * (ramp.hi / ramp.lo) ** (i / (ramp.n - 1)));
  return { ...ramp, lr };
}

/** The pictures of docs/reading-the-curve.md, drawn from recorded training by the product's own analysis. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { analyzeRamp, type Curve, findBounds } from '../../src/tuning';
import { type Case, readCases } from './cases';
import { drawCurves } from './svg';

export function drawPictures(casesFolder: string, folder: string): void {
  const cases = readCases(casesFolder);
  mkdirSync(folder, { recursive: true });
  const write = (name: string, svg: string) => writeFileSync(path.join(folder, name), svg);

  const good = find(cases, 'an-mlp-sgdm-64');
  write('bounds.svg', drawCurves('A range test and its bounds', [level(good, 400)[0] as Curve], true));
  write(
    'lengths.svg',
    drawCurves(
      'The same test, 100 and 800 steps long',
      [100, 800].map((steps) => level(find(cases, 'dig-logreg-sgd-16'), steps)[0] as Curve),
      false,
    ),
  );
  write('noisy.svg', drawCurves('Too noisy', [level(find(cases, 'an-conv-sgd-32'), 100)[0] as Curve], false));
  write('open.svg', drawCurves('Never diverged', [openEnded(good)], false));
  write(
    'gentle.svg',
    drawCurves('A gentle fall', [level(find(cases, 'mnnoisy-mlp-adam-64'), 400)[0] as Curve], true),
  );
}

function find(cases: readonly Case[], id: string): Case {
  const found = cases.find((one) => one.id === id);
  if (!found) throw new Error(`No case ${id}`);
  return found;
}

function level(one: Case, steps: number): Curve[] {
  return one.ramps.get(steps) ?? [];
}

/** The good example as a range that ends too low would have shown it. */
function openEnded(one: Case): Curve {
  const [curve] = level(one, 400);
  if (!curve) throw new Error(`No ramp of 400 steps in ${one.id}`);
  const edge = findBounds([[curve]]).edgeLR ?? NaN;
  const end = curve.lr.findIndex((rate) => rate > edge / 2);
  const { lr, loss, accuracy = [] } = curve;
  const cut: Curve = { lr: lr.slice(0, end), loss: loss.slice(0, end), accuracy: accuracy.slice(0, end) };
  if (analyzeRamp(cut).edgeIndex !== null) throw new Error('The example shows an edge after all');
  return cut;
}

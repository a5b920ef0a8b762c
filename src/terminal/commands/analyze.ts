/** `lr-tuner analyze`: curves that another tool recorded, answered exactly as `find` answers its own. */
import { readFile } from 'node:fs/promises';
import { analyzeReport, CurveError, findBounds, groupByLength, parseCurve } from '../../tuning';
import type { Curve } from '../../tuning';
import { describeAnswer } from '../describe';
import { EXIT } from '../exit';
import { print, printError, printJson } from '../print';
import { readCommandLine, UsageError } from '../usage';
import { toJson } from '../../protocol/numbers';

export async function analyze(args: string[]): Promise<number> {
  const { values, positionals } = readCommandLine(args, { json: { type: 'boolean' } });
  if (positionals.length === 0) throw new UsageError('analyze needs at least one file with a curve.');
  let curves: Curve[];
  try {
    curves = await Promise.all(positionals.map(readCurve));
  } catch (error) {
    if (!(error instanceof CurveError)) throw error;
    printError(`${error.message}\n`);
    return EXIT.failed;
  }
  const levels = groupByLength(curves);
  const answer = findBounds(levels);
  const report = analyzeReport(levels, undefined, answer);
  if (values['json']) printJson(toJson(report));
  else print(describeAnswer(answer));
  return answer.bounds.maxLR === null ? EXIT.noBounds : EXIT.bounds;
}

/** @throws CurveError in the user's words, for a file that cannot be read as well as for what is in it */
async function readCurve(file: string): Promise<Curve> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new CurveError(
      `${file} cannot be read: ${error.code === 'ENOENT' ? 'there is no such file' : error.message}.`,
    );
  });
  return parseCurve(text, file);
}

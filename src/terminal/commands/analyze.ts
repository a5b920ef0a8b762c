/** `lr-tuner analyze`: curves that another tool recorded, answered exactly as `find` answers its own. */
import { readFile } from 'node:fs/promises';
import { analyzeReport, CurveError, decodeText, findBounds, groupByLength, readCurves } from '../../tuning';
import type { ColumnChoice, CurveFile, ReadCurves } from '../../tuning';
import { describeAnswer } from '../describe';
import { EXIT } from '../exit';
import { print, printError, printJson } from '../print';
import { type CommandLine, optionalText, readCommandLine, UsageError } from '../usage';
import { toJson } from '../../protocol/numbers';

const NAME = { type: 'string' } as const;

export async function analyze(args: string[]): Promise<number> {
  const line = readCommandLine(args, { json: { type: 'boolean' }, lr: NAME, loss: NAME, accuracy: NAME });
  if (line.positionals.length === 0) throw new UsageError('analyze needs at least one file with a curve.');
  let read: ReadCurves;
  try {
    read = readCurves(await Promise.all(line.positionals.map(readCurveFile)), chosenIn(line));
  } catch (error) {
    if (!(error instanceof CurveError)) throw error;
    printError(`${error.message}\n`);
    return EXIT.failed;
  }
  for (const note of read.notes) printError(`${note}\n`);
  const levels = groupByLength(read.curves);
  const answer = findBounds(levels, { fromLog: true });
  const report = analyzeReport(levels, undefined, answer);
  if (line.values['json']) printJson(toJson(report));
  else print(describeAnswer(answer));
  return answer.bounds.maxLR === null ? EXIT.noBounds : EXIT.bounds;
}

function chosenIn(line: CommandLine): ColumnChoice {
  const [lr, loss, accuracy] = [
    optionalText(line, 'lr'),
    optionalText(line, 'loss'),
    optionalText(line, 'accuracy'),
  ];
  return {
    ...(lr !== null && { lr }),
    ...(loss !== null && { loss }),
    ...(accuracy !== null && { accuracy }),
  };
}

/** @throws CurveError in the user's words, for a file that cannot be read as well as for what is no text */
async function readCurveFile(name: string): Promise<CurveFile> {
  const bytes = await readFile(name).catch((error: NodeJS.ErrnoException) => {
    throw new CurveError(
      `${name} cannot be read: ${error.code === 'ENOENT' ? 'there is no such file' : error.message}.`,
    );
  });
  return { name, text: decodeText(bytes, name) };
}

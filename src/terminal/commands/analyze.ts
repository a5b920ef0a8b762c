/** `lr-tuner analyze`: curves that another tool recorded, answered exactly as `find` answers its own. */
import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { Command } from '@commander-js/extra-typings';
import { analyzeReport, CurveError, decodeText, findBounds, groupByLength, readCurves } from '../../tuning';
import type { ColumnChoice, CurveFile, ReadCurves } from '../../tuning';
import { describeAnswer } from '../describe';
import { EXIT } from '../exit';
import { printJson, printLines, printNote } from '../page/print';
import { surfaceOf } from '../page/surface';
import type { Invocation } from '../options/invocation';
import { languageThatRuns } from '../../languages';
import { toJson } from '../../protocol/numbers';
import { oneLine } from '../../protocol/plainText';

const STANDARD_INPUT = '-';

export function analyzeCommand(invocation: Invocation) {
  return new Command('analyze')
    .usage('FILE... [options]')
    .argument('<files...>', `CSV, JSON or JSON Lines; ${STANDARD_INPUT} reads standard input`)
    .summary('read bounds off curves that another tool recorded')
    .description(
      'Reads curves that another tool recorded: rate, loss and, if there, accuracy. One file a ramp; files of one ' +
        'length are seeds, files of several lengths a doubling. Files that hold one series each, as TensorBoard ' +
        'exports them, are put together by step.',
    )
    .option('--lr <name>', 'the column of the rate, where its name does not tell')
    .option('--loss <name>', 'the column of the loss')
    .option('--accuracy <name>', 'the column of the accuracy')
    .option('--json', 'one JSON object on standard output, nothing else there')
    .action(async (files, { json, ...columns }) => {
      invocation.ended(await analyze(files, columns, json === true));
    });
}

/** @returns the exit code */
async function analyze(files: readonly string[], columns: ColumnChoice, json: boolean): Promise<number> {
  let read: ReadCurves;
  try {
    read = readCurves(await Promise.all(files.map(readCurveFile)), columns);
  } catch (error) {
    if (!(error instanceof CurveError)) throw error;
    const { message } = error;
    const problem = { code: 'curve-unreadable', title: message, detail: '', actions: [] };
    if (json) printJson(toJson({ ...analyzeReport([]), verdict: message, problem }));
    printNote(message);
    return EXIT.failed;
  }
  for (const note of read.notes) printNote(note);
  const levels = groupByLength(read.curves);
  const answer = findBounds(levels, { fromLog: true });
  const report = analyzeReport(levels, undefined, answer);
  if (json) printJson(toJson({ ...report, problem: null }));
  else {
    const surface = surfaceOf(process.stdout);
    printLines(describeAnswer(answer, surface), surface.colour);
  }
  return answer.bounds.maxLR === null ? EXIT.noBounds : EXIT.bounds;
}

/** @throws CurveError in the user's words, for a file that cannot be read as well as for what is no text */
async function readCurveFile(file: string): Promise<CurveFile> {
  const name = file === STANDARD_INPUT ? 'standard input' : oneLine(file);
  if (languageThatRuns(file) !== null)
    throw new CurveError(`${name} is a script, not a curve that was recorded: lr-tuner find runs it.`);
  const bytes = await (file === STANDARD_INPUT ? buffer(process.stdin) : readFile(file)).catch(
    (error: NodeJS.ErrnoException) => {
      throw new CurveError(`${name} cannot be read: ${reasonOf(error)}.`);
    },
  );
  return { name, text: decodeText(bytes, name) };
}

function reasonOf({ code, message }: NodeJS.ErrnoException): string {
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EISDIR') return 'it is a folder; name the files in it';
  return code === 'EACCES' ? 'you may not read it' : message;
}

/** The script came to its own end without a step: of the reasons there are, the one that its process shows. */
import path from 'node:path';
import type { Asked } from '../../protocol/plan';
import type { Problem } from '../../protocol/problems';
import type { End, InsteadOfTraining } from '../../protocol/report';
import type { ChildRecord } from '../child/record';
import { badExit, type Exit } from './exit';
import { missingFile, otherFolder } from './folders';
import { errorIn } from './text';
import { CHOOSE_SCRIPT, RUN_AGAIN, SET_ARGUMENTS, SHOW_OUTPUT, type Writer } from './writer';

/** What argument parsers and scripts of their own say: "the following arguments are required", "Missing option". */
const ASKS_FOR_ARGUMENTS =
  /(missing|required)\b.{0,40}\b(argument|option)|(argument|option)s?\b.{0,60}\b(missing|required)/i;
/** The head of a usage text, or one of its parts. */
const USAGE = /^\s*(usage|synopsis)\b[:\s]|^(commands|options|(positional |optional )?arguments):\s*$/im;

export function nothingTrained(
  write: Writer,
  end: End,
  record: ChildRecord,
  exit: Exit,
  asked: Asked,
): Problem {
  const name = path.basename(write.launch.script);
  const bad = badExit(exit);
  const did = new Set<InsteadOfTraining>(end.instead);
  if (did.has('asked-input') && errorIn(write.output) === null) return asksForInput(write);
  if (asksForArguments(write.output, bad)) return argumentsMissing(write, bad);
  if (bad !== null) return endedBadly(write, bad, record);
  if (asked.training !== null && record.trainings > 0)
    return noSuchTraining(write, asked.training, record.trainings);
  // It was not let run to its end, which may be hours away.
  if (did.has('updated-weights')) {
    const title = `${name} updates its weights itself.`;
    return write.problem('never-trained', title, write.words.updatesByHand, [CHOOSE_SCRIPT]);
  }
  if (did.has('no-batch')) return noBatch(write, name);
  return write.problem(
    'never-trained',
    `${name} ran to its end without training anything.`,
    missingFile(write.output, write.launch) ??
      write.words.hint(write.output) ??
      printedError(write.output) ??
      write.words.whyNothingTrained(end.framework ?? 'none', did.has('took-gradients')),
    [CHOOSE_SCRIPT, SHOW_OUTPUT],
    write.locate(write.output),
  );
}

/** Python raises where a question gets no answer. */
export function asksInVain({ instead, message }: End): boolean {
  return instead?.includes('asked-input') === true && message?.startsWith('EOFError') === true;
}

export function asksForInput(write: Writer): Problem {
  return write.problem(
    'never-trained',
    `${path.basename(write.launch.script)} waits for input that it cannot get.`,
    'It reads from standard input, which is empty here, since it is run several times and nobody answers. Let it take what it asks for as an argument, with a default, and give it that argument.',
    [SET_ARGUMENTS, SHOW_OUTPUT, RUN_AGAIN],
  );
}

function asksForArguments(output: string, bad: string | null): boolean {
  return USAGE.test(output) || (bad !== null && ASKS_FOR_ARGUMENTS.test(output));
}

function argumentsMissing(write: Writer, bad: string | null): Problem {
  const asks = ASKS_FOR_ARGUMENTS.test(write.output);
  return write.problem(
    'arguments-missing',
    asks
      ? 'The script asks for arguments that it was not given.'
      : 'The script printed its usage and did not train.',
    `${bad === null ? 'It trains nothing without arguments' : `It ended with ${bad} before it trained`}. Give it the arguments that its output names.`,
    [SET_ARGUMENTS, SHOW_OUTPUT],
  );
}

function endedBadly(write: Writer, bad: string, { trainings }: ChildRecord): Problem {
  return write.problem(
    'script-threw',
    trainings > 0 ? `The script ended with ${bad}.` : `The script ended with ${bad} before it trained.`,
    missingFile(write.output, write.launch) ??
      write.words.hint(write.output) ??
      'Its last output tells why. If it needs arguments, give them and run it again.',
    [SET_ARGUMENTS, SHOW_OUTPUT, RUN_AGAIN],
    write.locate(write.output),
  );
}

function noSuchTraining(write: Writer, chosen: string, made: number): Problem {
  return write.problem(
    'never-trained',
    `The script has no training ${chosen}: it made ${made}.`,
    'A training is an optimizer with the variables it updates, counted as they begin. A further optimizer of the same kind on the same variables, such as that of a second phase, goes on with the same training, which one ramp covers. List them, and choose another one.',
    [{ kind: 'choose-training' }, RUN_AGAIN],
  );
}

function noBatch(write: Writer, name: string): Problem {
  return write.problem(
    'never-trained',
    `${name} got no batch to train on: its data is empty.`,
    missingFile(write.output, write.launch) ?? printedError(write.output) ?? otherFolder(write.launch),
    [SHOW_OUTPUT, SET_ARGUMENTS, RUN_AGAIN],
    write.locate(write.output),
  );
}

/** Scripts that catch their own errors print them, and end as if all were well. */
function printedError(output: string): string | null {
  const error = errorIn(output);
  return error === null ? null : `Its output shows an error, which may be why: ${error}`;
}

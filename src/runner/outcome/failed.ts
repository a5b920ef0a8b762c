/** The script failed: by an error that nobody caught, or by its exit code. */
import { iterations } from '../../protocol/words';
import type { Asked } from '../../protocol/plan';
import type { Problem } from '../../protocol/problems';
import type { End } from '../../protocol/report';
import { type ChildRecord, tellsOfAnother } from '../child/record';
import { shortageIn } from '../systemErrors';
import { missingFile, ownModule } from './folders';
import { errorIn, tellingLine } from './text';
import { CHOOSE_SCRIPT, RUN_AGAIN, SHOW_OUTPUT, type Writer } from './writer';

const SAVES_HELD_BACK =
  'LR Tuner keeps the script from overwriting its saved model. It can load the model again, but files of it that it reads by itself are missing, or those of an earlier run. Run it on its own: if it fails there in the same way, mend it first.';
/** What a file that is missing, or is of another model, can be called in an error. */
const OF_A_FILE =
  /ENOENT|no such file|(does|do) not exist|not found|cannot (open|find|load)|(failed|unable) to (open|load)|state_dict|checkpoint|\b(file|folder|director|path)/i;

/** What `notebook.py` raises where a file is none that it can run: what is wrong, and what to do. */
const NO_NOTEBOOK = /^NotebookError: ([^\n]+?\.) ([^\n]+)$/;

export function scriptFailed(write: Writer, end: End, record: ChildRecord, asked: Asked): Problem {
  const message = end.message ?? 'An error without a message.';
  const [, title, detail] = NO_NOTEBOOK.exec(message) ?? [];
  if (title !== undefined && detail !== undefined) {
    // The output says the same.
    return { code: 'script-missing', title, detail, actions: [CHOOSE_SCRIPT, RUN_AGAIN] };
  }
  // One that throws has a stack. Of an exit code alone, its own or another process's, the output may tell more.
  const byExit = end.stack === undefined;
  const said = byExit || tellsOfAnother(end) ? write.output : message;
  const hint =
    // What was not saved is missing in every folder.
    (record.savesHeldBack > 0 ? null : missingFile(said, write.launch)) ??
    ownModule(said, write.launch) ??
    write.words.hint(said) ??
    shortageIn(said) ??
    rateTooHigh(record, asked) ??
    (record.savesHeldBack > 0 && OF_A_FILE.test(said) ? SAVES_HELD_BACK : null);
  return write.problem(
    'script-threw',
    byExit
      ? `The script ended with ${message} after ${iterations(record.steps)}.`
      : `The script failed: ${tellingLine(message)}`,
    hint ??
      (byExit
        ? shownBy(write.output)
        : 'Run it on its own: if it fails there in the same way, mend it first.'),
    [SHOW_OUTPUT, RUN_AGAIN],
    // What is thrown may carry no stack; Node shows its line.
    write.locate(end.stack || write.output),
  );
}

/** What its output tells of why it ended. */
export function shownBy(output: string): string {
  const error = errorIn(output);
  return error === null
    ? 'Its last output may tell why. Run it on its own: if it fails there in the same way, mend it first.'
    : `Its output shows an error, which may be why: ${error}`;
}

/** Where the script was trained at rates of ours and its loss is no number any more. */
function rateTooHigh({ losses, steps }: ChildRecord, { experiment }: Asked): string | null {
  const ours = experiment.kind === 'train' && experiment.schedule !== null;
  if (!ours || losses.latest === null || Number.isFinite(losses.latest)) return null;
  return `After ${iterations(steps)} the loss is no number any more: the rates that LR Tuner set are too high. Choose a lower maximum.`;
}

/** Writes a problem down: with its place in the user's own files, and the last of what the script printed. */
import { LANGUAGES, type LanguageWords } from '../../languages';
import type { Problem, ProblemAction, ProblemCode } from '../../protocol/problems';
import type { FileLine, Launch } from '../language';
import { RUNTIMES } from '../launch';

export const RUN_AGAIN: ProblemAction = { kind: 'run-again' };
export const SHOW_OUTPUT: ProblemAction = { kind: 'show-output' };
export const SET_ARGUMENTS: ProblemAction = { kind: 'set-arguments' };
export const CHOOSE_SCRIPT: ProblemAction = { kind: 'choose-script' };

export class Writer {
  readonly words: LanguageWords;

  constructor(
    readonly launch: Launch,
    readonly output: string,
  ) {
    this.words = LANGUAGES[launch.language].words;
  }

  locate(text: string): FileLine | null {
    return RUNTIMES[this.launch.language].locate(text);
  }

  problem(
    code: ProblemCode,
    title: string,
    detail: string,
    actions: ProblemAction[],
    place: FileLine | null = null,
  ): Problem {
    const output = this.output.trim();
    return {
      code,
      title,
      detail,
      ...place,
      ...(output !== '' && { output }),
      actions: place ? [openFile(place), ...actions] : actions,
    };
  }
}

function openFile({ file, ...where }: FileLine): ProblemAction {
  return { kind: 'open-file', path: file, ...where };
}

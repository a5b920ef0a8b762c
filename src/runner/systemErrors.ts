/** What the system refuses: no fault of the script's, of its runtime's or of ours, so it has words of its own. */
import { type Problem, ProblemError } from '../protocol/problems';

const FULL_DISK = 'The disk is full.';
const FREE_SPACE = 'Free some space on it';

type Words = readonly [title: string, advice: string];

/** A sentence on what there is no more of, and what to do about it, by the codes of POSIX. */
const SHORTAGES: Readonly<Record<string, Words>> = {
  EMFILE: ['The system lets LR Tuner open no more files.', 'Raise the limit (ulimit -n)'],
  ENFILE: ['The system has no room for more open files.', 'Close other programs'],
  EAGAIN: ['The system starts no more processes.', 'Close other programs, or raise the limit (ulimit -u)'],
  ENOMEM: ['The memory is used up.', 'Close other programs'],
  ENOSPC: [FULL_DISK, FREE_SPACE],
  EDQUOT: [FULL_DISK, FREE_SPACE],
};

/** Null where the system gave another reason, such as a file that is not there. */
export function shortageOf(error: unknown): Problem | null {
  const [title, advice] = SHORTAGES[codeOf(error)] ?? [];
  if (title === undefined || advice === undefined) return null;
  return {
    code: 'system',
    title,
    detail: `${advice}, then run it again. The system said: ${textOf(error)}.`,
    actions: [{ kind: 'run-again' }],
  };
}

/** How runtimes other than Node name them, in the words of the C library; the number stands beside them or does not. */
const BY_TEXT: readonly (readonly [RegExp, code: string])[] = [
  [/Too many open files in system/, 'ENFILE'],
  [/Too many open files/i, 'EMFILE'],
  [/Resource temporarily unavailable|can't start new thread/, 'EAGAIN'],
  [/Cannot allocate memory/, 'ENOMEM'],
  [/No space left on device/, 'ENOSPC'],
  [/Disk quota exceeded/, 'EDQUOT'],
];

/** For what a script, or its trainer, says of its own process. */
export function shortageIn(message: string): string | null {
  const words = wordsFor(message);
  return words === null ? null : `${words[0]} ${words[1]}.`;
}

/** As `shortageIn`, where the trainer could not do its part for it. */
export function shortageOfScript(message: string): { title: string; detail: string } | null {
  const words = wordsFor(message);
  return words === null ? null : { title: words[0], detail: `${words[1]}, then run it again.` };
}

function wordsFor(message: string): Words | null {
  const code = /\b(E[A-Z]{4,6})\b/.exec(message)?.[1] ?? BY_TEXT.find(([text]) => text.test(message))?.[1];
  const [title, advice] = SHORTAGES[code ?? ''] ?? [];
  if (title === undefined || advice === undefined) return null;
  return [title.replace('LR Tuner', 'the script'), advice];
}

/** For a search that goes on where a program is no good: without files or processes it would find none good. */
export function throwIfShort(error: unknown): void {
  const problem = shortageOf(error);
  if (problem !== null) throw new ProblemError(problem);
}

/** The folder that is to take the reports of a run could not be made, or not be read. */
export function temporaryFolderProblem(folder: string, error: unknown): Problem {
  return (
    shortageOf(error) ?? {
      code: 'system',
      title: `LR Tuner cannot use the folder for temporary files, ${folder}.`,
      detail: `The system said: ${textOf(error)}. Make the folder and let yourself write in it, or name another one in the environment variable TMPDIR (on Windows TEMP).`,
      actions: [{ kind: 'run-again' }],
    }
  );
}

/** The runtime is there, and could not be started with what it was given. */
export function startProblem(runtime: { name: string; path: string }, error: unknown): Problem {
  const [title, advice] = START_ERRORS[codeOf(error)] ?? [];
  return (
    shortageOf(error) ?? {
      code: title === undefined ? 'no-runtime' : 'system',
      title: title ?? `${runtime.name} could not be started.`,
      detail: advice ?? `${runtime.path}: ${textOf(error)}`,
      actions: [{ kind: 'set-arguments' }, { kind: 'run-again' }],
    }
  );
}

const START_ERRORS: Readonly<Record<string, Words>> = {
  E2BIG: [
    'The arguments and variables of the script are longer than the system allows.',
    'Give it less, or let it read them from a file.',
  ],
  ERR_INVALID_ARG_VALUE: [
    'An argument or a variable of the script holds a null character.',
    'No program can be given one. Take it out of the arguments, or out of the environment of the script.',
  ],
};

function codeOf(error: unknown): string {
  const code: unknown = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : '';
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

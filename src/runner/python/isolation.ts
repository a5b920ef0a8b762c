/**
 * A Python that ignores PYTHONPATH runs the script without the trainer, in full. Where that can be seen in what starts
 * the script, it is not started.
 */
import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import path from 'node:path';
import { LANGUAGES } from '../../languages';
import { ProblemError } from '../../protocol/problems';
import type { PlacedLaunch } from '../language';

interface Isolation {
  /** As it is written: `-I`, `-sE`, `env -i`. */
  option: string;
  /** Where it is written, if that is a file. */
  place: { file: string; line: number } | null;
}

/**
 * @param command the program, absolute, and its arguments
 * @throws ProblemError not-armed
 */
export function refuseIsolated(command: readonly string[], { script, cwd }: PlacedLaunch): void {
  const found = isolationOf(command, script, cwd);
  if (found === null) return;
  const { option, place } = found;
  const { why, advice } = LANGUAGES.python.words.notArmed;
  const where = place === null ? `\`${command.join(' ')}\`` : `line ${place.line} of ${place.file}`;
  throw new ProblemError({
    code: 'not-armed',
    title: `The script was not started: ${why}.`,
    detail: `${option} in ${where} would keep the trainer out, and the script would train in full. ${advice}`,
    ...(place && { file: place.file, line: place.line }),
    actions: [{ kind: 'choose-start' }, { kind: 'run-again' }],
  });
}

function isolationOf(command: readonly string[], script: string, cwd: string): Isolation | null {
  const [program = '', ...rest] = command;
  const option = isolatingOption(command);
  if (option !== null) return { option, place: null };
  // What torchrun and its like are: scripts of their own, and so may the script itself be.
  const first = firstLine(program);
  const ofShebang = first === null ? null : isolatingOption(first.slice(2).trim().split(/\s+/));
  if (ofShebang !== null) return { option: ofShebang, place: { file: program, line: 1 } };
  const shellScript = SHELL.test(path.basename(program))
    ? rest.find((word) => !word.startsWith('-'))
    : first !== null &&
        SHELL.test(
          first
            .trim()
            .split(/[\s/]+/)
            .at(-1) ?? '',
        )
      ? program
      : undefined;
  return shellScript === undefined ? null : inShellScript(path.resolve(cwd, shellScript), script);
}

const SHELL = /^(ba|z|da|k)?sh$/;
const PYTHON = /^(python|pypy)[\d.]*w?(\.exe)?$/i;

/** Only the line that starts the script: what prepares its data may be as isolated as it likes. */
function inShellScript(file: string, script: string): Isolation | null {
  const lines = textOf(file)?.split(/\r?\n/) ?? [];
  const starts = new RegExp(`(^|[\\s/."'])${escaped(path.parse(script).name)}(\\.py)?(["'\\s;&|)]|$)`);
  for (const [index, line] of lines.entries()) {
    if (/^\s*#/.test(line) || !starts.test(line)) continue;
    const option = isolatingOption(line.split(/[\s;&|()"']+/));
    if (option !== null) return { option, place: { file, line: index + 1 } };
  }
  return null;
}

/** The first option of a Python among the words, or of an `env` before it, that keeps PYTHONPATH from it. */
function isolatingOption(words: readonly string[]): string | null {
  for (const [index, word] of words.entries()) {
    const name = path.basename(word);
    const rest = words.slice(index + 1);
    const found = PYTHON.test(name) ? optionOfPython(rest) : name === 'env' ? optionOfEnv(rest) : null;
    if (found !== null) return found;
  }
  return null;
}

/** Letters can stand together, as in `-sE`; `-W` and `-X` take what follows them, and after `-c` and `-m` all is the script's. */
function optionOfPython(words: readonly string[]): string | null {
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    if (!word.startsWith('-') || word === '-') return null;
    if (word.startsWith('--')) {
      if (word === '--check-hash-based-pycs') at++;
      continue;
    }
    for (const [index, letter] of [...word].entries()) {
      if (index === 0) continue;
      if ('IES'.includes(letter)) return word;
      if ('cm'.includes(letter)) return null;
      if (!'WX'.includes(letter)) continue;
      if (index === word.length - 1) at++;
      break;
    }
  }
  return null;
}

function optionOfEnv(words: readonly string[]): string | null {
  const options = words.slice(
    0,
    words.findIndex((word) => !word.startsWith('-') && !word.includes('=')),
  );
  const clearing = options.find(
    (word) => word === '-' || word === '--ignore-environment' || /^-[a-z]*i/.test(word),
  );
  return clearing === undefined ? null : `env ${clearing}`;
}

/** Null where it names no interpreter. */
function firstLine(file: string): string | null {
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) return null;
  const start = Buffer.alloc(256);
  const descriptor = openSync(file, 'r');
  try {
    readSync(descriptor, start);
  } finally {
    closeSync(descriptor);
  }
  const [line = ''] = start.toString('utf8').split(/[\r\n]/);
  return line.startsWith('#!') ? line : null;
}

function textOf(file: string): string | null {
  return statSync(file, { throwIfNoEntry: false })?.isFile() ? readFileSync(file, 'utf8') : null;
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

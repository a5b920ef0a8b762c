/** The way to the terminal: what is printed holds nothing that it would obey, whoever named or wrote it. */
import { plainText } from '../../protocol/plainText';
import { EXIT } from '../exit';
import { surfaceOf } from './surface';
import { type Line, render, wrap } from './text';

export function print(text: string): void {
  process.stdout.write(plainText(text));
}

/** What is made for the surface: its words go through the same sieve, its colours are ours. */
export function printLines(lines: readonly Line[], colour: boolean): void {
  process.stdout.write(render(lines, colour));
}

export function printError(text: string): void {
  process.stderr.write(plainText(text));
}

/** A sentence of ours on standard error, broken where the terminal ends. */
export function printNote(text: string): void {
  printError(`${wrap(text, surfaceOf(process.stderr).prose).join('\n')}\n`);
}

/** JSON escapes the early controls by itself; the later ones are as much obeyed. */
export function printJson(json: string): void {
  process.stdout.write(`${json.trimEnd().replace(/(?!\n)\p{Cc}/gu, escaped)}\n`);
}

function escaped(control: string): string {
  return `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/**
 * A reader that has gone and a disk that is full are told of by events, which nobody would hear. Where standard error
 * takes no more, the answer may still be read; where standard output does not, the command has failed.
 */
export function failWhereNotPrinted(): void {
  process.stderr.on('error', () => undefined);
  process.stdout.once('error', (error: NodeJS.ErrnoException) => {
    const why = error.code === 'EPIPE' ? 'nobody reads it any more' : error.message;
    printError(`lr-tuner: the answer could not be written: ${why}.\n`);
    process.once('exit', () => (process.exitCode = EXIT.failed));
    // One write may bring several.
    process.stdout.on('error', () => undefined);
  });
}

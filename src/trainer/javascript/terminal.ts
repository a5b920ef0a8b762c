/**
 * What a script finds in every terminal it is started in: its output can be moved about in, and has a width. Here it
 * goes through a pipe, where Node has none of that, and a progress line would end the script.
 */
import type { WriteStream } from 'node:tty';

const COLUMNS = 80;
const ROWS = 24;

type Output = Pick<NodeJS.WriteStream, 'write'> & Partial<WriteStream>;
type Done = (() => void) | undefined;

/** A tty's own stay as they are; `isTTY` stays false, so that whoever asks prints plain lines. */
export function furnishTerminal(): void {
  furnishOutput(process.stdout);
  furnishOutput(process.stderr);
  furnishInput();
}

/** @param stream what lacks a tty's members gets them: nothing moves, but a line that is begun anew shows as one. */
export function furnishOutput(stream: Output): void {
  const answer = (callback: Done): boolean => {
    if (callback) process.nextTick(callback);
    return true;
  };
  stream.cursorTo ??= (x: number, y?: number | (() => void), callback?: () => void) => {
    if (x === 0) stream.write('\r');
    return answer(typeof y === 'function' ? y : callback);
  };
  stream.moveCursor ??= (_dx, _dy, callback) => answer(callback);
  stream.clearLine ??= (_direction, callback) => answer(callback);
  stream.clearScreenDown ??= answer;
  stream.getWindowSize ??= () => [COLUMNS, ROWS];
  stream.getColorDepth ??= () => 1;
  stream.hasColors ??= () => false;
  stream.columns ??= COLUMNS;
  stream.rows ??= ROWS;
}

/** Only when the script asks for it: looking at it opens it. */
function furnishInput(): void {
  const own = Object.getOwnPropertyDescriptor(process, 'stdin');
  const get = own?.get?.bind(process) as (() => Partial<NodeJS.ReadStream>) | undefined;
  if (own?.configurable !== true || get === undefined) return;
  Object.defineProperty(process, 'stdin', {
    ...own,
    get() {
      const stream = get();
      stream.setRawMode ??= () => stream as NodeJS.ReadStream;
      return stream;
    },
  });
}

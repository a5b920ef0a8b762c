/** A script's own words. */
import { firstLine } from '../../protocol/plainText';

/** An error that a script printed, wherever in its output; null where there is none. */
export function errorIn(output: string): string | null {
  const shown = /^.*?\b([A-Z]\w*)?(Error|ERROR): .+$/m.exec(output)?.[0].trim();
  return shown === undefined ? null : firstLine(shown);
}

/** The head of an error of TensorFlow's or Keras', which only says where; what is wrong comes further below. */
const HEAD =
  /^((?:\w+\.)*\w+: )?(in user code:|Graph execution error:|Exception encountered when calling .*)$/;
/** Errors in one another. */
const MAX_HEADS = 5;

/** The line of an error's message that says what is wrong, with the kind of the error. */
export function tellingLine(message: string): string {
  // eslint-disable-next-line no-control-regex -- Keras prints its errors in bold.
  const lines = message.replace(/\u001b\[[\d;]*m/g, '').split('\n');
  lines.splice(0, Math.max(0, ofAnotherProcess(lines)));
  let kind = '';
  for (let heads = 0; heads < MAX_HEADS; heads += 1) {
    const [, named, head = ''] = HEAD.exec(lines[0]?.trim() ?? '') ?? [];
    if (head === '') break;
    kind = named ?? kind;
    const below = head === 'in user code:' ? lines.findIndex(isError) : lines.findIndex(isWrong);
    if (below < 0) break;
    lines.splice(0, below);
  }
  const line = withWhatItAnnounces(lines.map((each) => each.trim()));
  return firstLine(isError(line) || line.startsWith(kind) ? line : kind + line);
}

/** `Missing keys:` says nothing without its list, of which the first line gives the idea. */
function withWhatItAnnounces([line = '', ...below]: readonly string[]): string {
  const next = below.find((each) => each !== '');
  return line.endsWith(':') && next !== undefined ? `${line} ${next}` : line;
}

/** Where the error stands that another process handed on with its traceback: a worker of a loader, a spawned one. */
function ofAnotherProcess(lines: readonly string[]): number {
  const traceback = lines.findIndex((line) => /^\s*(\w+ )?Traceback \(most recent call last\):/.test(line));
  return traceback < 0
    ? -1
    : lines.findIndex((line, at) => at > traceback && /^\S/.test(line) && isError(line));
}

function isError(line: string, at = 1): boolean {
  return at > 0 && /^\s*(\w+\.)*\w*(Error|Exception|Warning|Interrupt): /.test(line);
}

/** Neither the head nor where in a graph it was. */
function isWrong(line: string, at: number): boolean {
  return at > 0 && line.trim() !== '' && !/^\s*(Detected at node|<stack traces|File "|\[\[)/.test(line);
}

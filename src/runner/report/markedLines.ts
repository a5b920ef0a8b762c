/**
 * Takes the lines of a report out of what a script prints: those that a process on another machine writes there, since it
 * cannot reach the report folder (`outlets.py`). Whatever passes the output on may cut it anywhere, and mark its lines
 * with the name of their machine.
 */
import { LONGEST_LINE } from '../../protocol/report';

export class MarkedLines {
  private held = '';
  /** What whoever passes the output on writes before each line. */
  private mark = '';

  constructor(
    private readonly marker: string,
    private readonly line: (text: string, source: string) => void,
  ) {}

  /** @returns what the script itself printed, as far as that is sure */
  add(chunk: string): string {
    let text = this.held + chunk;
    let printed = '';
    for (let at = text.indexOf(this.marker); at >= 0; at = text.indexOf(this.marker)) {
      const end = text.indexOf('\n', at);
      if (end < 0) break;
      const start = text.lastIndexOf('\n', at) + 1;
      this.mark = text.slice(start, at);
      printed += withoutBreak(text.slice(0, start), this.mark);
      this.read(text.slice(at + this.marker.length, end));
      text = text.slice(end + 1);
    }
    const sure = this.sureOf(text);
    this.held = text.slice(sure);
    return printed + text.slice(0, sure);
  }

  /** What was still held back, but for a line of the report that was cut off. */
  end(): string {
    const { held } = this;
    this.held = '';
    return held.includes(this.marker) ? '' : held;
  }

  /** @param rest as `:machine-123 {…}` */
  private read(rest: string): void {
    const gap = rest.indexOf(' ');
    if (gap > 1) this.line(rest.slice(gap + 1).trimEnd(), rest.slice(1, gap));
  }

  /** Up to where a line of the report may have begun. */
  private sureOf(text: string): number {
    const marker = text.indexOf(this.marker);
    if (marker >= 0 && text.length - marker <= LONGEST_LINE)
      return Math.max(0, text.lastIndexOf('\n', marker));
    return text.length - Math.max(...this.starts().map((start) => overlap(text, start)));
  }

  /** How a line of the report begins, in the middle of a line of the script's or at its start. */
  private starts(): string[] {
    const start = `${this.mark}${this.marker}`;
    const afterEmpty = this.mark === '' ? [] : [`${this.mark}\n${start}`];
    return [start, ...afterEmpty].flatMap((one) => [one, `\n${one}`]);
  }
}

/** Of the end of the text, how much may be the beginning of the other. */
function overlap(text: string, other: string): number {
  for (let length = Math.min(other.length - 1, text.length); length > 0; length -= 1) {
    if (text.endsWith(other.slice(0, length))) return length;
  }
  return 0;
}

/**
 * Lines of the report begin with a break, as the script may stand in the middle of one of its own.
 * @param mark what stands before each line, and so before the break as well
 */
function withoutBreak(text: string, mark: string): string {
  const left = text.replace(/\r?\n$/, '');
  const line = left.slice(left.lastIndexOf('\n') + 1);
  return left !== text && mark !== '' && line.trimEnd() === mark.trimEnd()
    ? left.slice(0, left.length - line.length)
    : left;
}

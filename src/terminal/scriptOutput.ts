/** What the user's script prints, passed on a line at a time, each with the training that it comes from. */

/** A bar that is drawn anew for each step, by tqdm and Keras. Only the last one is worth a line. */
const BAR = /(\d+)%\|.*\||^\s*(\d+)\/(\d+) [[━]/;

export class ScriptOutput {
  private readonly unfinished = new Map<string, string>();

  /** @param pass a line, and from which training it is; an empty name where there is only one */
  constructor(private readonly pass: (line: string, from: string) => void) {}

  add(from: string, text: string): void {
    const lines = ((this.unfinished.get(from) ?? '') + text).split('\n');
    this.unfinished.set(from, lines.pop() ?? '');
    for (const line of lines) this.line(from, line);
  }

  end(): void {
    for (const [from, line] of this.unfinished) if (line !== '') this.line(from, line);
    this.unfinished.clear();
  }

  private line(from: string, line: string): void {
    const bar = BAR.exec(line);
    if (bar && bar[1] !== '100' && (bar[2] === undefined || bar[2] !== bar[3])) return;
    this.pass(line.trimEnd(), from);
  }
}

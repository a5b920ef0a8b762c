/** What a script prints, as plain text. A script may print without end, so only the last part is kept. */
import { PlainStream } from '../../protocol/plainText';
import type { MarkedLines } from '../report/markedLines';

const KEPT_CHARACTERS = 16 * 1024;

export class Tail {
  private text = '';

  add(chunk: string): void {
    this.text += chunk;
    // Cutting at each chunk would copy the whole tail each time.
    if (this.text.length > 2 * KEPT_CHARACTERS) this.text = this.text.slice(-KEPT_CHARACTERS);
  }

  toString(): string {
    return this.text.slice(-KEPT_CHARACTERS);
  }
}

/** Passes output on at a pace that a person can see and an editor can bear: what is too much in between is left out. */
export class PacedOutput {
  private waiting = '';
  private leftOut = 0;
  private timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly pass: (text: string) => void,
    private readonly everyMs = 100,
  ) {}

  add(chunk: string): void {
    this.waiting += chunk;
    if (this.waiting.length > 2 * KEPT_CHARACTERS) {
      this.leftOut += this.waiting.length - KEPT_CHARACTERS;
      this.waiting = this.waiting.slice(-KEPT_CHARACTERS);
    }
    this.timer ??= setTimeout(() => this.flush(), this.everyMs);
  }

  flush(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    if (this.waiting === '') return;
    const gap = this.leftOut > 0 ? `\n… ${this.leftOut} characters left out …\n` : '';
    this.pass(gap + this.waiting);
    this.waiting = '';
    this.leftOut = 0;
  }
}

/** One of the script's streams: the last of it is kept, and it is passed on. */
export class ScriptText {
  private readonly plain = new PlainStream();
  private readonly paced: PacedOutput;

  constructor(
    private readonly tail: Tail,
    private readonly marked: MarkedLines,
    pass: (text: string) => void,
  ) {
    this.paced = new PacedOutput(pass);
  }

  add(chunk: string): void {
    this.take(this.plain.add(this.marked.add(chunk)));
  }

  end(): void {
    this.take(this.plain.add(this.marked.end()));
    this.take(this.plain.end());
    this.paced.flush();
  }

  private take(text: string): void {
    this.tail.add(text);
    this.paced.add(text);
  }
}

/** Splits a stream into lines; a line longer than the limit is dropped whole, not kept in memory. */
import { StringDecoder } from 'node:string_decoder';

export class LineReader {
  private readonly decoder = new StringDecoder('utf8');
  private rest = '';
  private skipping = false;

  constructor(
    private readonly longest: number,
    private readonly line: (text: string) => void,
  ) {}

  add(chunk: Buffer): void {
    const parts = (this.rest + this.decoder.write(chunk)).split('\n');
    this.rest = parts.pop() ?? '';
    for (const part of parts) {
      if (!this.skipping && part !== '') this.line(part);
      this.skipping = false;
    }
    if (this.rest.length > this.longest) {
      this.rest = '';
      this.skipping = true;
    }
  }
}

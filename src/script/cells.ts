/** The code cells of a notebook as one script, and the way back from a place in it. */
import type { TextEdit } from './types';

/** A blank line between cells: what is written below a cell's last line, or above the next one's first, differs. */
const BETWEEN = '\n\n';

// As `notebook.py` of the hook has it, which runs the cells.
/** Magics behind which a statement of Python's stands, which runs. */
const TRANSPARENT = /^([ \t]*)(%(time|timeit|capture|prun)\b)(?=[ \t]*\S)/gm;
/** What only a kernel can do: magics, shell commands, questions for help. */
const FOR_THE_KERNEL = /^([ \t]*)([%!?].*|[\w.]+\?{1,2}[ \t]*|[\w, ]+=[ \t]*[%!].*)$/gm;
/** Cells of another language, or those that are written into a file. */
const FOREIGN = /^\s*%%(bash|sh|script|writefile|file|html|javascript|js|latex|markdown|svg)\b/;

export class Cells {
  /** Offsets of the cells' first characters in the text. */
  private readonly starts: readonly number[];
  /** As it stands in the cells. */
  readonly text: string;

  constructor(private readonly sources: readonly string[]) {
    let at = 0;
    this.starts = sources.map((source) => {
      const start = at;
      at += source.length + BETWEEN.length;
      return start;
    });
    this.text = sources.join(BETWEEN);
  }

  /** The same text as Python alone: of the same length, with what is for the kernel made harmless. */
  get code(): string {
    return this.sources
      .map((source) =>
        FOREIGN.test(source)
          ? source.replace(/[^\n]/g, ' ')
          : // A block must not become empty.
            source
              .replace(TRANSPARENT, (start, indent: string) => `${indent}0;`.padEnd(start.length))
              .replace(FOR_THE_KERNEL, (line, indent: string) => `${indent}0`.padEnd(line.length)),
      )
      .join(BETWEEN);
  }

  /** The cell of an offset, and the offset within it; between two cells it is the end of the first. */
  at(offset: number): { cell: number; offset: number } {
    const next = this.starts.findIndex((start) => start > offset);
    const cell = (next < 0 ? this.starts.length : next) - 1;
    const length = this.sources[cell]?.length ?? 0;
    return { cell, offset: Math.min(offset - (this.starts[cell] ?? 0), length) };
  }

  /** Of an edit in the text. Null where it reaches over more than one cell. */
  edit({ start, end, text }: TextEdit): { cell: number; edit: TextEdit } | null {
    const from = this.at(start);
    const to = this.at(end);
    const length = this.sources[from.cell]?.length ?? 0;
    // The blank line between two cells is the first one's, also where a removed line takes it along.
    const isNext = to.cell === from.cell + 1 && to.offset === 0;
    if (to.cell !== from.cell && !isNext) return null;
    const isBelow = start - (this.starts[from.cell] ?? 0) > length;
    return {
      cell: from.cell,
      edit: {
        start: from.offset,
        end: isNext ? length : to.offset,
        text: isBelow && text !== '' ? `\n${text.replace(/\n$/, '')}` : text,
      },
    };
  }
}

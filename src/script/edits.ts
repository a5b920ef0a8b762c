/** Collecting text edits against one source text, and applying them. */
import type { TextEdit, TextRange } from './types';

/** Edits are given in any order; insertions at the same place keep the order in which they were given. */
export class Draft {
  private readonly edits: TextEdit[] = [];

  constructor(readonly text: string) {}

  insert(at: number, text: string): void {
    if (text) this.edits.push({ start: at, end: at, text });
  }

  replace(range: TextRange, text: string): void {
    if (this.text.slice(range.start, range.end) === text) return;
    this.edits.push({ start: range.start, end: range.end, text });
  }

  remove(range: TextRange): void {
    this.replace(range, '');
  }

  /** Sorted, and with edits that touch at one place merged into one; null if two of them overlap. */
  finish(): TextEdit[] | null {
    const sorted = this.edits
      .map((edit, order) => ({ edit, order }))
      .sort((a, b) => a.edit.start - b.edit.start || a.edit.end - b.edit.end || a.order - b.order)
      .map(({ edit }) => edit);
    const merged: TextEdit[] = [];
    for (const edit of sorted) {
      const last = merged.at(-1);
      if (last && edit.start < last.end) return null;
      if (last && edit.start === last.end) {
        last.text += edit.text;
        last.end = edit.end;
      } else {
        merged.push({ ...edit });
      }
    }
    return merged;
  }
}

/** @param edits sorted and not overlapping */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  let result = '';
  let at = 0;
  for (const edit of edits) {
    result += text.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return result + text.slice(at);
}

/** Where the edits' texts stand in the edited text, without the blank around them. */
export function changedRanges(edits: readonly TextEdit[]): TextRange[] {
  let shift = 0;
  const ranges: TextRange[] = [];
  for (const edit of edits) {
    const start = edit.start + shift;
    const leading = edit.text.length - edit.text.trimStart().length;
    const length = edit.text.trim().length;
    ranges.push({ start: start + (length ? leading : 0), end: start + (length ? leading + length : 0) });
    shift += edit.text.length - (edit.end - edit.start);
  }
  return ranges;
}

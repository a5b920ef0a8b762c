/** Collecting text edits against one source text, and applying them. */
import { contains } from './syntax';
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

/**
 * One list of edits that does what `first` and then `second` do, so that it is one step to undo.
 * @param first sorted and not overlapping
 * @param second likewise; counts in the text that `first` leaves
 */
export function composeEdits(
  text: string,
  first: readonly TextEdit[],
  second: readonly TextEdit[],
): TextEdit[] {
  const between = applyEdits(text, first);
  const written = placesOf(first);
  const composed: TextEdit[] = [];
  /** Characters by which `first` has made the text longer, up to where we are. */
  let shift = 0;
  // What neither list touches is the same before and after, so each stretch that they touch is one edit.
  for (const touched of joinedRanges([...written, ...second])) {
    const start = touched.start - shift;
    for (const place of written) if (contains(touched, place)) shift += place.growth;
    const end = touched.end - shift;
    const inside = second
      .filter((edit) => contains(touched, edit))
      .map((edit) => ({ ...edit, start: edit.start - touched.start, end: edit.end - touched.start }));
    composed.push({ start, end, text: applyEdits(between.slice(touched.start, touched.end), inside) });
  }
  return composed;
}

/** Where an edit's text stands in the edited text. */
interface Written extends TextRange {
  /** Characters by which it is longer than what it replaced. */
  growth: number;
}

function placesOf(edits: readonly TextEdit[]): Written[] {
  let shift = 0;
  return edits.map(({ start, end, text }) => {
    const place = {
      start: start + shift,
      end: start + shift + text.length,
      growth: text.length - (end - start),
    };
    shift += place.growth;
    return place;
  });
}

/** Sorted, with those that overlap or touch made into one. */
function joinedRanges(ranges: readonly TextRange[]): TextRange[] {
  const joined: TextRange[] = [];
  for (const { start, end } of [...ranges].sort((a, b) => a.start - b.start || a.end - b.end)) {
    const last = joined.at(-1);
    if (last && start <= last.end) last.end = Math.max(last.end, end);
    else joined.push({ start, end });
  }
  return joined;
}

/** Where the edits' texts stand in the edited text, without the blank around them. */
export function changedRanges(edits: readonly TextEdit[]): TextRange[] {
  return placesOf(edits).map(({ start }, at) => {
    const text = edits[at]?.text ?? '';
    const length = text.trim().length;
    const leading = text.length - text.trimStart().length;
    return length > 0 ? { start: start + leading, end: start + leading + length } : { start, end: start };
  });
}

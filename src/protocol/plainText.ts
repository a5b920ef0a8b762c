/**
 * What a script, its packages and its files say may hold sequences that a terminal obeys: colours, titles, cursor
 * movements, the clipboard (OSC 52). They are taken out where text comes in, and again where a terminal gets it.
 * The sequences are those of ECMA-48.
 */

const ESC = '\u001b';
/** The one-character forms of `ESC [` and of what begins a text for the terminal (DCS, SOS, OSC, PM, APC). */
const CSI = `(?:${ESC}\\[|\u009b)`;
const TEXT_BEGINS = `(?:${ESC}[P\\]X^_]|[\u0090\u0098\u009d-\u009f])`;
const TEXT_ENDS = `(?:\u0007|\u009c|${ESC}\\\\)`;
const SEQUENCE = new RegExp(
  `${CSI}[0-?]*[ -/]*[@-~]|${TEXT_BEGINS}[^\\p{Cc}]*${TEXT_ENDS}|${ESC}[ -/]*[0-OQ-WYZ\`-~]`,
  'gu',
);
/**
 * All controls but the tab and the end of a line, and those of Unicode's bidirectional algorithm (UAX 9, section 2), by
 * which a text may show other than it is.
 */
const CONTROL = /(?![\t\n])[\p{Cc}\p{Bidi_Control}]/gu;
const ANY_CONTROL = /(?![\t\n])[\p{Cc}\p{Bidi_Control}]/u;

/** The text without what a terminal would obey; a lone carriage return ends a line, as a progress bar's does. */
export function plainText(text: string): string {
  if (!ANY_CONTROL.test(text)) return text;
  return text.replace(SEQUENCE, '').replace(/\r\n?/g, '\n').replace(CONTROL, '');
}

/** A name within a sentence: what would end its line, as a file's name may, shows as a question mark. */
export function oneLine(name: string): string {
  return plainText(name).replace(/[\t\n\u2028\u2029]/g, '?');
}

/** A sequence that is not whole yet is waited for; a longer one is none. */
const LONGEST_SEQUENCE = 4096;
const UNFINISHED = new RegExp(
  `(?:\\r|${CSI}[0-?]*[ -/]*|${TEXT_BEGINS}[^\\p{Cc}]*${ESC}?|${ESC}[ -/]*)$`,
  'u',
);

/** `plainText` for text that comes in pieces, which may cut a sequence. */
export class PlainStream {
  private held = '';

  add(chunk: string): string {
    const text = this.held + chunk;
    const unfinished = UNFINISHED.exec(text.slice(-LONGEST_SEQUENCE))?.[0] ?? '';
    this.held = unfinished;
    return plainText(text.slice(0, text.length - unfinished.length));
  }

  /** What was waited for. */
  end(): string {
    const rest = plainText(this.held);
    this.held = '';
    return rest;
  }
}

/** What fits into a title or a label. */
const LONGEST_LABEL = 300;

/** The first line, cut where it is too long to be read as one. */
export function firstLine(text: string): string {
  return shortened(text.split('\n', 1)[0] ?? '', LONGEST_LABEL);
}

/** Cut to so many characters, never within one. */
export function shortened(text: string, longest: number): string {
  if (text.length <= longest) return text;
  return `${text.slice(0, longest - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

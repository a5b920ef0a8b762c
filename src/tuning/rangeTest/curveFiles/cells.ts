/** Numbers as other tools write them into a cell. */

/** As C's printf writes it, on Windows with its kind. */
const NOT_A_NUMBER = /^[-+]?(?:nan(?:\((?:ind|snan)\))?|1\.#(?:ind|qnan|snan)\d*)$/;
const INFINITE = /^([-+]?)(?:inf|infinity|1\.#inf\d*)$/;
const EMPTY = new Set(['', 'na', 'n/a', '<na>', '#n/a', 'null', 'none', 'undefined', '-']);
/** `tensor(2.36, device='cuda:0')`, `np.float64(2.36)`. Bounded, so that any text takes linear time. */
const WRAPPED = /^[a-z_][\w.]{0,40}\(([^(),]{1,60})(?:,[^]{0,400})?\)$/;
const LIST = /^[[(]([^\])]*)[\])]$/;
const DECIMAL_COMMA = /^[-+]?\d*,\d+(?:e[-+]?\d+)?$/;

/** The cell's number, the first where it holds a list (rates of several parameter groups); undefined if it is none. */
export function readNumber(cell: unknown): number | undefined {
  if (typeof cell === 'number') return cell;
  if (Array.isArray(cell)) return readNumber(cell[0]);
  return typeof cell === 'string' ? numberIn(cell.trim().toLowerCase()) : undefined;
}

function numberIn(text: string): number | undefined {
  if (text === '') return undefined;
  if (NOT_A_NUMBER.test(text)) return NaN;
  const infinite = INFINITE.exec(text);
  if (infinite) return infinite[1] === '-' ? -Infinity : Infinity;
  if (text.endsWith('%')) return percent(text.slice(0, -1).trimEnd());
  const number = Number(DECIMAL_COMMA.test(text) ? text.replace(',', '.') : text);
  if (!Number.isNaN(number)) return number;
  const inner = (LIST.exec(text)?.[1]?.split(',')[0] ?? WRAPPED.exec(text)?.[1])?.trim();
  return inner === undefined ? undefined : numberIn(inner.replace(/^\[|\]$/g, ''));
}

function percent(text: string): number | undefined {
  const number = numberIn(text);
  return number === undefined ? undefined : number / 100;
}

/** How many numbers the cell lists: the parameter groups of an optimizer. */
export function listedIn(cell: unknown): number {
  if (Array.isArray(cell)) return cell.length;
  const list = typeof cell === 'string' ? LIST.exec(cell.trim()) : null;
  return list ? (list[1] ?? '').split(',').length : 1;
}

export function isEmpty(cell: unknown): boolean {
  if (cell === undefined || cell === null) return true;
  if (Array.isArray(cell)) return cell.length === 0;
  return typeof cell === 'string' && EMPTY.has(cell.trim().toLowerCase());
}

/** As it was written, cut where it is long. */
export function show(cell: unknown): string {
  if (isEmpty(cell)) return 'nothing';
  const text = JSON.stringify(cell);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

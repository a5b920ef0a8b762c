/** The axis of rates below a chart, as the ramp rose along it: by decades, or evenly. */
import { decadesWithin, formatRate, labelledEvery, logShare } from '../../tuning';
import { type Line, styled } from './text';

/** A label such as 1e-100 and a space. */
const LABEL_COLUMNS = 7;

export class RateAxis {
  private constructor(
    readonly columns: number,
    private readonly first: number,
    private readonly last: number,
    private readonly linear: boolean,
  ) {}

  /** Null where the rates do not rise. */
  static of(lr: readonly number[], columns: number): RateAxis | null {
    const first = lr[0];
    const last = lr.at(-1);
    if (first === undefined || last === undefined || !(last > first)) return null;
    if (isLinear(lr)) return new RateAxis(columns, first, last, true);
    // A warm-up from a rate of 0 is a place that a log axis does not have.
    return new RateAxis(columns, lr.find((rate) => rate > 0) ?? last, last, false);
  }

  /** 0 at the lowest rate, 1 at the highest. */
  share(rate: number): number {
    return this.linear
      ? (rate - this.first) / (this.last - this.first)
      : logShare(rate, this.first, this.last);
  }

  column(rate: number): number {
    return Math.round(this.share(rate) * (this.columns - 1));
  }

  /** Rates that are named: whole decades, or both ends and the quarters between. */
  ticks(): number[] {
    if (this.linear) return [0, 1, 2, 3, 4].map((k) => this.first + (this.last - this.first) * (k / 4));
    const powers = decadesWithin(this.first, this.last);
    const every = labelledEvery(powers.length, Math.floor(this.columns / LABEL_COLUMNS));
    return powers.filter((power) => power % every === 0).map((power) => Number(`1e${power}`));
  }
}

/** Whether the rate rose evenly: half way it is then nearer to the mean of its ends than to their geometric mean. */
function isLinear(lr: readonly number[]): boolean {
  const [first = 0, last = 0] = [lr[0], lr.at(-1)];
  const half = lr[lr.length >> 1] ?? 0;
  return half > (Math.sqrt(first) * Math.sqrt(last)) / 2 + first / 4 + last / 4;
}

/** The line with its ticks, the rates below them, and what they are. */
export function axisLines(axis: RateAxis, margin: number, unicode: boolean): Line[] {
  const [corner, line, tick] = unicode ? ['└', '─', '┴'] : ['+', '-', '+'];
  const rule = new Array<string>(axis.columns).fill(line);
  const labels = new Array<string>(axis.columns).fill(' ');
  let free = 0;
  for (const rate of axis.ticks()) {
    const label = formatRate(rate);
    const column = axis.column(rate);
    rule[column] = tick;
    const at = Math.max(0, Math.min(column - (label.length >> 1), axis.columns - label.length));
    if (at < free) continue;
    [...label].forEach((character, k) => (labels[at + k] = character));
    free = at + label.length + 1;
  }
  const name = 'learning rate';
  return [
    [styled('faint', `${' '.repeat(margin)}${corner}${rule.join('')}`)],
    [styled('faint', `${' '.repeat(margin + 1)}${labels.join('').trimEnd()}`)],
    [styled('faint', `${' '.repeat(margin + 1 + ((axis.columns - name.length) >> 1))}${name}`)],
  ];
}

/** A grid of characters on which curves are drawn: in Braille two by four dots a character, in ASCII one. */

/** Bits of the dots in a Braille character, by row and column (Unicode 15, section 21.1). */
const BRAILLE_DOTS = [
  [0x01, 0x08],
  [0x02, 0x10],
  [0x04, 0x20],
  [0x40, 0x80],
] as const;
const BRAILLE_BASE = 0x2800;

export class Raster {
  private readonly dots: boolean[][];
  private readonly across: number;
  private readonly down: number;

  constructor(
    readonly width: number,
    readonly height: number,
    private readonly fine: boolean,
  ) {
    this.across = fine ? 2 : 1;
    this.down = fine ? 4 : 1;
    this.dots = Array.from({ length: height * this.down }, () =>
      new Array<boolean>(width * this.across).fill(false),
    );
  }

  /**
   * Each column of dots shows the mean of what falls into it, joined to the one before.
   * @param points places from 0, left and below, to 1; others are left out
   */
  curve(points: readonly { x: number; y: number }[]): void {
    const columns = this.width * this.across;
    const rows = this.height * this.down;
    const sums = new Map<number, { sum: number; count: number }>();
    for (const { x, y } of points) {
      if (!(x >= 0 && x <= 1) || !Number.isFinite(y)) continue;
      const column = Math.round(x * (columns - 1));
      const { sum, count } = sums.get(column) ?? { sum: 0, count: 0 };
      sums.set(column, { sum: sum + y, count: count + 1 });
    }
    let before: { column: number; row: number } | null = null;
    for (const [column, { sum, count }] of [...sums].sort(([a], [b]) => a - b)) {
      const share = Math.max(0, Math.min(1, sum / count));
      const here = { column, row: Math.round((1 - share) * (rows - 1)) };
      this.join(before ?? here, here);
      before = here;
    }
  }

  /** What a character shows; null where there is nothing. */
  at(column: number, row: number): string | null {
    let bits = 0;
    for (let y = 0; y < this.down; y++)
      for (let x = 0; x < this.across; x++)
        if (this.dots[row * this.down + y]?.[column * this.across + x]) bits |= BRAILLE_DOTS[y]?.[x] ?? 0;
    if (bits === 0) return null;
    return this.fine ? String.fromCharCode(BRAILLE_BASE + bits) : '*';
  }

  /** Each step goes one dot, so that a steep curve does not fall apart. */
  private join(from: { column: number; row: number }, to: { column: number; row: number }): void {
    const steps = Math.max(Math.abs(to.column - from.column), Math.abs(to.row - from.row), 1);
    for (let step = 0; step <= steps; step++) {
      const row = Math.round(from.row + ((to.row - from.row) * step) / steps);
      const column = Math.round(from.column + ((to.column - from.column) * step) / steps);
      const line = this.dots[row];
      if (line) line[column] = true;
    }
  }
}

/** A series of any length in bounded memory: as many values as a chart has pixels, whatever arrives. */

export interface Point {
  x: number;
  y: number;
}

interface Bucket {
  count: number;
  sum: number;
  /** Where in the series the least and the greatest value were. */
  least: Point;
  most: Point;
}

/**
 * Values put into buckets of equal width in steps. The width is a power of two and doubles when the buckets run
 * out, so adding a value is O(1) on average and two series can always be brought to a common width.
 */
export class Reduced {
  private buckets: (Bucket | undefined)[] = [];
  private log2Width = 0;

  /** @param capacity most buckets kept; at least half of it is in use once the series is longer */
  constructor(private readonly capacity = 512) {}

  get width(): number {
    return 2 ** this.log2Width;
  }

  /** Steps are whole numbers from 0, in any order; a value that is not a number is a gap. */
  add(step: number, value: number | null): void {
    if (value === null) return;
    while (step >= this.capacity * this.width) this.halve();
    const index = Math.floor(step / this.width);
    const one = { count: 1, sum: value, least: { x: step, y: value }, most: { x: step, y: value } };
    this.buckets[index] = merge(this.buckets[index], one);
  }

  /** Means by bucket, at this or any coarser width; undefined where nothing was measured. */
  means(width = this.width): (number | undefined)[] {
    return this.at(width).map((bucket) => bucket && bucket.sum / bucket.count);
  }

  /** The line through each bucket's extremes in their order: peaks survive, unlike in a mean. */
  outline(): Point[] {
    return this.buckets.flatMap((bucket) => {
      if (!bucket) return [];
      const { least, most } = bucket;
      if (least.x === most.x) return [least];
      return least.x < most.x ? [least, most] : [most, least];
    });
  }

  private at(width: number): (Bucket | undefined)[] {
    let buckets = this.buckets;
    for (let current = this.width; current < width; current *= 2) buckets = pairs(buckets);
    return buckets;
  }

  private halve(): void {
    this.buckets = pairs(this.buckets);
    this.log2Width++;
  }
}

function pairs(buckets: (Bucket | undefined)[]): (Bucket | undefined)[] {
  return Array.from({ length: Math.ceil(buckets.length / 2) }, (_, i) =>
    merge(buckets[2 * i], buckets[2 * i + 1]),
  );
}

function merge(a: Bucket | undefined, b: Bucket | undefined): Bucket | undefined {
  if (!a || !b) return a ?? b;
  return {
    count: a.count + b.count,
    sum: a.sum + b.sum,
    least: b.least.y < a.least.y ? b.least : a.least,
    most: b.most.y > a.most.y ? b.most : a.most,
  };
}

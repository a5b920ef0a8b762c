/** Counts in sentences, said alike by the host, the pages and the terminal. */

/** `1 ramp`, `3 ramps`. */
export function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

/** `1 iteration`, `200 iterations`. */
export function iterations(count: number): string {
  return counted(count, 'iteration');
}

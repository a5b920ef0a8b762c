/** Tells contents of a script apart: a run starts it many times, and it may be edited meanwhile. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** Of the script's own file; what it imports is not looked at. Null where it cannot be read, which the run will say. */
export function markOf(script: string): string | null {
  try {
    return createHash('sha256').update(readFileSync(script)).digest('hex').slice(0, 16);
  } catch {
    return null;
  }
}

/** The copy of TypeScript's compiler that is brought along, or nothing until there is something to compile. */
import { createRequire } from 'node:module';
import type * as Entry from './typescriptEntry';

let loaded: typeof Entry | null = null;

/** Takes half a second at the first call. */
export function typescript(): typeof Entry {
  loaded ??= createRequire(__filename)('./typescript.cjs') as typeof Entry;
  return loaded;
}

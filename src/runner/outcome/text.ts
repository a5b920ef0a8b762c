/** A script's own words. */
import { firstLine } from '../../protocol/plainText';

/** An error that a script printed, wherever in its output; null where there is none. */
export function errorIn(output: string): string | null {
  const shown = /^.*?\b([A-Z]\w*)?(Error|ERROR): .+$/m.exec(output)?.[0].trim();
  return shown === undefined ? null : firstLine(shown);
}

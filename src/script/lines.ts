/** How the lines of a file are indented and ended, whatever its language. */

/** The line end that most lines have. */
export function eolOf(text: string): string {
  return (text.match(/\r\n/g)?.length ?? 0) * 2 > (text.match(/\n/g)?.length ?? 0) ? '\r\n' : '\n';
}

/** The step by which lines go inwards most often. */
export function indentOf(text: string, otherwise = '  '): string {
  const counts = new Map<string, number>();
  let previous = '';
  for (const line of text.split('\n')) {
    if (!line.trim() || /^\s*\*/.test(line)) continue;
    const lead = /^[ \t]*/.exec(line)?.[0] ?? '';
    if (lead.length > previous.length && lead.startsWith(previous)) {
      const step = lead.slice(previous.length);
      if (/^(\t| {1,8})$/.test(step)) counts.set(step, (counts.get(step) ?? 0) + 1);
    }
    previous = lead;
  }
  const [best] = [...counts].sort((a, b) => b[1] - a[1])[0] ?? [otherwise];
  return best;
}

/** The blank at the start of the line that holds the offset. */
export function leadOf(text: string, offset: number): string {
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  return /^[ \t\f]*/.exec(text.slice(lineStart, offset))?.[0] ?? '';
}

/** A run that is kept in memory only. */
import path from 'node:path';
import { Session } from '../experiments';
import { type RunKind, wallTime } from '../runs';

export function newSession(script: string, kind: RunKind, range: { lo: number; hi: number }): Session {
  const session = new Session(null);
  const name = path.basename(script);
  session.record({ type: 'created', id: 'terminal', kind, name, script, startedAt: wallTime(), range });
  return session;
}

/**
 * The runs of a folder without reading them: what a list shows of each is kept in a file beside them. That file is only
 * a shortcut. What it says of a run counts while the run's own file has the size and the time that it had, and whatever
 * is missing or wrong in it is read from the runs themselves, one after the other, while the editor goes on.
 */
import { readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Fields, MessageError } from '../protocol/fields';
import type { Run } from './run';
import type { RunStore } from './store';
import { readSummary, type RunSummary, summaryOf } from './summary';

const FILE = 'index.json';
/** Of an index that is made otherwise nothing is taken. */
const VERSION = 1;
/** Milliseconds that everything else has between two runs that are read. */
const PAUSE = 20;
/** Milliseconds in which a run that was read is not read again: in another window it may go on and grow all the time. */
const FRESH = 30_000;
/** Runs read between two changes of the list, and of the file. */
const READ_AT_ONCE = 10;

interface Entry {
  /** Of the file, when it was read. */
  stamp: string;
  /** Null where it holds no run. */
  summary: RunSummary | null;
  /** Why it holds no run, or not all of it; null where all is well. */
  damage: string | null;
  /** By `performance.now()`; -Infinity where another window read it. */
  readAt: number;
}

export class RunCatalog {
  private entries: Promise<Map<string, Entry>> | null = null;
  private reading: Promise<void> | null = null;
  private isDisposed = false;

  /** @param onRead told when more is known of runs that were listed */
  constructor(
    private readonly store: RunStore,
    private readonly onRead: () => void = () => undefined,
  ) {}

  dispose(): void {
    this.isDisposed = true;
  }

  /**
   * Every run, newest first. Of those that are not known yet their first line speaks until they are read.
   * @param live runs that are at hand already: their files lag behind
   */
  async list(live: (id: string) => Run | undefined = () => undefined): Promise<RunSummary[]> {
    // Asked for several times at once as the editor starts: all share one.
    const entries = await (this.entries ??= this.readIndex());
    const stamps = await this.store.stamps();
    for (const id of entries.keys()) if (!stamps.has(id)) entries.delete(id);
    const unknown: string[] = [];
    const listed: (RunSummary | null)[] = [];
    for (const [id, stamp] of stamps) {
      const run = live(id);
      const entry = entries.get(id);
      if (run) listed.push(summaryOf(run));
      else if (entry?.stamp === stamp || (entry && performance.now() - entry.readAt < FRESH)) {
        if (entry.damage !== null) this.store.noteDamage(id, entry.damage);
        listed.push(entry.summary);
      } else {
        unknown.push(id);
        listed.push(await this.store.firstSummary(id));
      }
    }
    if (unknown.length > 0 && !this.isDisposed) this.reading ??= this.read(unknown, entries);
    return listed.filter((summary) => summary !== null).sort((a, b) => b.startedAt - a.startedAt);
  }

  /** Resolves once no run that was listed is unread. */
  async settled(): Promise<void> {
    await this.reading;
  }

  /** Newest first: their names begin with the time. */
  private async read(ids: string[], entries: Map<string, Entry>): Promise<void> {
    let count = 0;
    for (const id of ids.sort().reverse()) {
      await pause(PAUSE);
      if (this.isDisposed) return;
      await this.readRun(id, entries);
      count += 1;
      if (count % READ_AT_ONCE === 0) await this.keep(entries);
    }
    this.reading = null;
    await this.keep(entries);
  }

  private async readRun(id: string, entries: Map<string, Entry>): Promise<void> {
    // Taken first: a file that grows in the meantime is read again.
    const stamp = await this.store.stamp(id);
    if (stamp === null) return;
    const run = await this.store.load(id);
    // To judge it takes as long as to read it: another turn for what else there is to do.
    await pause(0);
    const summary = run && this.judge(run);
    entries.set(id, { stamp, summary, damage: this.store.damageOf(id), readAt: performance.now() });
  }

  /** A file from elsewhere may hold what nobody has thought of; it costs itself only. */
  private judge(run: Run): RunSummary | null {
    try {
      return summaryOf(run);
    } catch (error) {
      this.store.noteDamage(run.id, `it cannot be judged: ${String(error)}`);
      return null;
    }
  }

  private async keep(entries: Map<string, Entry>): Promise<void> {
    this.onRead();
    const file = path.join(this.store.folder, FILE);
    // Another window may write it, too: whole, whoever comes last, and what the other knew is found out again.
    const draft = `${file}.${process.pid}`;
    try {
      await writeFile(draft, JSON.stringify({ version: VERSION, runs: Object.fromEntries(entries) }));
      await rename(draft, file);
    } catch {
      // A folder that cannot be written to costs the next window the time to read the runs.
    }
  }

  private async readIndex(): Promise<Map<string, Entry>> {
    try {
      return readEntries(await readFile(path.join(this.store.folder, FILE), 'utf8'));
    } catch {
      // None there, or none that can be read: everything is found out again.
      return new Map();
    }
  }
}

/** @throws where the text is no index of this version; an entry that is none is left out */
function readEntries(text: string): Map<string, Entry> {
  const fields = new Fields(JSON.parse(text));
  if (fields.number('version') !== VERSION) throw new MessageError('An index of another version.');
  const entries = new Map<string, Entry>();
  for (const [id, value] of Object.entries(fields.raw('runs') ?? {})) {
    try {
      const entry = new Fields(value);
      const summary = entry.objectOrNull('summary');
      entries.set(id, {
        stamp: entry.text('stamp'),
        // The name of the file decides, as it does for the run itself.
        summary: summary && { ...readSummary(summary), id },
        damage: entry.textOrNull('damage'),
        readAt: -Infinity,
      });
    } catch (error) {
      if (!(error instanceof MessageError)) throw error;
    }
  }
  return entries;
}

/** What is known of the scripts in the editor: their training sites and rates, read once for a version. */
import * as vscode from 'vscode';
import type { InsertPlan, InsertRequest, ScriptLanguage, ScriptSites } from '../../script';
import { ScriptReader } from './scriptReader';
import type { ScriptText } from './scriptText';

/** Milliseconds without a keystroke after which a changed script is read. */
export const QUIET = 200;

interface Known {
  version: string;
  sites: Promise<ScriptSites | null>;
  stale: AbortController;
}

/** What a script is about to hold, read before it does. */
interface Expected {
  text: string;
  sites: Promise<ScriptSites | null>;
}

export class Scripts implements vscode.Disposable {
  private readonly known = new WeakMap<object, Known>();
  private readonly expected = new WeakMap<object, Expected>();
  private readonly reader: ScriptReader;

  constructor(
    extensionUri: vscode.Uri,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.reader = new ScriptReader(vscode.Uri.joinPath(extensionUri, 'dist', 'script-worker.js').fsPath);
  }

  dispose(): void {
    this.reader.dispose();
  }

  /** Null for files that are no script, and where the text has changed before the answer came. */
  sites(script: ScriptText): Promise<ScriptSites | null> {
    const { language, owner } = script;
    if (!language) return Promise.resolve(null);
    const earlier = this.known.get(owner);
    const version = script.version();
    if (earlier?.version === version) return earlier.sites;
    earlier?.stale.abort();
    const stale = new AbortController();
    const expected = this.expected.get(owner);
    const sites =
      expected?.text === script.code()
        ? expected.sites
        : this.read(script, () => script.code(), language, stale.signal, earlier ? QUIET : 0);
    this.known.set(owner, { version, sites, stale });
    return sites;
  }

  /** Reads a text that the script is about to get: its lenses then change with it, not a moment later. */
  expect(script: ScriptText, text: string): void {
    if (!script.language) return;
    const sites = this.read(script, () => text, script.language, new AbortController().signal, 0);
    this.expected.set(script.owner, { text, sites });
  }

  /** For the text as it is when the plan comes. */
  async plan(
    what: 'insertion' | 'replacement',
    script: ScriptText,
    language: ScriptLanguage,
    request: InsertRequest,
    siteHint?: number,
  ): Promise<InsertPlan> {
    for (;;) {
      const version = script.version();
      const plan = await this.reader.plan(what, script.code(), language, request, siteHint);
      if (script.version() === version) return plan;
    }
  }

  private async read(
    { name }: ScriptText,
    text: () => string,
    language: ScriptLanguage,
    stale: AbortSignal,
    delay: number,
  ): Promise<ScriptSites | null> {
    await new Promise((resolve) => setTimeout(resolve, delay));
    if (stale.aborted) return null;
    try {
      return await this.reader.findSites(text(), language, stale);
    } catch (error) {
      if (!stale.aborted) this.log.error(`${name} could not be read.`, error);
      return null;
    }
  }
}

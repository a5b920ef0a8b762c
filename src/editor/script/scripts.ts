/** What is known of the scripts in the editor: their training sites and rates, read once for a version. */
import * as vscode from 'vscode';
import { grammarOf } from '../../languages';
import type { InsertPlan, InsertRequest, ScriptLanguage, ScriptSites } from '../../script';
import { ScriptReader } from './scriptReader';

/** Milliseconds without a keystroke after which a changed script is read. */
export const QUIET = 200;

interface Known {
  version: number;
  sites: Promise<ScriptSites | null>;
  stale: AbortController;
}

export class Scripts implements vscode.Disposable {
  private readonly known = new WeakMap<vscode.TextDocument, Known>();
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

  language(document: vscode.TextDocument): ScriptLanguage | null {
    return grammarOf(document.fileName);
  }

  /** Null for files that are no script, and where the text has changed before the answer came. */
  sites(document: vscode.TextDocument): Promise<ScriptSites | null> {
    const language = this.language(document);
    if (!language) return Promise.resolve(null);
    const earlier = this.known.get(document);
    const { version } = document;
    if (earlier?.version === version) return earlier.sites;
    earlier?.stale.abort();
    const stale = new AbortController();
    const sites = this.read(document, language, stale.signal, earlier ? QUIET : 0);
    this.known.set(document, { version, sites, stale });
    return sites;
  }

  /** For the text as it is when the plan comes. */
  async plan(
    what: 'insertion' | 'replacement',
    document: vscode.TextDocument,
    language: ScriptLanguage,
    request: InsertRequest,
    siteHint?: number,
  ): Promise<InsertPlan> {
    for (;;) {
      const { version } = document;
      const plan = await this.reader.plan(what, document.getText(), language, request, siteHint);
      if (document.version === version) return plan;
    }
  }

  private async read(
    document: vscode.TextDocument,
    language: ScriptLanguage,
    stale: AbortSignal,
    delay: number,
  ): Promise<ScriptSites | null> {
    await new Promise((resolve) => setTimeout(resolve, delay));
    if (stale.aborted) return null;
    try {
      return await this.reader.findSites(document.getText(), language, stale);
    } catch (error) {
      if (!stale.aborted) this.log.error(`${document.fileName} could not be read.`, error);
      return null;
    }
  }
}

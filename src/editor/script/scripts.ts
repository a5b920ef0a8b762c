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

/** What a document is about to hold, read before it does. */
interface Expected {
  text: string;
  sites: Promise<ScriptSites | null>;
}

export class Scripts implements vscode.Disposable {
  private readonly known = new WeakMap<vscode.TextDocument, Known>();
  private readonly expected = new WeakMap<vscode.TextDocument, Expected>();
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
    const expected = this.expected.get(document);
    const sites =
      expected?.text === document.getText()
        ? expected.sites
        : this.read(document, () => document.getText(), language, stale.signal, earlier ? QUIET : 0);
    this.known.set(document, { version, sites, stale });
    return sites;
  }

  /** Reads a text that the document is about to get: its lenses then change with it, not a moment later. */
  expect(document: vscode.TextDocument, text: string): void {
    const language = this.language(document);
    if (!language) return;
    const sites = this.read(document, () => text, language, new AbortController().signal, 0);
    this.expected.set(document, { text, sites });
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
    { fileName }: vscode.TextDocument,
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
      if (!stale.aborted) this.log.error(`${fileName} could not be read.`, error);
      return null;
    }
  }
}

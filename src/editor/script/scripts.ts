/** What is known of the scripts in the editor: their training sites and rates, from one parse per version. */
import * as vscode from 'vscode';
import { createScriptParser, grammarOf } from '../../script';
import type { ScriptLanguage, ScriptParser, ScriptSites } from '../../script';

export class Scripts implements vscode.Disposable {
  private readonly ready = new vscode.EventEmitter<void>();
  /** The parser has been loaded; what was unknown can be asked again. */
  readonly onReady = this.ready.event;
  private readonly known = new WeakMap<vscode.TextDocument, { version: number; sites: ScriptSites }>();
  private parser: ScriptParser | null = null;
  private readonly loading: Promise<ScriptParser>;

  constructor(extensionUri: vscode.Uri) {
    const dist = vscode.Uri.joinPath(extensionUri, 'dist');
    const read = async (file: string): Promise<Uint8Array> =>
      vscode.workspace.fs.readFile(vscode.Uri.joinPath(dist, file));
    this.loading = createScriptParser(read);
    void this.loading.then((parser) => {
      this.parser = parser;
      this.ready.fire();
    });
  }

  dispose(): void {
    this.ready.dispose();
  }

  whenReady(): Promise<ScriptParser> {
    return this.loading;
  }

  language(document: vscode.TextDocument): ScriptLanguage | null {
    return grammarOf(document.fileName);
  }

  /** Null while the parser loads, and for files that are no script. Never waits. */
  sites(document: vscode.TextDocument): ScriptSites | null {
    const language = this.language(document);
    if (!this.parser || !language) return null;
    const known = this.known.get(document);
    if (known?.version === document.version) return known.sites;
    const sites = this.parser.findSites(document.getText(), language);
    this.known.set(document, { version: document.version, sites });
    return sites;
  }
}

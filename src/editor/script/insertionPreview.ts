/** A change before it is made: a diff of the script and what it would be, with Apply and Discard in its title. */
import path from 'node:path';
import * as vscode from 'vscode';
import { applyEdits } from '../../script/edits';
import type { TextEdit } from '../../script';
import { columnOf } from './scriptColumn';

/** package.json shows the two buttons where a diff has this scheme on its right side. */
const SCHEME = 'lr-tuner-preview';

export interface PreviewedChange {
  readonly document: vscode.TextDocument;
  readonly edits: readonly TextEdit[];
  /** Makes the change. The document is then as it was when the change was planned. */
  apply(): Promise<void>;
  /** Plans the change again, and previews that. */
  planAgain(): Promise<void>;
}

interface Shown extends PreviewedChange {
  /** The document's when the change was planned. */
  readonly version: number;
  readonly after: string;
}

export class InsertionPreview implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.changed.event;
  /** The latest of each script. A closed tab is discarded by that alone: only its own buttons would apply it. */
  private readonly shown = new Map<string, Shown>();
  private readonly disposables: vscode.Disposable[] = [
    this.changed,
    vscode.workspace.registerTextDocumentContentProvider(SCHEME, this),
  ];

  constructor() {
    // What a reload of the window left open: nobody knows any more what it would change.
    void vscode.window.tabGroups.close(previewTabs());
  }

  dispose(): void {
    for (const disposable of this.disposables) disposable.dispose();
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.shown.get(uri.toString())?.after ?? '';
  }

  async show(change: PreviewedChange): Promise<void> {
    const { document, edits } = change;
    const uri = previewOf(document.uri);
    const after = applyEdits(document.getText(), edits);
    this.shown.set(uri.toString(), { ...change, version: document.version, after });
    this.changed.fire(uri);
    const title = `${path.basename(document.fileName)}: Preview`;
    // A tab of its own: one in preview mode would take the place of the script's.
    const options = { viewColumn: columnOf(document), preview: false };
    await vscode.commands.executeCommand('vscode.diff', document.uri, uri, title, options);
  }

  /** @param uri of the preview; else that of the tab in front */
  async apply(uri = previewInFront()): Promise<void> {
    const change = uri && this.shown.get(uri.toString());
    if (!change) return;
    if (change.document.version === change.version) return change.apply();
    const name = path.basename(change.document.fileName);
    void vscode.window.showWarningMessage(
      `${name} has been edited since this preview was made, so nothing was written. Look at the new preview, then apply that.`,
    );
    await this.close(change.document.uri);
    await change.planAgain();
  }

  /** @param uri of the preview; else that of the tab in front */
  async discard(uri = previewInFront()): Promise<void> {
    if (uri) await vscode.window.tabGroups.close(previewTabs(uri));
  }

  /** Closes the preview of a script, if there is one. */
  async close(script: vscode.Uri): Promise<void> {
    await this.discard(previewOf(script));
  }
}

/** The file's own ending stays, so that the preview has its colours. */
function previewOf(script: vscode.Uri): vscode.Uri {
  return script.with({ scheme: SCHEME });
}

function previewIn({ input }: vscode.Tab): vscode.Uri | undefined {
  if (!(input instanceof vscode.TabInputTextDiff)) return undefined;
  return input.modified.scheme === SCHEME ? input.modified : undefined;
}

function previewTabs(uri?: vscode.Uri): vscode.Tab[] {
  return vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .filter((tab) => {
      const preview = previewIn(tab);
      return preview !== undefined && (uri === undefined || preview.toString() === uri.toString());
    });
}

function previewInFront(): vscode.Uri | undefined {
  const { activeTab } = vscode.window.tabGroups.activeTabGroup;
  return activeTab && previewIn(activeTab);
}

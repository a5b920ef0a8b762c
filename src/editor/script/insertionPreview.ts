/** A change before it is made: a diff of the script and what it would be, with Apply and Discard in its title. */
import * as vscode from 'vscode';
import { applyEdits } from '../../script/edits';
import type { TextEdit } from '../../script';
import { isNotebook } from '../../languages';
import { columnOf } from './scriptColumn';
import type { ScriptText } from './scriptText';

/** package.json shows the two buttons where a diff has this scheme on its right side. */
const SCHEME = 'lr-tuner-preview';
/** Marks the left side, where that is no file that an editor shows. */
const BEFORE = 'before';

export interface PreviewedChange {
  readonly script: ScriptText;
  readonly edits: readonly TextEdit[];
  /** Makes the change. The script is then as it was when the change was planned. */
  apply(): Promise<void>;
  /** Plans the change again, and previews that. */
  planAgain(): Promise<void>;
}

interface Shown extends PreviewedChange {
  /** The script's when the change was planned. */
  readonly version: string;
  readonly before: string;
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
    const shown = this.shown.get(uri.with({ query: '' }).toString());
    return (uri.query === BEFORE ? shown?.before : shown?.after) ?? '';
  }

  async show(change: PreviewedChange): Promise<void> {
    const { script, edits } = change;
    const uri = previewOf(script.uri);
    const before = script.text();
    const after = applyEdits(before, edits);
    this.shown.set(uri.toString(), { ...change, version: script.version(), before, after });
    // The file of a notebook is no text that a person reads.
    const left = isNotebook(script.uri.fsPath) ? uri.with({ query: BEFORE }) : script.uri;
    this.changed.fire(uri);
    this.changed.fire(left);
    const title = `${script.name}: Preview`;
    // A tab of its own: one in preview mode would take the place of the script's.
    const options = { viewColumn: columnOf(script.uri), preview: false };
    await vscode.commands.executeCommand('vscode.diff', left, uri, title, options);
  }

  /** @param uri of the preview; else that of the tab in front */
  async apply(uri = previewInFront()): Promise<void> {
    const change = uri && this.shown.get(uri.toString());
    if (!change) return;
    if (change.script.version() === change.version) return change.apply();
    void vscode.window.showWarningMessage(
      `${change.script.name} has been edited since this preview was made, so nothing was written. Look at the new preview, then apply that.`,
    );
    await this.close(change.script.uri);
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

/** The ending is that of the text, so that the preview has its colours. */
function previewOf(script: vscode.Uri): vscode.Uri {
  const path = isNotebook(script.fsPath) ? `${script.path}.py` : script.path;
  return script.with({ scheme: SCHEME, path });
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

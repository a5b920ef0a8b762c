/** A script as the editor holds it: a text file, or the code cells of a notebook as one text. */
import path from 'node:path';
import * as vscode from 'vscode';
import { grammarOf, isNotebook } from '../../languages';
import type { ScriptLanguage, TextEdit, TextRange } from '../../script';
import { Cells } from '../../script/cells';
import { columnOf } from './scriptColumn';

/** The scheme of the documents that a notebook is made of. */
export const NOTEBOOK_CELL = 'vscode-notebook-cell';

/** Somewhere in an editor. */
export interface TextPlace {
  document: vscode.TextDocument;
  position: vscode.Position;
}

export interface ScriptText {
  /** What it is known by for as long as the editor holds it. */
  readonly owner: object;
  /** Its file. */
  readonly uri: vscode.Uri;
  readonly name: string;
  readonly language: ScriptLanguage | null;
  /** Another one after each change. */
  version(): string;
  /** What stands there. Offsets count in it. */
  text(): string;
  /** What is read of it: as long as the text. */
  code(): string;
  place(offset: number): TextPlace;
  /** "Line 3", "Cell 4, line 3". */
  lineText(offset: number): string;
  /** Null where an edit reaches over cells. */
  edit(edits: readonly TextEdit[]): vscode.WorkspaceEdit | null;
  /** Brings a place of it to the front, and leaves the cursor; undefined where VS Code shows no editor for it. */
  show(offset: number, column?: vscode.ViewColumn): Promise<vscode.TextEditor | undefined>;
}

/** What the person looks at: the text editor in front, or a notebook of which no cell is being edited. */
export function scriptInFront(): ScriptText | null {
  const document = vscode.window.activeTextEditor?.document;
  if (document) return scriptTextOf(document);
  const notebook = vscode.window.activeNotebookEditor?.notebook;
  return notebook ? new NotebookText(notebook) : null;
}

/** Of a text document, or of the notebook whose cell it is. */
export function scriptTextOf(document: vscode.TextDocument): ScriptText | null {
  if (document.uri.scheme !== NOTEBOOK_CELL) return new FileText(document);
  const notebook = vscode.workspace.notebookDocuments.find((one) =>
    one.getCells().some((cell) => cell.document === document),
  );
  return notebook ? new NotebookText(notebook) : null;
}

export async function openScriptText(file: vscode.Uri): Promise<ScriptText> {
  if (isNotebook(file.fsPath)) return new NotebookText(await vscode.workspace.openNotebookDocument(file));
  return new FileText(await vscode.workspace.openTextDocument(file));
}

class FileText implements ScriptText {
  readonly owner: object;
  readonly uri: vscode.Uri;
  readonly name: string;
  readonly language: ScriptLanguage | null;

  constructor(private readonly document: vscode.TextDocument) {
    this.owner = document;
    this.uri = document.uri;
    this.name = path.basename(document.fileName);
    this.language = grammarOf(document.fileName);
  }

  version(): string {
    return String(this.document.version);
  }

  text(): string {
    return this.document.getText();
  }

  code(): string {
    return this.text();
  }

  place(offset: number): TextPlace {
    return { document: this.document, position: this.document.positionAt(offset) };
  }

  lineText(offset: number): string {
    return `Line ${this.document.positionAt(offset).line + 1}`;
  }

  edit(edits: readonly TextEdit[]): vscode.WorkspaceEdit {
    const edit = new vscode.WorkspaceEdit();
    for (const { start, end, text } of edits)
      edit.replace(this.uri, rangeIn(this.document, { start, end }), text);
    return edit;
  }

  async show(offset: number, column = columnOf(this.uri)): Promise<vscode.TextEditor> {
    const editor = await vscode.window.showTextDocument(this.document, { viewColumn: column });
    reveal(editor, this.document.positionAt(offset));
    return editor;
  }
}

class NotebookText implements ScriptText {
  readonly owner: object;
  readonly uri: vscode.Uri;
  readonly name: string;
  readonly language = grammarOf('cells.py');

  constructor(private readonly notebook: vscode.NotebookDocument) {
    this.owner = notebook;
    this.uri = notebook.uri;
    this.name = path.basename(notebook.uri.fsPath);
  }

  version(): string {
    return [
      this.notebook.version,
      ...this.notebook.getCells().map(({ document }) => document.version),
    ].join();
  }

  text(): string {
    return this.joined().text;
  }

  code(): string {
    return this.joined().code;
  }

  place(offset: number): TextPlace {
    const at = this.joined().at(offset);
    const document = this.documentOf(at.cell);
    return { document, position: document.positionAt(at.offset) };
  }

  lineText(offset: number): string {
    const { document, position } = this.place(offset);
    return `Cell ${this.indexOf(document) + 1}, line ${position.line + 1}`;
  }

  edit(edits: readonly TextEdit[]): vscode.WorkspaceEdit | null {
    const joined = this.joined();
    const workspaceEdit = new vscode.WorkspaceEdit();
    for (const found of edits.map((edit) => joined.edit(edit))) {
      if (!found) return null;
      const document = this.documentOf(found.cell);
      workspaceEdit.replace(document.uri, rangeIn(document, found.edit), found.edit.text);
    }
    return workspaceEdit;
  }

  async show(offset: number, column = columnOf(this.uri)): Promise<vscode.TextEditor | undefined> {
    const { document, position } = this.place(offset);
    const editor = await showCell(this.notebook, this.indexOf(document), column);
    if (editor) reveal(editor, position);
    return editor;
  }

  private joined(): Cells {
    return new Cells(this.codeCells().map(({ document }) => document.getText()));
  }

  private codeCells(): vscode.NotebookCell[] {
    return this.notebook.getCells().filter(({ kind }) => kind === vscode.NotebookCellKind.Code);
  }

  private documentOf(codeCell: number): vscode.TextDocument {
    const cell = this.codeCells()[codeCell];
    if (!cell) throw new Error(`${this.name} has no code cell ${codeCell}.`);
    return cell.document;
  }

  private indexOf(document: vscode.TextDocument): number {
    return this.notebook.getCells().findIndex((cell) => cell.document === document);
  }
}

function rangeIn(document: vscode.TextDocument, { start, end }: TextRange): vscode.Range {
  return new vscode.Range(document.positionAt(start), document.positionAt(end));
}

/** @param index among all cells; undefined where there is none of that index, or VS Code shows no editor for it */
export async function showCell(
  notebook: vscode.NotebookDocument,
  index: number,
  viewColumn: vscode.ViewColumn,
): Promise<vscode.TextEditor | undefined> {
  const cells = new vscode.NotebookRange(index, index + 1);
  const shown = await vscode.window.showNotebookDocument(notebook, { viewColumn, selections: [cells] });
  if (index >= notebook.cellCount) return undefined;
  shown.revealRange(cells, vscode.NotebookEditorRevealType.InCenterIfOutsideViewport);
  // Where only the list of cells has the focus, undo is about cells, not about their text.
  await vscode.commands.executeCommand('notebook.cell.edit');
  const { document } = notebook.cellAt(index);
  return vscode.window.visibleTextEditors.find((one) => one.document === document);
}

/** @returns the editors in which something is marked */
export function decorate(
  script: ScriptText,
  ranges: readonly TextRange[],
  decoration: vscode.TextEditorDecorationType,
): vscode.TextEditor[] {
  const places = ranges.map(({ start, end }) => [script.place(start), script.place(end)] as const);
  return vscode.window.visibleTextEditors.filter((editor) => {
    const inside = places
      .filter(([start]) => start.document === editor.document)
      .map(([start, end]) => new vscode.Range(start.position, end.position));
    if (inside.length > 0) editor.setDecorations(decoration, inside);
    return inside.length > 0;
  });
}

function reveal(editor: vscode.TextEditor, position: vscode.Position): void {
  editor.revealRange(
    new vscode.Range(position, position),
    vscode.TextEditorRevealType.InCenterIfOutsideViewport,
  );
}

/** Writes bounds into the script: one workspace edit, one undo, and a look at what changed. */
import path from 'node:path';
import * as vscode from 'vscode';
import type { Session } from '../../experiments';
import type { InsertPlan, InsertRequest } from '../../script';
import { applyEdits } from '../../script/edits';
import type { InsertWhat, InsertionView } from '../../protocol/panel';
import { askAboutOwnSchedule, askSite, clashes, type OwnScheduleAnswer, warnOfBoth } from './ask';
import { armRequest, boundsRequest } from './insertRequest';
import { InsertionPreview } from './insertionPreview';
import { offerInstead } from './insteadOfInserting';
import { candidateSites } from './rateSites';
import { columnOf } from './scriptColumn';
import type { Scripts } from './scripts';

type PlannedEdits = Extract<InsertPlan, { ok: true }>;

/** Milliseconds that changed lines stay marked. */
const HIGHLIGHT = 1500;

export class Insertion implements vscode.Disposable {
  readonly preview = new InsertionPreview();
  private readonly highlight = vscode.window.createTextEditorDecorationType({
    backgroundColor: new vscode.ThemeColor('diffEditor.insertedLineBackground'),
    borderColor: new vscode.ThemeColor('contrastActiveBorder'),
    isWholeLine: true,
  });

  constructor(private readonly scripts: Scripts) {}

  dispose(): void {
    this.highlight.dispose();
    this.preview.dispose();
  }

  /** Whether the bounds that stand can be written into the script as it is now. */
  async check(session: Session): Promise<InsertionView> {
    if (session.run.kind === 'imported') {
      const reason = 'These curves came from a file, so there is no script to write into.';
      return { possible: false, reason, upToDate: false };
    }
    const request = boundsRequest(session.run, 'triangular');
    if (!request) return { possible: false, reason: 'There are no bounds yet.', upToDate: false };
    const document = await openScript(session);
    if (!document)
      return { possible: false, reason: 'The script cannot be found any more.', upToDate: false };
    const sites = await this.scripts.sites(document);
    const site = sites && candidateSites(session.run, sites)[0];
    const plan = await this.plan(document, request, site?.start);
    return {
      possible: plan.ok,
      reason: plan.ok ? plan.summary : plan.reason,
      upToDate: plan.ok && plan.edits.length === 0,
    };
  }

  /** @param at an offset in the rate that was asked for; else it is the one of the optimizer that was ramped */
  async insert(session: Session, what: InsertWhat, preview: boolean, at?: number): Promise<void> {
    const request = boundsRequest(session.run, what);
    if (request) return this.write(session, request, preview, at);
    void vscode.window.showInformationMessage('There are no bounds to insert yet.');
  }

  /** Writes an arm of a comparison as it was trained. */
  async insertArm(session: Session, arm: string): Promise<void> {
    const request = armRequest(session.run, arm);
    if (request) return this.write(session, request, false);
    void vscode.window.showInformationMessage('This arm cannot be inserted: it is the script as it stands.');
  }

  private async write(
    session: Session,
    request: InsertRequest,
    preview: boolean,
    at?: number,
  ): Promise<void> {
    const document = await openScript(session);
    if (!document) {
      return void vscode.window.showErrorMessage(`${session.run.script} cannot be opened any more.`);
    }
    const sites = await this.scripts.sites(document);
    const candidates = at === undefined && sites ? candidateSites(session.run, sites) : [];
    const site = candidates.length > 1 ? await askSite(candidates) : candidates[0];
    if (candidates.length > 1 && !site) return;
    const siteHint = at ?? site?.start;
    const plan = await this.plan(document, request, siteHint);
    if (!plan.ok) return offerInstead(document.uri, plan);
    const own = clashes(request) ? plan.ownSchedules : [];
    const settle = async (edits: PlannedEdits, applied?: () => void): Promise<void> => {
      if (edits.edits.length === 0) {
        return void vscode.window.showInformationMessage('The script already holds these bounds.');
      }
      const apply = (): Promise<void> => this.apply(document, edits, applied);
      if (!preview) return apply();
      const planAgain = (): Promise<void> => this.write(session, request, true, at);
      await this.preview.show({ document, edits: edits.edits, apply, planAgain });
    };
    if (own.length === 0) return settle(plan);

    const answer = await askAboutOwnSchedule(document, own);
    if (answer === undefined) return;
    // The script may have been edited while the question stood.
    const decided = await this.plan(document, request, siteHint, answer);
    if (!decided.ok) return offerInstead(document.uri, decided);
    await settle(decided, answer === 'keep' ? () => warnOfBoth(own) : undefined);
  }

  private async apply(
    document: vscode.TextDocument,
    plan: PlannedEdits,
    applied?: () => void,
  ): Promise<void> {
    this.scripts.expect(document, applyEdits(document.getText(), plan.edits));
    if (!(await vscode.workspace.applyEdit(workspaceEdit(document, plan)))) {
      const name = path.basename(document.fileName);
      return void vscode.window.showErrorMessage(`${name} could not be changed. Is it read-only?`);
    }
    const column = columnOf(document);
    await this.preview.close(document.uri);
    await this.show(document, plan, column);
    applied?.();
  }

  private async plan(
    document: vscode.TextDocument,
    request: InsertRequest,
    siteHint?: number,
    own: OwnScheduleAnswer = 'keep',
  ): Promise<InsertPlan> {
    const language = this.scripts.language(document);
    if (!language)
      return { ok: false, reason: 'This language cannot be edited yet.', files: [], snippet: '' };
    const what = own === 'replace' ? 'replacement' : 'insertion';
    return this.scripts.plan(what, document, language, request, siteHint);
  }

  private async show(
    document: vscode.TextDocument,
    plan: PlannedEdits,
    viewColumn: vscode.ViewColumn,
  ): Promise<void> {
    const editor = await vscode.window.showTextDocument(document, { viewColumn });
    const cursor = document.positionAt(plan.cursor);
    editor.selection = new vscode.Selection(cursor, cursor);
    editor.revealRange(
      new vscode.Range(cursor, cursor),
      vscode.TextEditorRevealType.InCenterIfOutsideViewport,
    );
    const changed = plan.changed.map(
      ({ start, end }) => new vscode.Range(document.positionAt(start), document.positionAt(end)),
    );
    editor.setDecorations(this.highlight, changed);
    setTimeout(() => editor.setDecorations(this.highlight, []), HIGHLIGHT);
  }
}

async function openScript(session: Session): Promise<vscode.TextDocument | null> {
  try {
    return await vscode.workspace.openTextDocument(vscode.Uri.file(session.run.script));
  } catch {
    // Moved or deleted since the run: the caller says so.
    return null;
  }
}

function workspaceEdit(document: vscode.TextDocument, plan: PlannedEdits): vscode.WorkspaceEdit {
  const edit = new vscode.WorkspaceEdit();
  for (const { start, end, text } of plan.edits) {
    const range = new vscode.Range(document.positionAt(start), document.positionAt(end));
    edit.replace(document.uri, range, text);
  }
  return edit;
}

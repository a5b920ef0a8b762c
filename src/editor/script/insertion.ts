/** Writes bounds into the script: one workspace edit, one undo, and a look at what changed. */
import * as vscode from 'vscode';
import type { Session } from '../../experiments';
import type { InsertPlan, InsertRequest } from '../../script';
import { applyEdits } from '../../script/edits';
import type { InsertWhat, InsertionView } from '../../protocol/panel';
import { askAboutOwnSchedule, askSite, clashes, type OwnScheduleAnswer, warningOfBoth } from './ask';
import { armRequest, boundsRequest } from './insertRequest';
import { InsertionPreview } from './insertionPreview';
import { offerInstead } from './insteadOfInserting';
import { candidateSites } from './rateSites';
import { columnOf } from './scriptColumn';
import type { Scripts } from './scripts';
import { decorate, openScriptText, type ScriptText } from './scriptText';

type PlannedEdits = Extract<InsertPlan, { ok: true }>;

/** Milliseconds that changed lines stay marked. */
const HIGHLIGHT = 1500;

const OVER_CELLS: InsertPlan = {
  ok: false,
  reason:
    'What would change goes over several cells: put the optimizer and the loop that trains into cells of their own.',
  files: [],
  snippet: '',
};

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
    const script = await openScript(session);
    if (!script) return { possible: false, reason: 'The script cannot be found any more.', upToDate: false };
    const sites = await this.scripts.sites(script);
    const site = sites && candidateSites(session.run, sites)[0];
    const plan = await this.plan(script, request, site?.start);
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
    const script = await openScript(session);
    if (!script) {
      return void vscode.window.showErrorMessage(`${session.run.script} cannot be opened any more.`);
    }
    const sites = await this.scripts.sites(script);
    const candidates = at === undefined && sites ? candidateSites(session.run, sites) : [];
    const site = candidates.length > 1 ? await askSite(script, candidates) : candidates[0];
    if (candidates.length > 1 && !site) return;
    const siteHint = at ?? site?.start;
    const plan = await this.plan(script, request, siteHint);
    if (!plan.ok) return offerInstead(script.uri, plan);
    const own = clashes(request) ? plan.ownSchedules : [];
    const settle = async (edits: PlannedEdits, applied?: () => void): Promise<void> => {
      if (edits.edits.length === 0) {
        return void vscode.window.showInformationMessage('The script already holds these bounds.');
      }
      const apply = (): Promise<void> => this.apply(script, edits, applied);
      if (!preview) return apply();
      const planAgain = (): Promise<void> => this.write(session, request, true, at);
      await this.preview.show({ script, edits: edits.edits, apply, planAgain });
    };
    if (own.length === 0) return settle(plan);

    const answer = await askAboutOwnSchedule(script, own);
    if (answer === undefined) return;
    // The script may have been edited while the question stood.
    const decided = await this.plan(script, request, siteHint, answer);
    if (!decided.ok) return offerInstead(script.uri, decided);
    // Its lines are those of the text in which it was found.
    const warn = warningOfBoth(script, own);
    await settle(decided, answer === 'keep' ? warn : undefined);
  }

  private async apply(script: ScriptText, plan: PlannedEdits, applied?: () => void): Promise<void> {
    this.scripts.expect(script, applyEdits(script.code(), plan.edits));
    const edit = script.edit(plan.edits);
    if (edit === null || !(await vscode.workspace.applyEdit(edit))) {
      return void vscode.window.showErrorMessage(`${script.name} could not be changed. Is it read-only?`);
    }
    const column = columnOf(script.uri);
    await this.preview.close(script.uri);
    await this.show(script, plan, column);
    applied?.();
  }

  private async plan(
    script: ScriptText,
    request: InsertRequest,
    siteHint?: number,
    own: OwnScheduleAnswer = 'keep',
  ): Promise<InsertPlan> {
    const { language } = script;
    if (!language)
      return { ok: false, reason: 'This language cannot be edited yet.', files: [], snippet: '' };
    const what = own === 'replace' ? 'replacement' : 'insertion';
    const plan = await this.scripts.plan(what, script, language, request, siteHint);
    return plan.ok && script.edit(plan.edits) === null ? OVER_CELLS : plan;
  }

  private async show(script: ScriptText, plan: PlannedEdits, column: vscode.ViewColumn): Promise<void> {
    const editor = await script.show(plan.cursor, column);
    const { position } = script.place(plan.cursor);
    if (editor) editor.selection = new vscode.Selection(position, position);
    const marked = decorate(script, plan.changed, this.highlight);
    setTimeout(() => {
      for (const one of marked) one.setDecorations(this.highlight, []);
    }, HIGHLIGHT);
  }
}

async function openScript(session: Session): Promise<ScriptText | null> {
  try {
    return await openScriptText(vscode.Uri.file(session.run.script));
  } catch {
    // Moved or deleted since the run: the caller says so.
    return null;
  }
}

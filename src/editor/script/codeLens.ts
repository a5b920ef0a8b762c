/** The lenses above the lines that train and that name a rate. */
import * as vscode from 'vscode';
import type { Session } from '../../experiments';
import { chosenOf } from '../../runs';
import { rateText } from '../../tuning';
import { candidateSites, holdsBounds } from './rateSites';
import type { Scripts } from './scripts';
import { codeLensWanted } from '../settings';

export class LrCodeLens implements vscode.CodeLensProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChangeCodeLenses = this.changed.event;

  /** @param sessionOf the latest run of a script, going on or ended */
  constructor(
    private readonly scripts: Scripts,
    private readonly sessionOf: (script: vscode.Uri) => Session | undefined,
  ) {}

  refresh(): void {
    this.changed.fire();
  }

  dispose(): void {
    this.changed.dispose();
  }

  async provideCodeLenses(document: vscode.TextDocument): Promise<vscode.CodeLens[]> {
    if (!codeLensWanted(document)) return [];
    const sites = await this.scripts.sites(document);
    if (!sites?.isTrainingScript) return [];
    const session = this.sessionOf(document.uri);
    const chosen = session && chosenOf(session.run);
    const rates = new Map(sites.rates.map((site) => [site.line, site]));
    const found = new Set(session ? candidateSites(session.run, sites).map((site) => site.line) : []);
    const trainingLines = sites.training.map((site) => site.line).filter((line) => !rates.has(line));
    const uri = document.uri;
    const lenses: vscode.CodeLens[] = [];
    for (const [line, { start }] of rates) {
      if (session?.isRunning) lenses.push(...runningLenses(line, uri));
      else if (session && chosen && found.has(line) && !holdsBounds(sites, session.run)) {
        const bounds = `LR ${rateText(chosen.baseLR)}–${rateText(chosen.maxLR)}`;
        lenses.push(lens(line, `${bounds} · insert`, 'lrTuner.insert', uri, start));
        lenses.push(lens(line, 'open chart', 'lrTuner.openChart', uri));
      } else lenses.push(findLens(line, uri));
    }
    for (const line of new Set(trainingLines)) lenses.push(findLens(line, uri));
    return lenses;
  }
}

function runningLenses(line: number, uri: vscode.Uri): vscode.CodeLens[] {
  return [
    lens(line, '$(loading~spin) range test running', 'lrTuner.openChart', uri),
    lens(line, 'cancel', 'lrTuner.cancel', uri),
  ];
}

function findLens(line: number, uri: vscode.Uri): vscode.CodeLens {
  return lens(line, 'Find LR Bounds', 'lrTuner.findBounds', uri);
}

function lens(line: number, title: string, command: string, ...args: [vscode.Uri, number?]): vscode.CodeLens {
  return new vscode.CodeLens(new vscode.Range(line, 0, line, 0), { title, command, arguments: args });
}

/** The lenses above the lines that train and that name a rate. */
import * as vscode from 'vscode';
import type { Session } from '../../experiments';
import type { ChosenBounds } from '../../protocol/run';
import { chosenOf, progressOf } from '../../runs';
import type { Run } from '../../runs';
import { rateText } from '../../tuning';
import { candidateSites, holdsBounds } from './rateSites';
import type { Scripts } from './scripts';
import { scriptTextOf } from './scriptText';
import { codeLensWanted } from '../settings';

/** Milliseconds between two looks at how far a run is. */
const PROGRESS = 1_000;

export class LrCodeLens implements vscode.CodeLensProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChangeCodeLenses = this.changed.event;
  private timer: NodeJS.Timeout | null = null;

  /** @param sessionOf the latest run of a script, going on or ended */
  constructor(
    private readonly scripts: Scripts,
    private readonly sessionOf: (script: vscode.Uri) => Session | undefined,
  ) {}

  refresh(): void {
    this.changed.fire();
  }

  dispose(): void {
    if (this.timer) clearTimeout(this.timer);
    this.changed.dispose();
  }

  async provideCodeLenses(document: vscode.TextDocument): Promise<vscode.CodeLens[]> {
    if (!codeLensWanted(document)) return [];
    const script = scriptTextOf(document);
    const sites = script ? await this.scripts.sites(script) : null;
    if (!script || !sites?.isTrainingScript) return [];
    const session = this.sessionOf(script.uri);
    if (session?.isRunning) this.refreshSoon();
    const found = new Set(session ? candidateSites(session.run, sites).map((site) => site.line) : []);
    const rates = new Map(sites.rates.map((site) => [site.line, site]));
    const training = new Map(
      sites.training.filter(({ line }) => !rates.has(line)).map((site) => [site.line, site]),
    );
    const { uri } = script;
    const offered = session && !holdsBounds(sites, session.run) ? chosenOf(session.run) : null;
    // Of a notebook, those in this cell.
    const here = <Site extends { start: number }>(all: Site[]): [line: number, site: Site][] =>
      all.flatMap((site) => {
        const place = script.place(site.start);
        return place.document === document ? [[place.position.line, site]] : [];
      });
    const lensesAt = (line: number, offers: boolean, start?: number): vscode.CodeLens[] => {
      if (session?.isRunning) return runningLenses(line, uri, session.run);
      return offered && offers ? boundsLenses(line, uri, offered, start) : [findLens(line, uri)];
    };
    return [
      ...here([...rates.values()]).flatMap(([line, site]) =>
        lensesAt(line, found.has(site.line), site.start),
      ),
      // Whichever lens was clicked has the answer; of several trainings it is that of one.
      ...here([...training.values()]).flatMap(([line]) =>
        lensesAt(line, training.size === 1 && found.size < 2),
      ),
    ];
  }

  /** How far a run is changes by itself. */
  private refreshSoon(): void {
    this.timer ??= setTimeout(() => {
      this.timer = null;
      this.changed.fire();
    }, PROGRESS);
  }
}

function runningLenses(line: number, uri: vscode.Uri, run: Run): vscode.CodeLens[] {
  const progress = progressOf(run);
  const steps = progress ? `: step ${progress.step} of ${progress.of}` : ' starting';
  return [
    lens(line, `$(loading~spin) range test${steps}`, 'lrTuner.openChart', uri),
    lens(line, 'cancel', 'lrTuner.cancel', uri),
  ];
}

function boundsLenses(
  line: number,
  uri: vscode.Uri,
  { baseLR, maxLR }: ChosenBounds,
  start?: number,
): vscode.CodeLens[] {
  const bounds = `LR ${rateText(baseLR)}–${rateText(maxLR)}`;
  return [
    lens(line, `${bounds} · insert`, 'lrTuner.insert', uri, ...(start === undefined ? [] : [start])),
    lens(line, 'open chart', 'lrTuner.openChart', uri),
  ];
}

function findLens(line: number, uri: vscode.Uri): vscode.CodeLens {
  return lens(line, 'Find LR Bounds', 'lrTuner.findBounds', uri);
}

function lens(line: number, title: string, command: string, ...args: [vscode.Uri, number?]): vscode.CodeLens {
  return new vscode.CodeLens(new vscode.Range(line, 0, line, 0), { title, command, arguments: args });
}

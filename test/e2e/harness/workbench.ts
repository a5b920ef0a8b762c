import './provided';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium, type Browser, type FrameLocator, type Locator, type Page } from 'playwright-core';
import { expect, inject } from 'vitest';
import { installVsix, startEditor, type RunningEditor } from '../../../scripts/editor.mjs';
import { ChartPage } from './chartPage';
import { clickUntil, QuickInput } from './quickInput';
import type { Workspace } from './workspace';

export type Theme = 'Dark Modern' | 'Light Modern' | 'Dark High Contrast' | 'Light High Contrast';

const screenshots = path.resolve(import.meta.dirname, '../../../test-results/screenshots');

/** The class that a webview's body carries under each theme. */
const themeClasses: Record<Theme, string> = {
  'Dark Modern': 'vscode-dark',
  'Light Modern': 'vscode-light',
  'Dark High Contrast': 'vscode-high-contrast',
  'Light High Contrast': 'vscode-high-contrast-light',
};

const LIMIT = 60_000;

const tabOf = (file: string) => `.tab[data-resource-name="${path.basename(file)}"]`;

export interface WorkbenchOptions {
  workspace: Workspace;
  trust?: boolean;
  settings?: Record<string, unknown>;
  /** Folders of further extensions to install. */
  extensions?: string[];
}

/** A real VS Code with the built VSIX in it, and a browser that looks at it. */
export class Workbench {
  /** Those not closed yet. */
  static readonly opened = new Set<Workbench>();

  /** Every report of a Content Security Policy that the pages broke. */
  readonly violations: string[] = [];
  readonly quickInput: QuickInput;

  private constructor(
    readonly page: Page,
    readonly editor: RunningEditor,
    readonly workspace: Workspace,
    readonly home: string,
    private readonly browser: Browser,
  ) {
    this.quickInput = new QuickInput(page);
    // As console messages: a listener inside a webview is lost when VS Code writes the page's document.
    page.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) this.violations.push(message.text());
    });
  }

  static async open({
    workspace,
    trust = true,
    settings,
    extensions = [],
  }: WorkbenchOptions): Promise<Workbench> {
    const which = inject('which');
    const home = mkdtempSync(path.join(tmpdir(), 'lr-tuner-editor-'));
    for (const folder of extensions) {
      cpSync(folder, path.join(home, 'extensions', `${path.basename(folder)}-0.0.1`), { recursive: true });
    }
    await installVsix(which, home, inject('vsix'));
    const editor = await startEditor({ which, home, trust, ...(settings && { settings }) });
    const browser = await chromium.launch({ executablePath: inject('chromium'), args: ['--no-sandbox'] });
    const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
    page.setDefaultTimeout(LIMIT);
    const workbench = new Workbench(page, editor, workspace, home, browser);
    Workbench.opened.add(workbench);
    await page.goto(`${editor.url}/?folder=${encodeURI(workspace.folder)}`);
    await workbench.ready();
    return workbench;
  }

  /** A second window on the same folder, in the same VS Code; it closes with the first. */
  async anotherWindow(): Promise<Workbench> {
    const page = await this.browser.newPage({ viewport: { width: 1400, height: 900 } });
    page.setDefaultTimeout(LIMIT);
    const other = new Workbench(page, this.editor, this.workspace, this.home, this.browser);
    await page.goto(this.page.url());
    await other.ready();
    return other;
  }

  async ready(): Promise<void> {
    await this.page.locator('.monaco-workbench').waitFor();
    await this.page.getByRole('treeitem').first().waitFor();
  }

  /** Closes everything and removes the workspace too. */
  async close(): Promise<void> {
    Workbench.opened.delete(this);
    await this.browser.close();
    await this.editor.stop();
    rmSync(this.home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    this.workspace.remove();
  }

  /**
   * Reloads the window as a person does. VS Code's own command waits until it has stored which editors are open;
   * the browser's reload does not, and under load it would open the window without them.
   */
  async reload(): Promise<void> {
    const loaded = this.page.waitForEvent('load');
    await this.runCommand('Developer: Reload Window');
    await loaded;
    await this.ready();
  }

  /** Opens a file by its path from the workspace's folder, through quick open as a person would. */
  async openFile(file: string): Promise<void> {
    await this.quickInput.openFile(file);
    await this.textEditor(file).waitFor();
  }

  async openNotebook(file: string): Promise<void> {
    // A window that has just opened may not know notebooks yet: it shows the text of the file.
    for (;;) {
      await this.quickInput.openFile(file);
      const cell = this.notebook.locator('.code-cell-row').first();
      await cell.or(this.textEditor(file)).first().waitFor();
      if (await cell.isVisible()) return;
      await this.runCommand('View: Close Editor');
    }
  }

  /** The notebook in front. */
  get notebook(): Locator {
    return this.page.locator('.notebookOverlay').filter({ visible: true });
  }

  /** Closes what is open; a run that was just started may still open its chart, so wait for that before. */
  async closeEditors(): Promise<void> {
    await this.runCommand('View: Close All Editors');
    await expect.poll(() => this.page.locator('.tab').count()).toBe(0);
  }

  textEditor(file: string): Locator {
    return this.page.locator(`.monaco-editor[data-uri$="/${file}"]`);
  }

  /** Waits until the file in the editor differs from the file on disk. */
  async changed(file: string): Promise<void> {
    await this.dirtyTab(file).waitFor();
  }

  /** Saves the file in front and returns what is on the disk. */
  async savedText(file: string): Promise<string> {
    await this.focusEditor(file);
    return this.saved(file);
  }

  /** A change shows before its file has the focus, and keys pressed until then go to the chart. */
  async undo(file: string): Promise<void> {
    await this.focusEditor(file);
    await this.page.keyboard.press('Control+Z');
  }

  /** The same as `savedText` where the file has the focus. */
  async saved(file: string): Promise<string> {
    await this.page.keyboard.press('Control+S');
    await this.page.locator(`${tabOf(file)}:not(.dirty)`).waitFor();
    return this.workspace.read(file);
  }

  /** Saves the notebook, whose cell has the focus, once it has changed; returns what is on the disk. */
  async savedNotebook(file: string): Promise<string> {
    await this.changed(file);
    // A key that is pressed before goes to where the change was asked for.
    await this.notebook.locator('.monaco-editor.focused').waitFor();
    return this.saved(file);
  }

  /** A click on the text could meet a CodeLens; a click on the tab gives the text the focus too. */
  async focusEditor(file: string): Promise<void> {
    await this.page.locator(tabOf(file)).click();
    await this.page.locator(`.monaco-editor.focused[data-uri$="/${file}"]`).waitFor();
  }

  /** Runs a command by its name in the palette, e.g. `LR Tuner: Find LR Bounds`. */
  async runCommand(name: string): Promise<void> {
    await this.quickInput.runCommand(name);
  }

  codeLens(text: string | RegExp): Locator {
    return this.page.locator('.codelens-decoration a').filter({ hasText: text });
  }

  /**
   * Clicks the first of those lenses: one that is drawn anew in that moment loses the click.
   * @param effect what shows that it was taken
   */
  async clickLens(text: string | RegExp, effect: Locator): Promise<void> {
    await clickUntil(effect, this.codeLens(text).first());
  }

  /** The tab of a run's chart. */
  get chartTab(): Locator {
    return this.page
      .locator('.tab')
      .filter({ hasText: /LR .*\d:\d\d/ })
      .first();
  }

  /** The tab of a file that differs from the file on disk. */
  dirtyTab(file: string): Locator {
    return this.page.locator(`${tabOf(file)}.dirty`);
  }

  /** The page inside the webview panel in front; a webview is two frames deep, and a notebook's outputs are one. */
  get panel(): FrameLocator {
    return this.page
      .frameLocator(
        'iframe.webview.ready:not([src*="purpose=webviewView"]):not([src*="purpose=notebookRenderer"])',
      )
      .frameLocator('#active-frame');
  }

  get chart(): ChartPage {
    return new ChartPage(this.page, this.panel);
  }

  /** Chooses a colour theme and waits for the panel in front: the quick pick closes before the theme is applied. */
  async setTheme(theme: Theme): Promise<void> {
    await this.runCommand('Preferences: Color Theme');
    await this.quickInput.type(theme);
    await this.panel.locator(`body.${themeClasses[theme]}`).waitFor();
  }

  /** The text of the window and of every webview in it, a paragraph each. */
  async describePages(): Promise<string> {
    const shown = this.page.frames().filter((frame) => !frame.url().includes('webWorkerExtensionHost'));
    const texts = shown.map(async (frame) => {
      const text = await frame
        .locator('body')
        .innerText({ timeout: 2_000 })
        .catch((error: unknown) => String(error));
      return `${frame.name() || 'frame'} ${frame.url().slice(0, 200)}\n${text.slice(0, 1_500)}`;
    });
    return (await Promise.all(texts)).join('\n\n');
  }

  async screenshot(name: string): Promise<void> {
    mkdirSync(screenshots, { recursive: true });
    await this.page.screenshot({ path: path.join(screenshots, `${name}-${inject('which')}.png`) });
  }
}

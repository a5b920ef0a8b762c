import './provided';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium, type Browser, type FrameLocator, type Locator, type Page } from 'playwright-core';
import { expect, inject } from 'vitest';
import { installVsix, startEditor, type RunningEditor } from '../../../scripts/editor.mjs';
import { ChartPage } from './chartPage';
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

/**
 * How long a quick input is given before it is opened again: its list does not follow extensions that register
 * later, and it closes when a view that has just loaded takes the focus.
 */
const QUICK_INPUT_TRY = 2_500;
const QUICK_INPUT_TRIES = 12;
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

  private constructor(
    readonly page: Page,
    readonly editor: RunningEditor,
    readonly workspace: Workspace,
    readonly home: string,
    private readonly browser: Browser,
  ) {
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
    await this.quickOpen(file);
    await this.textEditor(file).waitFor();
  }

  async openNotebook(file: string): Promise<void> {
    // A window that has just opened may not know notebooks yet: it shows the text of the file.
    for (;;) {
      await this.quickOpen(file);
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

  private async quickOpen(file: string): Promise<void> {
    // Earlier files of the same name come first, so the folder is part of what is looked for.
    const { dir, base } = path.parse(file);
    const option = this.page.getByRole('option').filter({ hasText: base }).filter({ hasText: dir }).first();
    if (!(await this.quickInput('Control+P', file, option))) throw new Error(`Quick open has no "${file}".`);
    // The search adds to the files of late and builds the list anew.
    const list = this.page.locator('.quick-input-widget');
    await list.locator('.monaco-progress-container.active').waitFor({ state: 'detached' });
    await this.pick(option);
  }

  /** The list of choices in front. */
  async question(title: string | RegExp): Promise<Locator> {
    await this.page.locator('.quick-input-title').filter({ hasText: title }).waitFor();
    return this.page.locator('.quick-input-widget');
  }

  async choose(title: string | RegExp, choice: string): Promise<void> {
    const widget = await this.question(title);
    await this.pick(widget.getByRole('option').filter({ hasText: choice }));
  }

  /** Closes what is open; a run that was just started may still open its chart, so wait for that before. */
  async closeEditors(): Promise<void> {
    await this.runCommand('View: Close All Editors');
    await expect.poll(() => this.page.locator('.tab').count()).toBe(0);
  }

  /** Answers the dialog that asks for a file. */
  async chooseFile(file: string): Promise<void> {
    const { dir, base } = path.parse(file);
    const input = this.page.locator('.quick-input-widget input[type=text]');
    const listed = this.page.getByRole('option', { name: base });
    // The dialog opens in a folder of its own choice, and forgets what is typed before that folder is read.
    await this.page.getByRole('option', { name: '..' }).waitFor();
    await input.fill(`${dir}/`);
    await this.pick(listed);
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
    await this.page.keyboard.press('Control+S');
    await this.page.locator(`${tabOf(file)}:not(.dirty)`).waitFor();
    return this.workspace.read(file);
  }

  /** Saves the notebook, whose cell has the focus, once it has changed; returns what is on the disk. */
  async savedNotebook(file: string): Promise<string> {
    await this.changed(file);
    // A key that is pressed before goes to where the change was asked for.
    await this.notebook.locator('.monaco-editor.focused').waitFor();
    await this.page.keyboard.press('Control+S');
    await this.page.locator(`${tabOf(file)}:not(.dirty)`).waitFor();
    return this.workspace.read(file);
  }

  /** A click on the text could meet a CodeLens; a click on the tab gives the text the focus too. */
  async focusEditor(file: string): Promise<void> {
    await this.page.locator(tabOf(file)).click();
    await this.page.locator(`.monaco-editor.focused[data-uri$="/${file}"]`).waitFor();
  }

  /** Runs a command by its name in the palette, e.g. `LR Tuner: Find LR Bounds`. */
  async runCommand(name: string): Promise<void> {
    if (!(await this.offersCommand(name))) throw new Error(`The palette does not offer "${name}".`);
    await this.pick(this.option(name).first());
  }

  /** A click on a list that is built anew in that moment is lost, and the list stays: it is clicked again. */
  private async pick(option: Locator): Promise<void> {
    for (let attempt = 0; attempt < QUICK_INPUT_TRIES; attempt++) {
      const again = attempt > 0;
      // Between the look and the second click the list may close after all.
      await option.click({ timeout: again ? QUICK_INPUT_TRY : LIMIT }).catch((error: unknown) => {
        if (!again) throw error;
      });
      if (!(await stays(option))) return;
    }
    throw new Error('The list takes no click.');
  }

  /** Opens the palette on a command's name and says whether it is there; the palette stays open if it is. */
  offersCommand(name: string, tries = QUICK_INPUT_TRIES): Promise<boolean> {
    return this.quickInput('F1', `>${name}`, this.option(name).first(), tries);
  }

  private async quickInput(
    keys: string,
    text: string,
    option: Locator,
    tries = QUICK_INPUT_TRIES,
  ): Promise<boolean> {
    const input = this.page.locator('.quick-input-widget input[type=text]');
    for (let attempt = 0; attempt < tries; attempt++) {
      await this.page.keyboard.press(keys);
      const found = await input
        .fill(text, { timeout: QUICK_INPUT_TRY })
        .then(() => option.waitFor({ timeout: QUICK_INPUT_TRY }))
        .then(
          () => true,
          () => false,
        );
      if (found) return true;
      await this.page.keyboard.press('Escape');
    }
    return false;
  }

  private option(name: string): Locator {
    const literal = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    return this.page.getByRole('option', { name: new RegExp(`^${literal}(,|$)`) });
  }

  codeLens(text: string | RegExp): Locator {
    return this.page.locator('.codelens-decoration a').filter({ hasText: text });
  }

  /**
   * Clicks the first of those lenses: one that is drawn anew in that moment loses the click.
   * @param effect what shows that it was taken
   */
  async clickLens(text: string | RegExp, effect: Locator): Promise<void> {
    await this.codeLens(text).first().click();
    for (let again = 1; again < QUICK_INPUT_TRIES && (await staysAway(effect)); again++) {
      // The lens of a click that was taken after all may be gone.
      const lens = this.codeLens(text).first();
      if (await lens.isVisible()) await lens.click({ timeout: QUICK_INPUT_TRY }).catch(() => {});
    }
    await effect.waitFor();
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
    const input = this.page.locator('.quick-input-widget input[type=text]');
    await input.fill(theme);
    await this.page.getByRole('option', { name: theme }).first().waitFor();
    await this.page.keyboard.press('Enter');
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

/** Whether it is still to be seen after a while. */
async function stays(shown: Locator): Promise<boolean> {
  return await shown.waitFor({ state: 'hidden', timeout: QUICK_INPUT_TRY }).then(
    () => false,
    () => true,
  );
}

async function staysAway(awaited: Locator): Promise<boolean> {
  return await awaited.waitFor({ timeout: QUICK_INPUT_TRY }).then(
    () => false,
    () => true,
  );
}

import path from 'node:path';
import type { Locator, Page } from 'playwright-core';

/**
 * How long a quick input is given before it is opened again: its list does not follow extensions that register
 * later, and it closes when a view that has just loaded takes the focus.
 */
const TRY = 2_500;
export const TRIES = 12;

/** How the first of a list is taken. */
export type Hand = 'click' | 'Enter';

/** The input over the editor with its list: the palette, quick open, questions and the dialog for files. */
export class QuickInput {
  constructor(private readonly page: Page) {}

  /** Runs a command by its name in the palette, e.g. `LR Tuner: Find LR Bounds`. */
  async runCommand(name: string, by: Hand = 'click'): Promise<void> {
    if (!(await this.offersCommand(name))) throw new Error(`The palette does not offer "${name}".`);
    await this.pick(this.command(name).first(), by);
  }

  /** Opens the palette on a command's name and says whether it is there; the palette stays open if it is. */
  offersCommand(name: string, tries = TRIES): Promise<boolean> {
    return this.open('F1', `>${name}`, this.command(name).first(), tries);
  }

  /** Chooses a file by its path from the workspace's folder. */
  async openFile(file: string, by: Hand = 'click'): Promise<void> {
    // Earlier files of the same name come first, so the folder is part of what is looked for.
    const { dir, base } = path.parse(file);
    const option = this.page.getByRole('option').filter({ hasText: base }).filter({ hasText: dir }).first();
    if (!(await this.open('Control+P', file, option))) throw new Error(`Quick open has no "${file}".`);
    // The search adds to the files of late and builds the list anew.
    await this.widget.locator('.monaco-progress-container.active').waitFor({ state: 'detached' });
    await this.pick(option, by);
  }

  /** The list of choices in front. */
  async question(title: string | RegExp): Promise<Locator> {
    await this.page.locator('.quick-input-title').filter({ hasText: title }).waitFor();
    return this.widget;
  }

  async choose(title: string | RegExp, choice: string): Promise<void> {
    const widget = await this.question(title);
    await this.pick(widget.getByRole('option').filter({ hasText: choice }));
  }

  /** Answers the dialog that asks for a file. */
  async chooseFile(file: string): Promise<void> {
    const { dir, base } = path.parse(file);
    // The dialog opens in a folder of its own choice, and forgets what is typed before that folder is read.
    await this.page.getByRole('option', { name: '..' }).waitFor();
    await this.input.fill(`${dir}/`);
    await this.pick(this.page.getByRole('option', { name: base }));
  }

  /** Narrows the list in front down to a choice and takes it. */
  async type(choice: string): Promise<void> {
    await this.input.fill(choice);
    await this.page.getByRole('option', { name: choice }).first().waitFor();
    await this.page.keyboard.press('Enter');
  }

  private get widget(): Locator {
    return this.page.locator('.quick-input-widget');
  }

  private get input(): Locator {
    return this.widget.locator('input[type=text]');
  }

  private command(name: string): Locator {
    const literal = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    return this.page.getByRole('option', { name: new RegExp(`^${literal}(,|$)`) });
  }

  private async open(keys: string, text: string, option: Locator, tries = TRIES): Promise<boolean> {
    for (let attempt = 0; attempt < tries; attempt++) {
      await this.page.keyboard.press(keys);
      const found = await this.input
        .fill(text, { timeout: TRY })
        .then(() => option.waitFor({ timeout: TRY }))
        .then(
          () => true,
          () => false,
        );
      if (found) return true;
      await this.page.keyboard.press('Escape');
    }
    return false;
  }

  /** A click on a list that is built anew in that moment is lost, and the list stays: it is clicked again. */
  private async pick(option: Locator, by: Hand = 'click'): Promise<void> {
    const take = (timeout?: number) =>
      by === 'click' ? option.click({ ...(timeout && { timeout }) }) : this.page.keyboard.press('Enter');
    await take();
    for (let again = 1; again < TRIES && (await stays(option)); again++) {
      // Between the look and the click the list may close after all.
      await take(TRY).catch(() => {});
    }
    if (await option.isVisible()) throw new Error('The list takes no click.');
  }
}

/** Clicks what is drawn anew now and then, which loses the click, until the effect shows that it was taken. */
export async function clickUntil(effect: Locator, clicked: Locator): Promise<void> {
  await clicked.click();
  for (let again = 1; again < TRIES && (await staysAway(effect)); again++) {
    // What was clicked may be gone after a click that was taken.
    if (await clicked.isVisible()) await clicked.click({ timeout: TRY }).catch(() => {});
  }
  await effect.waitFor();
}

/** Whether it is still to be seen after a while. */
async function stays(shown: Locator): Promise<boolean> {
  return await shown.waitFor({ state: 'hidden', timeout: TRY }).then(
    () => false,
    () => true,
  );
}

async function staysAway(awaited: Locator): Promise<boolean> {
  return await awaited.waitFor({ timeout: TRY }).then(
    () => false,
    () => true,
  );
}

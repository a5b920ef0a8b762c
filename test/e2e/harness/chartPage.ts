import type { FrameLocator, Locator, Page } from 'playwright-core';
import { expect } from 'vitest';

/** Where the plot lies in the canvas (CSS pixels) and what its learning-rate axis spans; the page writes it there. */
interface Plot {
  left: number;
  right: number;
  top: number;
  bottom: number;
  min: number;
  max: number;
  axis: 'log' | 'linear';
}

export interface Bounds {
  baseLR: number;
  maxLR: number;
}

/** The panel of a run as a person uses it. */
export class ChartPage {
  readonly status: Locator;
  readonly verdict: Locator;
  readonly problem: Locator;

  constructor(
    private readonly page: Page,
    readonly frame: FrameLocator,
  ) {
    this.status = frame.getByRole('status').first();
    this.verdict = frame.locator('.verdict');
    this.problem = frame.locator('.problem');
  }

  button(name: string): Locator {
    return this.frame.getByRole('button', { name, exact: true });
  }

  field(name: string): Locator {
    return this.frame.getByRole('textbox', { name });
  }

  /** Waits until the run ended well; a failure shows what the page says of it. */
  async finished(): Promise<void> {
    const ended = this.frame.locator('.status').filter({ hasText: /^(Done|Cancelled|The run failed)/ });
    await ended.waitFor({ timeout: 200_000 });
    const problem = (await this.problem.isVisible()) ? await this.problem.innerText() : '';
    expect(problem).toBe('');
    expect(await this.status.innerText()).toMatch(/^Done/);
  }

  /** How many points are drawn, as the chart's own description says. */
  async points(): Promise<number> {
    const description = await this.frame.locator('canvas').getAttribute('aria-label');
    return Number(/([\d,]+) points/.exec(description ?? '')?.[1]?.replaceAll(',', '') ?? 0);
  }

  async bounds(): Promise<Bounds> {
    const [base, max] = await Promise.all(['Base LR', 'Max LR'].map((name) => this.field(name).inputValue()));
    return { baseLR: Number(base), maxLR: Number(max) };
  }

  /** What stands on the two handles of the chart. */
  flags(): Promise<string[]> {
    return this.frame.locator('.handle .flag').allInnerTexts();
  }

  /** Bounds to choose, by the name of where they come from. */
  row(name: RegExp): Locator {
    return this.frame.getByRole('radio', { name });
  }

  async enter(field: string, text: string): Promise<void> {
    await this.field(field).fill(text);
    await this.field(field).press('Enter');
  }

  /** Clicks into the plot at a learning rate. */
  async clickAt(rate: number): Promise<void> {
    const { x, y } = await this.place(rate);
    await this.page.mouse.click(x, y);
  }

  /** Takes the bound that stands at `from` and drags it to `to`. */
  async drag(from: number, to: number): Promise<void> {
    const start = await this.place(from);
    const end = await this.place(to);
    await this.page.mouse.move(start.x, start.y);
    await this.page.mouse.down();
    await this.page.mouse.move((start.x + end.x) / 2, start.y, { steps: 4 });
    await this.page.mouse.move(end.x, end.y, { steps: 4 });
    await this.page.mouse.up();
  }

  /** Share of a decade that one pixel spans: no click can be more exact. */
  async decadesPerPixel(): Promise<number> {
    const plot = await this.plot();
    return Math.log10(plot.max / plot.min) / (plot.right - plot.left);
  }

  private async plot(): Promise<Plot> {
    const text = await this.frame.locator('canvas').getAttribute('data-plot');
    return JSON.parse(text ?? 'null') as Plot;
  }

  private async place(rate: number): Promise<{ x: number; y: number }> {
    const canvas = this.frame.locator('canvas');
    await canvas.scrollIntoViewIfNeeded();
    const [box, plot] = [await canvas.boundingBox(), await this.plot()];
    if (!box) throw new Error('The chart is not in view.');
    const share = Math.log(rate / plot.min) / Math.log(plot.max / plot.min);
    const x = box.x + plot.left + share * (plot.right - plot.left);
    // Low in the plot, clear of the bounds' labels.
    return { x, y: box.y + plot.top + 0.7 * (plot.bottom - plot.top) };
  }
}

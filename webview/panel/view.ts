import type { FromPanel } from '../../src/protocol/panel';
import type { Bounds } from './bounds';
import type { PageState } from './state';

/** A part of the page: made once, brought up to date with every change of state. */
export interface View {
  readonly element: HTMLElement;
  render(state: PageState): void;
}

/** What a part of the page may ask for. */
export interface Actions {
  post(message: FromPanel): void;
  /** Shows bounds at once; `settled` also tells the host, which has the last word. */
  choose(bounds: Bounds, by: string, settled: boolean): void;
  recall(key: string): string | undefined;
  remember(key: string, value: string): void;
}

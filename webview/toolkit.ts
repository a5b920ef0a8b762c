/**
 * The only file that imports the webview UI toolkit, so that it can be replaced in one place.
 *
 * Its style probe needs two lines in the host's HTML to work under a strict content security policy:
 * `<meta property="csp-nonce" content=NONCE>` and the same nonce in `style-src`.
 */
import {
  type Button,
  type TextField,
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeProgressRing,
  vsCodeTextField,
} from '@vscode/webview-ui-toolkit';

export type { Button, TextField };

provideVSCodeDesignSystem().register(vsCodeButton(), vsCodeProgressRing(), vsCodeTextField());

export interface ButtonOptions {
  appearance?: 'primary' | 'secondary' | 'icon';
  /** Shown before the label. */
  icon?: Node;
  tooltip?: string;
}

export function button(label: string, onClick: () => void, options: ButtonOptions = {}): Button {
  const made = document.createElement('vscode-button') as Button;
  made.setAttribute('appearance', options.appearance ?? 'secondary');
  if (options.tooltip !== undefined) made.title = options.tooltip;
  if (options.icon && options.appearance === 'icon') {
    made.setAttribute('aria-label', label);
    made.append(options.icon);
  } else {
    if (options.icon) {
      const slot = document.createElement('span');
      slot.slot = 'start';
      slot.append(options.icon);
      made.append(slot);
    }
    made.append(label);
  }
  made.addEventListener('click', onClick);
  return made;
}

/** @param name what screen readers say, where the label is short for it */
export function textField(label: string, name = label): TextField {
  const made = document.createElement('vscode-text-field') as TextField;
  made.append(label);
  // The toolkit names the field by its label when it enters the page, so this comes after.
  queueMicrotask(() => made.setAttribute('aria-label', name));
  return made;
}

/** Turns without an end: only for work that cannot be measured, beside words that say what it is. */
export function progressRing(): HTMLElement {
  const made = document.createElement('vscode-progress-ring');
  made.setAttribute('aria-hidden', 'true');
  return made;
}

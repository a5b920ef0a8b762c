import check from '@vscode/codicons/src/icons/check.svg';
import chevronDown from '@vscode/codicons/src/icons/chevron-down.svg';
import debugContinue from '@vscode/codicons/src/icons/debug-continue.svg';
import debugStop from '@vscode/codicons/src/icons/debug-stop.svg';
import discard from '@vscode/codicons/src/icons/discard.svg';
import error from '@vscode/codicons/src/icons/error.svg';
import info from '@vscode/codicons/src/icons/info.svg';
import linkExternal from '@vscode/codicons/src/icons/link-external.svg';
import pass from '@vscode/codicons/src/icons/pass.svg';
import refresh from '@vscode/codicons/src/icons/refresh.svg';
import warning from '@vscode/codicons/src/icons/warning.svg';

const sources = {
  check,
  chevronDown,
  debugContinue,
  debugStop,
  discard,
  error,
  info,
  linkExternal,
  pass,
  refresh,
  warning,
};

export type IconName = keyof typeof sources;

/** One of VS Code's own icons, drawn in the colour of the text around it; hidden from screen readers. */
export function icon(name: IconName): SVGElement {
  const parsed = new DOMParser().parseFromString(sources[name], 'image/svg+xml').documentElement;
  const made = document.importNode(parsed, true) as unknown as SVGElement;
  made.classList.add('icon');
  made.setAttribute('aria-hidden', 'true');
  return made;
}

/** The environment that a script gets: the user's own, without what the editor needs for itself. */

/** What VS Code sets for its own processes must not reach the script: it would run as, or attach to, the editor. */
const EDITORS_OWN = /^(ELECTRON_|VSCODE_|LR_TUNER_|DEBUGPY_|PYDEVD_|BUNDLED_DEBUGPY_PATH$)/;
/** The debugger's automatic attachment; a memory limit of the user's own stays. */
const ATTACHES_DEBUGGER = /bootloader|--inspect/;

export function ownEnvironment(): Record<string, string> {
  const entries = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !isEditorsOwn(entry[0], entry[1]),
  );
  return Object.fromEntries(entries);
}

function isEditorsOwn(name: string, value: string): boolean {
  return EDITORS_OWN.test(name) || (name === 'NODE_OPTIONS' && ATTACHES_DEBUGGER.test(value));
}

/** A way to start a script, as it is offered and remembered. */

/** What of a start is remembered for a script. */
export interface ScriptStart {
  args: string[];
  /** Null: the script's own folder. */
  cwd: string | null;
  env: Record<string, string>;
  /** A file of further variables. */
  envFile?: string;
  /** What runs it, where the start names that. */
  runtimePath?: string;
  /** Options of the runtime itself. */
  runtimeArgs: string[];
  /** The whole command, where it is more than the runtime and the script. */
  launcher?: string[];
}

export interface StartChoice {
  label: string;
  detail: string;
  start: ScriptStart;
}

export const PLAIN_START: ScriptStart = { args: [], cwd: null, env: {}, runtimeArgs: [] };

// The shapes of the plain JavaScript in scripts/ that the tests use, and of what the set-up provides.
declare module '*/scripts/editor.mjs' {
  export interface RunningEditor {
    url: string;
    version: string;
    pid: number;
    exited: Promise<void>;
    stop(): Promise<void>;
  }
  export interface EditorOptions {
    which: 'floor' | 'latest';
    home: string;
    port?: number;
    trust?: boolean;
    settings?: Record<string, unknown>;
    env?: Record<string, string>;
  }
  export function startEditor(options: EditorOptions): Promise<RunningEditor>;
  export function installVsix(which: 'floor' | 'latest', home: string, vsix: string): Promise<void>;
}

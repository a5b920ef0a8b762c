/** The variables that VS Code fills in where launch.json and settings name them. */
import os from 'node:os';
import path from 'node:path';

/** What a script lies in. */
export interface Surroundings {
  /** The folder of the workspace that holds the script. */
  workspace: string;
  /** The other folders of the workspace, by their names. */
  workspaces?: Readonly<Record<string, string>>;
  /** The value of a setting; null where there is none, or it is no text. */
  setting?: (name: string) => string | null;
  exists?: (file: string) => boolean;
}

/** One that is not known stays, so that it can be seen where it ends up. */
export function fillVariables(text: string, script: string, surroundings: Surroundings): string {
  const { workspace, workspaces = {}, setting } = surroundings;
  const folder = path.dirname(script);
  const { base, name, ext } = path.parse(script);
  const known: Record<string, string> = {
    workspaceFolder: workspace,
    workspaceRoot: workspace,
    workspaceFolderBasename: path.basename(workspace),
    cwd: workspace,
    userHome: os.homedir(),
    pathSeparator: path.sep,
    '/': path.sep,
    file: script,
    fileWorkspaceFolder: workspace,
    relativeFile: path.relative(workspace, script),
    relativeFileDirname: path.relative(workspace, folder) || '.',
    fileBasename: base,
    fileBasenameNoExtension: name,
    fileExtname: ext,
    fileDirname: folder,
    fileDirnameBasename: path.basename(folder),
  };
  return text.replace(
    /\$\{(?:(env|config|workspaceFolder):)?([^}]+)\}/g,
    (whole, kind: string | undefined, key: string) => {
      switch (kind) {
        case 'env':
          return process.env[key] ?? '';
        case 'config':
          return setting?.(key) ?? whole;
        case 'workspaceFolder':
          return workspaces[key] ?? whole;
        case undefined:
        default:
          return known[key] ?? whole;
      }
    },
  );
}

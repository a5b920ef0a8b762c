// In the place of the Python extension, which is not to be had here: the part of its documented interface that answers
// which environment is active. The folder's file `active-environment` holds the answer.
const { existsSync, readFileSync } = require('node:fs');
const path = require('node:path');
const vscode = require('vscode');

function activeIn(resource) {
  const folder = vscode.workspace.getWorkspaceFolder(resource)?.uri.fsPath ?? '';
  const file = path.join(folder, 'active-environment');
  return existsSync(file) ? readFileSync(file, 'utf8') : 'python';
}

exports.activate = () => ({
  environments: {
    getActiveEnvironmentPath: (resource) => ({ id: 'active', path: activeIn(resource) }),
    resolveEnvironment: async ({ path: place }) =>
      path.isAbsolute(place)
        ? { executable: { uri: vscode.Uri.file(path.join(place, 'bin/python')) } }
        : undefined,
  },
});

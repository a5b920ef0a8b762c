import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { extension } from '../training';

interface Manifest {
  contributes: { commands: { command: string }[] };
}

describe('commands', () => {
  it('are all registered once the extension is active', async () => {
    await extension().activate();
    const { contributes } = extension().packageJSON as Manifest;
    const contributed = contributes.commands.map(({ command }) => command);
    const registered = new Set(await vscode.commands.getCommands(true));
    assert.ok(contributed.length > 0);
    assert.deepEqual(
      contributed.filter((command) => !registered.has(command)),
      [],
    );
  });
});

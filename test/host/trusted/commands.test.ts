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

  it('include one for each channel of the output panel: the log, and what the script prints', async () => {
    await extension().activate();
    const commands = await vscode.commands.getCommands(true);
    const channels = commands.filter((command) =>
      /^workbench\.action\.output\.show\..*LR Tuner/.test(command),
    );
    assert.equal(channels.length, 2, channels.join(', '));
    assert.equal(channels.filter((channel) => channel.includes('LR Tuner: Script')).length, 1);
    await vscode.commands.executeCommand('lrTuner.showLog');
  });
});

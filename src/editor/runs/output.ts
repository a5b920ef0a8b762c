/** What the script prints, kept within bounds: a script may print without end. */
import * as vscode from 'vscode';

/** Characters shown per run. */
const MOST = 256 * 1024;

export class ScriptOutput implements vscode.Disposable {
  private readonly channel = vscode.window.createOutputChannel('LR Tuner: Script');
  private left = MOST;

  dispose(): void {
    this.channel.dispose();
  }

  /** A run begins: what earlier ones printed goes. */
  begin(title: string): void {
    this.channel.clear();
    this.channel.appendLine(title);
    this.left = MOST;
  }

  append(text: string): void {
    if (this.left <= 0) return;
    this.channel.append(text.slice(0, this.left));
    this.left -= text.length;
    if (this.left <= 0) this.channel.appendLine('\n… the script prints more than is kept here.');
  }

  line(text: string): void {
    this.channel.appendLine(text);
  }

  show(): void {
    this.channel.show(true);
  }
}

/** `lr-tuner`: the range test in a terminal, with the same runner and the same science as the editor. */
import { failWhereNotPrinted } from './terminal/page/print';
import { runCommandLine } from './terminal/program';
import { watchSignals } from './terminal/signals';

failWhereNotPrinted();
watchSignals();
// For Electron, where VS Code's own runtime runs this; it leaves the argument to us.
const args = process.argv.slice(2).filter((word) => word !== '--ms-enable-electron-run-as-node');
void runCommandLine(args, __dirname).then((code) => {
  process.exitCode = code;
});

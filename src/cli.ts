/** `lr-tuner`: the range test in a terminal, with the same runner and the same science as the editor. */
import { runCommand } from './terminal/command';
import { failWhereNotPrinted } from './terminal/print';

failWhereNotPrinted();
void runCommand(process.argv.slice(2), __dirname).then((code) => {
  process.exitCode = code;
});

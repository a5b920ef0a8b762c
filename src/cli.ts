/** `lr-tuner`: the range test in a terminal, with the same runner and the same science as the editor. */
import { failWhereNotPrinted } from './terminal/page/print';
import { runCommandLine } from './terminal/program';

failWhereNotPrinted();
void runCommandLine(process.argv.slice(2), __dirname).then((code) => {
  process.exitCode = code;
});

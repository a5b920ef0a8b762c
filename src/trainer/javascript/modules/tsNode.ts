/** The project's own ts-node, where it has one: it knows of the project's plug-ins and of what is to be preloaded. */
import { createRequire } from 'node:module';
import path from 'node:path';
import { aside } from '../seeds';

interface Service {
  config: { options: { module?: number } };
}
interface TsNode {
  create(options: object): Service;
  register(service: Service): void;
}

/** CommonJS, and Node's own kinds: to others ts-node gives modules that `require` refuses. */
const REQUIRED = (module: number | undefined): boolean =>
  module === undefined || module === 1 || (module >= 100 && module <= 199);

/**
 * Lets it compile what is required. Types are not checked: whether they fit does not change the training.
 * @param failed told why it does not start
 */
export function registerTsNode(script: string, failed: (reason: string) => void): boolean {
  const { resolve } = createRequire(script);
  let entry: string;
  try {
    entry = resolve('ts-node');
  } catch {
    // Not installed.
    return false;
  }
  try {
    // What it draws must not change the numbers of the script.
    return aside(() => {
      const { create, register } = createRequire(script)(entry) as TsNode;
      const service = create({ transpileOnly: true, projectSearchDir: path.dirname(script) });
      if (!REQUIRED(service.config.options.module)) return false;
      register(service);
      return true;
    });
  } catch (error) {
    failed(error instanceof Error ? error.message : String(error));
    return false;
  }
}

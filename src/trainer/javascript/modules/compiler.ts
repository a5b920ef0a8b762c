/**
 * TypeScript to JavaScript, by TypeScript's own compiler and the project's `tsconfig.json`. Smaller ones leave
 * namespaces or decorators out, or give fields their values in another order.
 */
import type TypeScript from 'typescript';
import { typescript } from './ownCompiler';
import { readProject } from './tsconfig';

export type ModuleFormat = 'module' | 'commonjs';

// Enumerations of the compiler, which is not loaded to name them.
const ES2022 = 9;
const COMMON_JS = 1;
const ES_NEXT = 99;
const NODE_NEXT = 199;
const REACT_JSX = 4;

/** @throws SyntaxError whose stack begins with the place, as Node's own do. */
export function compileTypeScript(source: string, file: string, format: ModuleFormat): string {
  const ending = file.endsWith('x') ? '.tsx' : format === 'module' ? '.mts' : '.cts';
  return compile(source, file, `script${ending}`, format);
}

/** JavaScript with imports, as CommonJS. @throws SyntaxError as above */
export function compileImports(source: string, file: string): string {
  return compile(source, file, 'script.cjs', 'commonjs');
}

function compile(source: string, file: string, compiledAs: string, format: ModuleFormat): string {
  const { transpileModule } = typescript();
  const { outputText, sourceMapText, diagnostics } = transpileModule(source, {
    fileName: compiledAs,
    reportDiagnostics: true,
    compilerOptions: {
      ...projectOptions(file),
      allowJs: true,
      sourceMap: true,
      target: ES2022,
      module: moduleKind(compiledAs, format),
    },
  });
  const [wrong] = (diagnostics ?? []).filter((one) => one.file !== undefined);
  if (wrong) throw syntaxError(wrong, file);
  return outputText.replace(/\/\/# sourceMappingURL=.*\s*$/, '') + inlineMap(sourceMapText ?? '{}', file);
}

/** Where the ending tells the format, `import()` stays as it is, as modules need it. */
function moduleKind(compiledAs: string, format: ModuleFormat): number {
  if (!compiledAs.endsWith('.tsx')) return NODE_NEXT;
  return format === 'module' ? ES_NEXT : COMMON_JS;
}

/** What changes the meaning of the code. Where it runs, and in which modules, Node decides. */
function projectOptions(file: string): TypeScript.CompilerOptions {
  const { options } = readProject(file);
  return {
    jsx: REACT_JSX,
    ...(options.jsxImportSource !== undefined && { jsxImportSource: options.jsxImportSource }),
    experimentalDecorators: options.experimentalDecorators ?? false,
    emitDecoratorMetadata: options.emitDecoratorMetadata ?? false,
    esModuleInterop: options.esModuleInterop ?? true,
    // Fields that use what the constructor is given are written with the older meaning in mind.
    useDefineForClassFields: options.useDefineForClassFields ?? (options.target ?? 0) >= ES2022,
  };
}

function syntaxError(
  { file: parsed, start = 0, messageText }: TypeScript.Diagnostic,
  file: string,
): SyntaxError {
  const { flattenDiagnosticMessageText, getLineAndCharacterOfPosition } = typescript();
  const message = flattenDiagnosticMessageText(messageText, ' ');
  const unparsed = new SyntaxError(message);
  if (parsed) {
    const { line, character } = getLineAndCharacterOfPosition(parsed, start);
    unparsed.stack = `${file}:${line + 1}:${character + 1}\n\nSyntaxError: ${message}`;
  }
  return unparsed;
}

/** Errors then name the lines that the user wrote. */
function inlineMap(map: string, file: string): string {
  const placed = { ...(JSON.parse(map) as object), file, sources: [file] };
  const encoded = Buffer.from(JSON.stringify(placed)).toString('base64');
  return `\n//# sourceMappingURL=data:application/json;base64,${encoded}`;
}

import path from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { applyEdits, type InsertRequest } from '../../../../src/script';
import { parser, shape, shapes, shapesFolder } from '../../../unit/script/parser';

const bounds = { baseLR: 0.002, maxLR: 0.008 };
const requests: InsertRequest[] = [
  { what: 'schedule', policy: 'triangular', ...bounds, stepSize: 300 },
  { what: 'schedule', policy: 'one-cycle', ...bounds, stepSize: 300, totalSteps: 600 },
  { what: 'constants', ...bounds },
  { what: 'fixed', lr: 0.003 },
];

const options: ts.CompilerOptions = {
  strict: true,
  noImplicitOverride: true,
  noUncheckedIndexedAccess: true,
  verbatimModuleSyntax: true,
  isolatedModules: true,
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  types: ['node'],
  skipLibCheck: true,
  noEmit: true,
};

/** The compiler's complaints about files that exist in memory only. */
function complaints(files: ReadonlyMap<string, string>, extra: ts.CompilerOptions = {}): string[] {
  const all = { ...options, ...extra };
  const host = ts.createCompilerHost(all);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (file) => files.has(file) || fileExists(file);
  host.readFile = (file) => files.get(file) ?? readFile(file);
  host.getSourceFile = (file, ...rest) => {
    const text = files.get(file);
    return text === undefined ? getSourceFile(file, ...rest) : ts.createSourceFile(file, text, rest[0]);
  };
  const program = ts.createProgram([...files.keys()], all, host);
  return ts.getPreEmitDiagnostics(program).map((diagnostic) => {
    const at = diagnostic.file?.getLineAndCharacterOfPosition(diagnostic.start ?? 0).line ?? 0;
    const line = diagnostic.file?.text.split('\n')[at]?.trim();
    return `${diagnostic.file?.fileName}: ${ts.flattenDiagnosticMessageText(diagnostic.messageText, ' ')} | ${line}`;
  });
}

const typed = shapes.filter(({ language }) => language === 'typescript');
const stripped = typed.filter(({ name }) => name !== 'class.ts');

/** Beside the modules that the shapes import. */
function placed(folder: string, files: typeof shapes, request?: InsertRequest): [string, string][] {
  return files.map(({ name, text, language }) => {
    const place = path.join(shapesFolder, 'support', `${folder}-${name}`);
    if (!request) return [place, text];
    const plan = parser.planInsertion(text, language, request);
    if (!plan.ok) throw new Error(plan.reason);
    return [place, applyEdits(text, plan.edits)];
  });
}

describe('TypeScript stays correct under strict', () => {
  test('before and after every kind of insertion', () => {
    const edited = requests.flatMap((request, index) => placed(`request${index}`, typed, request));
    expect(complaints(new Map([...placed('original', typed), ...edited]))).toEqual([]);
  });

  test("with our schedule in place of the script's own", () => {
    const { name, text, language } = shape('own-schedule.ts');
    for (const request of requests) {
      const plan = parser.planReplacement(text, language, request);
      if (!plan.ok) throw new Error(plan.reason);
      const edited = applyEdits(text, plan.edits);
      expect(edited).not.toContain('epoch + 1');
      const place = path.join(shapesFolder, 'support', `replaced-${name}`);
      expect(complaints(new Map([[place, edited]]))).toEqual([]);
    }
  });

  test('and still runs where Node only strips the types', () => {
    const edited = placed('stripped', stripped, requests[0]);
    expect(complaints(new Map(edited), { erasableSyntaxOnly: true })).toEqual([]);
  });
});

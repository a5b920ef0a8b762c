// TypeScript's own compiler, as far as scripts need it (dist/typescript.cjs). On its own, so that only they load it.
export {
  convertCompilerOptionsFromJson,
  flattenDiagnosticMessageText,
  getLineAndCharacterOfPosition,
  parseJsonConfigFileContent,
  readConfigFile,
  sys,
  transpileModule,
} from 'typescript';

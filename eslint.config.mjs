import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import importX from 'eslint-plugin-import-x';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import globals from 'globals';
import tseslint from 'typescript-eslint';

/** A folder of `src` and the folders it may import from; README's table of folders, made binding. */
const mayImport = {
  tuning: [],
  languages: [],
  protocol: ['tuning'],
  engine: [],
  script: ['tuning', 'languages'],
  runner: ['tuning', 'languages', 'protocol'],
  trainer: ['tuning', 'protocol', 'engine'],
  runs: ['tuning', 'languages', 'protocol'],
  experiments: ['tuning', 'languages', 'protocol', 'runner', 'runs'],
  terminal: ['tuning', 'languages', 'protocol', 'script', 'runner', 'runs', 'experiments'],
  views: ['tuning', 'languages', 'protocol', 'runner', 'runs', 'experiments'],
  editor: ['tuning', 'languages', 'protocol', 'script', 'runner', 'runs', 'experiments', 'views'],
};

const boundaries = Object.entries(mayImport).map(([folder, allowed]) => ({
  target: `./src/${folder}`,
  from: './src',
  except: [folder, ...allowed].map((name) => `./${name}`),
  message: `src/${folder} may import only: ${allowed.join(', ') || 'nothing'}.`,
}));

const page = {
  target: './webview',
  from: './src',
  except: ['./tuning', './protocol'],
  message: 'webview may import only src/tuning and src/protocol.',
};

const host = {
  target: ['./src/extension.ts', './src/cli.ts'],
  from: ['./src/trainer', './src/engine'],
  message: 'The trainer and the engine run in the child process only.',
};

const noPlatform = (what) => ({
  patterns: [{ regex: '^(vscode|node:.*|fs|path|os|child_process|@tensorflow/.*)$', message: what }],
});

export default tseslint.config(
  {
    ignores: [
      'dist/',
      '.cache/',
      '.native-tfjs/',
      'examples/**/*.ts',
      'test/fixtures/',
      'test/scripts/',
      'src/engine/kernels/',
    ],
  },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strict],
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true, varsIgnorePattern: '^_$' }],
    },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
  },
  {
    files: ['src/**/*.ts', 'webview/**/*.ts'],
    plugins: { 'import-x': importX },
    settings: {
      'import-x/resolver-next': [createTypeScriptImportResolver()],
      'import-x/parsers': { '@typescript-eslint/parser': ['.ts'] },
    },
    rules: {
      'import-x/no-restricted-paths': ['error', { zones: [...boundaries, page, host] }],
      'import-x/no-cycle': 'error',
    },
  },
  {
    files: ['src/tuning/**/*.ts', 'src/languages/**/*.ts', 'src/protocol/**/*.ts', 'src/script/**/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        noPlatform('This folder is pure: no vscode, Node or TensorFlow.js.'),
      ],
    },
  },
  {
    files: [
      'src/runner/**/*.ts',
      'src/runs/**/*.ts',
      'src/experiments/**/*.ts',
      'src/terminal/**/*.ts',
      'src/trainer/**/*.ts',
      'src/engine/**/*.ts',
      'src/cli.ts',
    ],
    rules: {
      'no-restricted-imports': [
        'error',
        { paths: [{ name: 'vscode', message: 'Only src/editor and src/views know VS Code.' }] },
      ],
    },
  },
  {
    files: ['examples/**/*.js', 'bench/**/*.js', '**/*.cjs'],
    languageOptions: { sourceType: 'commonjs', globals: globals.node },
  },
  { files: ['**/*.mjs'], languageOptions: { globals: globals.node } },
  prettier,
);

import eslint from '@eslint/js';
import nx from '@nx/eslint-plugin';
import prettier from 'eslint-config-prettier';
import globals from 'globals';
import tseslint from 'typescript-eslint';
import { noCircle } from './tools/lint/no-circle.mjs';

/** Who may depend on whom: docs/style.md tells the reasons. Each project carries one `scope:` tag. What crates may depend on stands in tools/ci/src/crates/arrows.ts. */
const dependencyRules = [
  { sourceTag: 'scope:ui', onlyDependOnLibsWithTags: ['scope:contract', 'scope:client', 'scope:bindings'] },
  { sourceTag: 'scope:client', onlyDependOnLibsWithTags: ['scope:contract'] },
  { sourceTag: 'scope:contract', onlyDependOnLibsWithTags: ['scope:bindings'] },
  { sourceTag: 'scope:api', onlyDependOnLibsWithTags: ['scope:contract', 'scope:bindings'] },
  { sourceTag: 'scope:executable', onlyDependOnLibsWithTags: ['scope:api', 'scope:bindings', 'scope:contract'] },
  { sourceTag: 'scope:bindings', onlyDependOnLibsWithTags: ['scope:addon'] },
  { sourceTag: 'scope:addon', onlyDependOnLibsWithTags: ['scope:store'] },
  { sourceTag: 'scope:store', onlyDependOnLibsWithTags: [] },
  {
    sourceTag: 'scope:e2e',
    onlyDependOnLibsWithTags: ['scope:contract', 'scope:client', 'scope:bindings', 'scope:e2e'],
  },
  // The tools: each can be taken into another workspace with what it names here.
  { sourceTag: 'scope:binaries', onlyDependOnLibsWithTags: [] },
  { sourceTag: 'scope:nx-rust', onlyDependOnLibsWithTags: ['scope:binaries'] },
  { sourceTag: 'scope:nx-executable', onlyDependOnLibsWithTags: ['scope:binaries', 'scope:nx-rust'] },
  { sourceTag: 'scope:lldb-ts', onlyDependOnLibsWithTags: [] },
  { sourceTag: 'scope:vscode-debug', onlyDependOnLibsWithTags: ['scope:binaries'] },
  { sourceTag: 'scope:bench', onlyDependOnLibsWithTags: ['scope:bindings'] },
  { sourceTag: 'scope:setup', onlyDependOnLibsWithTags: [] },
  { sourceTag: 'scope:doctor', onlyDependOnLibsWithTags: ['scope:binaries', 'scope:setup'] },
  { sourceTag: 'scope:ci', onlyDependOnLibsWithTags: ['scope:setup'] },
];

/**
 * The page and what it shares with the API see only the part of the bindings that has no native code. The page has an
 * ESLint configuration of its own, whose patterns begin at its own folder: it names this rule there.
 */
export const noNativeCode = {
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: [
          {
            regex: '^@bimetal/bindings(?!/browser$)',
            message: 'Import @bimetal/bindings/browser: the native entry cannot run in a page.',
          },
        ],
      },
    ],
  },
};

export default tseslint.config(
  {
    ignores: [
      '**/dist',
      '**/out-tsc',
      '**/test-output',
      '**/.angular',
      '**/.nx',
      '**/target',
      '**/node_modules',
      'native/addon/index.d.ts',
    ],
  },
  eslint.configs.recommended,
  ...tseslint.configs.recommended,
  ...tseslint.configs.stylistic,
  {
    plugins: { '@nx': nx },
    languageOptions: { globals: { ...globals.node } },
    rules: {
      '@nx/enforce-module-boundaries': [
        'error',
        { enforceBuildableLibDependency: true, allow: [], depConstraints: dependencyRules },
      ],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/consistent-type-definitions': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      eqeqeq: 'error',
      'no-restricted-syntax': [
        'error',
        { selector: 'TSEnumDeclaration', message: 'Use a union of string literals: the code must stay erasable.' },
      ],
    },
  },
  { files: ['libs/{contract,client}/**/*.ts'], ...noNativeCode },
  {
    // The extension is an application; the client that its tests drive it with serves the other debugging sessions, too.
    files: ['apps/debug-e2e/**/*.ts'],
    rules: {
      '@nx/enforce-module-boundaries': [
        'error',
        { allow: ['@bimetal/vscode-debug/dap-client'], depConstraints: dependencyRules },
      ],
    },
  },
  {
    // The tests of the executable drive it as those of the server do theirs; what is inside it never sees them.
    files: ['apps/executable/e2e/**/*.ts'],
    rules: {
      '@nx/enforce-module-boundaries': [
        'error',
        { allow: [], depConstraints: [{ sourceTag: 'scope:executable', onlyDependOnLibsWithTags: ['scope:e2e'] }] },
      ],
    },
  },
  {
    // What only the types tell. docs/style.md says what that costs.
    files: ['**/*.ts'],
    ignores: ['tools/vscode-debug/e2e/program/**'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { workspace: { rules: { 'no-circle': noCircle } } },
    rules: {
      'workspace/no-circle': 'error',
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    },
  },
  {
    // The revision of an empty store is 0n, which is there, and false: what is asked of a number is said.
    files: ['libs/**/*.ts', 'apps/{api,ui}/**/*.ts'],
    rules: {
      '@typescript-eslint/strict-boolean-expressions': [
        'error',
        { allowNumber: false, allowNullableBoolean: true, allowNullableString: true },
      ],
    },
  },
  {
    files: ['**/*.cjs'],
    languageOptions: { sourceType: 'commonjs' },
    rules: {
      '@typescript-eslint/no-require-imports': 'off',
      // Every jest.config.cjs takes what they share from tools/jest, which is a folder of configuration and no project.
      '@nx/enforce-module-boundaries': 'off',
    },
  },
  {
    files: ['**/*.spec.ts'],
    languageOptions: { globals: { ...globals.jest } },
  },
  prettier,
);

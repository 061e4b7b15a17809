import angular from 'angular-eslint';
import globals from 'globals';
import tseslint from 'typescript-eslint';
import base, { noNativeCode } from '../../eslint.config.mjs';

/** The workspace's rules are for scripts; a template would not even parse under them. What has `files` or only ignores keeps it. */
const scripts = base.map((config) =>
  Object.keys(config).join() === 'ignores'
    ? config
    : { files: ['**/*.ts', '**/*.js', '**/*.mjs', '**/*.cjs'], ...config },
);

export default tseslint.config(
  ...scripts,
  { files: ['**/*.ts'], ...noNativeCode },
  {
    files: ['**/*.ts'],
    extends: [...angular.configs.tsRecommended],
    processor: angular.processInlineTemplates,
    languageOptions: { globals: { ...globals.browser } },
    rules: {
      '@angular-eslint/prefer-signals': 'error',
      '@angular-eslint/component-selector': ['error', { type: 'element', prefix: 'app', style: 'kebab-case' }],
    },
  },
  {
    files: ['**/*.html'],
    extends: [...angular.configs.templateRecommended, ...angular.configs.templateAccessibility],
    rules: {
      // Attributes are looked at by locale.spec.ts: the rule would want a list of all that are no text.
      '@angular-eslint/template/i18n': [
        'error',
        { checkAttributes: false, checkDuplicateId: false, ignoreTags: ['code', 'kbd', 'pre'] },
      ],
    },
  },
  {
    // What stands before any language is known.
    files: ['src/index.html'],
    rules: { '@angular-eslint/template/i18n': 'off' },
  },
  {
    // A project's configuration extends the workspace's, which belongs to no project.
    files: ['eslint.config.mjs'],
    rules: { '@nx/enforce-module-boundaries': 'off' },
  },
  {
    files: ['public/*.js'],
    languageOptions: { sourceType: 'script', globals: { ...globals.browser } },
  },
);

// One set of rules for the DJ's window (ui), the dancers' page (web) and their browser tests.
// What keeps untrusted names out of the markup and the host behind one door is a rule here.
import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';

const noMarkupFromText = [
  'innerHTML',
  'outerHTML',
  'insertAdjacentHTML',
  'setHTMLUnsafe',
  'createContextualFragment',
].map((name) => ({
  selector: `MemberExpression[property.name='${name}']`,
  message: 'Titles and names are untrusted: put them into the page as text.',
}));

export default ts.config(
  {
    ignores: [
      '**/dist/',
      '**/results/',
      '**/node_modules/',
      'target/',
      'src-tauri/',
      'ui/src/lib/backend/types.ts',
      'web/src/lib/protocol/messages.ts',
    ],
  },
  js.configs.recommended,
  ...ts.configs.strict,
  ...svelte.configs.recommended,
  {
    languageOptions: {
      globals: { ...globals.browser, ...globals.node, ...globals.serviceworker },
    },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      eqeqeq: 'error',
      'no-eval': 'error',
      'no-implied-eval': 'error',
      'no-new-func': 'error',
      'no-console': ['error', { allow: ['warn', 'error'] }],
      'no-restricted-properties': ['error', { object: 'document', property: 'write' }],
      'no-restricted-syntax': ['error', ...noMarkupFromText],
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            { group: ['@tauri-apps/*'], message: 'Only ui/src/lib/backend/tauri.ts talks to it.' },
          ],
        },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser } },
    rules: {
      // The compiler and svelte-check know types and runes; this rule knows neither.
      'no-undef': 'off',
      'svelte/no-at-html-tags': 'error',
      'svelte/no-target-blank': 'error',
      'svelte/button-has-type': 'error',
      'svelte/require-each-key': 'error',
    },
  },
  { files: ['**/*.ts'], rules: { 'no-undef': 'off' } },
  { files: ['ui/src/lib/backend/tauri.ts'], rules: { 'no-restricted-imports': 'off' } },
);

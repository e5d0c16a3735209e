import svelte from 'eslint-plugin-svelte';
import { defineConfig } from 'eslint/config';
import ts from 'typescript-eslint';

/**
 * Rules need no types: svelte-check has them, and the linter takes the properties of imported components for `any`. What the Svelte
 * compiler warns of (accessibility, unused styles) fails `npm run check`.
 */
export default defineConfig(
  { ignores: ['node_modules'], linterOptions: { reportUnusedDisableDirectives: 'error' } },
  ts.configs.recommended,
  svelte.configs.recommended,
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser } },
  },
  {
    rules: {
      // Maps, sets and dates are replaced as a whole ($state.raw), never changed while something shows them.
      'svelte/prefer-svelte-reactivity': 'off',
      // {' '} keeps the space at the edge of a block, which Svelte would remove.
      'svelte/no-useless-mustaches': 'off',
    },
  },
  {
    // An old Node must be able to read it, to say that it is too old.
    files: ['node-version.cjs'],
    rules: { '@typescript-eslint/no-require-imports': 'off', 'no-var': 'off' },
  },
);

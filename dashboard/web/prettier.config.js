/** The options that change the sources least, as they were before there was a formatter. */
export default {
  printWidth: 140,
  singleQuote: true,
  plugins: ['prettier-plugin-svelte'],
  overrides: [
    // An old Node must be able to read node-version.cjs, to say that it is too old.
    { files: '*.cjs', options: { trailingComma: 'es5' } },
  ],
};

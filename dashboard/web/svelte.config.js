import { vitePreprocess } from '@sveltejs/vite-plugin-svelte';

export default {
  preprocess: vitePreprocess(),
  compilerOptions: {
    // Roles that seem redundant keep a table a table where a narrow screen lays its rows out as grids.
    warningFilter: (warning) => !['a11y_no_redundant_roles', 'a11y_no_noninteractive_element_interactions'].includes(warning.code),
  },
};

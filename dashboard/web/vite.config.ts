import { svelte } from '@sveltejs/vite-plugin-svelte';
import { readFileSync } from 'node:fs';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

/** The licences of fonts and pictures that packages bring. Vite's own list, licenses/scripts.md, has those of scripts alone. */
const assetLicenses: Plugin = {
  name: 'asset-licenses',
  generateBundle(_, bundle) {
    const packages = Object.values(bundle)
      .flatMap((file) => (file.type === 'asset' ? file.originalFileNames : []))
      .flatMap((name) => /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(name)?.[1] ?? []);
    for (const name of new Set(packages)) {
      const fileName = `licenses/${name.split('/').pop()}.txt`;
      this.emitFile({ type: 'asset', fileName, source: readFileSync(`node_modules/${name}/LICENSE`) });
    }
  },
};

export default defineConfig({
  plugins: [svelte(), assetLicenses],
  build: {
    outDir: '../target/classes/vn/cds/dashboard/web',
    emptyOutDir: true,
    target: 'es2022',
    // A font or an image inlined as a data: address would need a wider content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    license: { fileName: 'licenses/scripts.md' },
  },
  server: {
    proxy: { '/api': 'http://127.0.0.1:8080' },
  },
  test: { include: ['src/**/*.test.ts'] },
});

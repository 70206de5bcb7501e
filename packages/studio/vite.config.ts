import { defineConfig } from 'vite';

export default defineConfig({
  resolve: { conditions: ['source', 'module', 'browser'] },
  base: './', // what is built works in any folder of any server
  build: { target: 'esnext', chunkSizeWarningLimit: 2_000 },
  worker: { format: 'es' },
});

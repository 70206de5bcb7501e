/** The page as it is built, served and opened in Chromium. */

import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { build, preview } from 'vite';

const root = join(import.meta.dirname, '..');

export interface Served {
  /** The page's address. */
  readonly address: string;
  readonly browser: Browser;
  close(): Promise<void>;
}

export async function serve(): Promise<Served> {
  const settings = { root, logLevel: 'silent', build: { outDir: 'dist/conformance' } } as const;
  await build(settings);
  const server = await preview({ ...settings, preview: { port: 0, host: '127.0.0.1' } });
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--disable-lcd-text'], // letters in one colour, for figures
  });
  return {
    address: server.resolvedUrls?.local[0] ?? '',
    browser,
    async close() {
      await browser.close();
      await server.close();
    },
  };
}

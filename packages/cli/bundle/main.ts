/**
 * What `ireko` runs when a source is newer than its bundle. If it fails, nothing is said of it: the sources
 * run as they are, and whatever is wrong with them shows there.
 *
 *   node --conditions=source packages/cli/bundle/main.ts
 */

import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bundleCommand } from './bundle.ts';

const place = fileURLToPath(new URL('../../../node_modules/.ireko/', import.meta.url));

try {
  mkdirSync(place, { recursive: true });
  await bundleCommand(place, 'current');
} catch {
  process.exitCode = 1;
}

/**
 * Bundles the command: its sources, some 250 files, as a few files of JavaScript, one or more for each
 * command. Node needs a third of a second to find and load the sources one by one, longer than most
 * commands run.
 *
 * The bundle is CommonJS, since an `import` of a module of Node's own evaluates all that it has, which
 * takes 20 ms for `node:crypto` alone. A bundle stands in a folder of its own and is never changed: a
 * link, which is replaced at once, leads to the latest. Only linker scripts are added to it, as they are
 * parsed [parsed-scripts.ts].
 *
 *   loader.ts   loads its files, with the code of their functions
 *   start.ts    becomes its `main.js`
 *   train.ts    keeps that code
 */

import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, renameSync, rmSync, symlinkSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/** Sources that are as new as this may have been written after they were read. */
const CLOCK_TICK_MS = 20;
/** The training of a bundle takes half a second; whatever holds it up, the command does not wait for ever. */
const TRAINING_MS = 20_000;
/** A command that is running may still load from the bundle before. */
const BUNDLES_KEPT = 2;

/**
 * Bundles the command.
 * @param place a folder that is there, for bundles: three folders below the repository's root are their files,
 *   as deep as the sources [repository.ts].
 * @param link the name in it that leads to the new bundle, whose file `main.js` has the time at which the sources
 *   were read.
 */
export async function bundleCommand(place: string, link: string): Promise<void> {
  const began = Date.now();
  const name = `${began.toString(36)}-${process.pid}`;
  const folder = join(place, name);
  await write(folder, {
    command: path('../src/main.ts'),
    'command-line': path('../src/command-line.ts'),
  });
  await write(folder, { main: path('start.ts') });
  mkdirSync(join(folder, 'scripts'));
  // What fails is only slower.
  spawnSync(process.execPath, ['--conditions=source', path('train.ts'), folder], {
    stdio: 'ignore',
    timeout: TRAINING_MS,
  });
  const time = (began - CLOCK_TICK_MS) / 1000;
  utimesSync(join(folder, 'main.js'), time, time);
  symlinkSync(name, `${folder}.link`);
  renameSync(`${folder}.link`, join(place, link));
  const old = readdirSync(place, { withFileTypes: true })
    .filter((each) => each.isDirectory())
    .map((each) => each.name)
    .sort();
  for (const each of old.slice(0, -BUNDLES_KEPT)) rmSync(join(place, each), { recursive: true });
}

/** Bundles sources, each with the name of the file that it becomes. */
async function write(folder: string, input: Readonly<Record<string, string>>): Promise<void> {
  const bundle = await rolldown({
    input,
    platform: 'node',
    resolve: { conditionNames: ['source', 'import', 'node'] },
    logLevel: 'silent',
  });
  await bundle.write({ dir: folder, format: 'cjs' });
}

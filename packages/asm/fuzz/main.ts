/**
 * `npm run fuzz:assembler`: random sources for as long as one likes. The assembler must end each in an
 * object or in mistakes with their places, soon and without much memory. Where GNU as is at hand it
 * must say the same: take it or not, and the same object. Each seed on which anything of that does not
 * hold is told. The unit tests do the same with a few hundred, without GNU as.
 *
 *   npm run fuzz:assembler -- [--from SEED] [--count N]
 */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fuzzOptions } from '../../isa/test/fuzz-options.ts';
import { fuzzProgress } from '../../isa/test/fuzz-progress.ts';
import { view } from '../conformance/oracle.ts';
import { formatDiagnostic } from '../src/index.ts';
import {
  assembleRandom,
  complaintsAbout,
  fuzzArchitecture,
  SOURCE_NAME,
} from '../test/random-assembly.ts';
import { randomSource } from '../test/random-source.ts';

const { from, count } = fuzzOptions({});
const end = from + count;
const progress = fuzzProgress('sources', count);

/** A source has some hundred lines; what takes longer goes in circles. */
const LONGEST_MS = 5000;
const MOST_BYTES = 1 << 30;

const gnu = 'riscv64-unknown-elf-as';
const hasGnu = spawnSync(gnu, ['--version']).status === 0;
const folder = mkdtempSync(join(tmpdir(), 'ireko-fuzz-'));

/** What GNU as makes of a source: an object, or its messages; undefined where it fails itself. */
function gnuAssembly(seed: number): Uint8Array | string | undefined {
  const [source, object] = [join(folder, SOURCE_NAME), join(folder, 'random.o')];
  writeFileSync(source, randomSource(seed));
  const options = [`-march=${fuzzArchitecture}`, '-o', object, SOURCE_NAME];
  const run = spawnSync(gnu, options, { cwd: folder, encoding: 'utf8', timeout: 2 * LONGEST_MS });
  if (run.status === 0) return readFileSync(object);
  return run.status === 1 && !/nternal error/.test(run.stderr) ? run.stderr : undefined;
}

/** How ours differs from GNU's, in a few lines; undefined if it does not. */
function difference(seed: number): string | undefined {
  const theirs = gnuAssembly(seed);
  if (theirs === undefined) return undefined;
  const { object, diagnostics } = assembleRandom(seed);
  if (typeof theirs === 'string') {
    const first = theirs.split('\n').find((line) => /rror:/.test(line));
    return object && `GNU as refuses it: ${first}`;
  }
  if (!object) {
    const error = diagnostics.find(({ severity }) => severity === 'error');
    return `GNU as takes it: ${error && formatDiagnostic(error)}`;
  }
  const [expected, ours] = [view(theirs), view(object)];
  if (expected.join('\n') === ours.join('\n')) return undefined;
  const missing = expected.filter((line) => !ours.includes(line)).slice(0, 3);
  const extra = ours.filter((line) => !expected.includes(line)).slice(0, 3);
  return [
    'other objects:',
    ...missing.map((line) => `- ${line}`),
    ...extra.map((l) => `+ ${l}`),
  ].join('\n  ');
}

let wrong = 0;
let different = 0;
for (let seed = from; seed < end; seed++) {
  const startMs = performance.now();
  const complaints = complaintsAbout(seed);
  const takenMs = performance.now() - startMs;
  if (takenMs > LONGEST_MS) complaints.push(`it takes ${Math.round(takenMs)} ms`);
  const { rss } = process.memoryUsage();
  if (rss > MOST_BYTES) complaints.push(`it takes ${rss >> 20} MB`);
  for (const complaint of complaints) console.log(`seed ${seed}: ${complaint}`);
  if (complaints.length > 0) wrong++;
  const differs = hasGnu && complaints.length === 0 ? difference(seed) : undefined;
  if (differs !== undefined) console.log(`seed ${seed}: ${differs}`);
  if (differs !== undefined) different++;
  progress(seed - from + 1);
}
rmSync(folder, { recursive: true });
const beside = hasGnu ? `, ${different} on which GNU as differs` : `; ${gnu} is not installed`;
console.log(`${count} sources, ${wrong} that the assembler fails on${beside}`);
process.exitCode = wrong + different > 0 ? 1 : 0;

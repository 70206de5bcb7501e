/**
 * `npm run stress`: the monitor for a long time in bad company. Each of the three runs is a test in a
 * shorter form.
 *
 *   npm run stress -- [processes] [calls] [power] [--seed N] [--engine NAME] [--short]
 *
 * - processes: 64 at once in a quarter of the memory that they need, killed by chance: 10⁹ instructions.
 * - calls: system calls by chance, beside a witness: 10⁸ instructions.
 * - power: cut at 300 random moments, on the same disk.
 */
import { parseArgs } from 'node:util';
import { type EngineName, engineNames } from '../../machine/src/index.ts';
import { calls } from './calls.ts';
import { power } from './power.ts';
import { processes } from './processes.ts';
import type { Outcome } from './whole.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: 'string', default: '1' },
    engine: { type: 'string', default: 'translator' },
    short: { type: 'boolean', default: false },
  },
});
const engine = values.engine as EngineName;
const seed = Number(values.seed);
const share = values.short ? 0.05 : 1;

const runs: Readonly<Record<string, () => Outcome>> = {
  processes: () => processes(Math.ceil(1400 * share), engine),
  calls: () => calls(Math.ceil(20 * share), seed, engine),
  power: () => power(Math.ceil(300 * share), seed, engine),
};

const chosen = positionals.length > 0 ? positionals : Object.keys(runs);
const unknown = chosen.find((name) => !(name in runs));
const mistake =
  unknown !== undefined
    ? `there is no run ${unknown}; there are ${Object.keys(runs).join(', ')}`
    : !engineNames.includes(engine)
      ? `there is no engine ${engine}; there are ${engineNames.join(', ')}`
      : !Number.isSafeInteger(seed) || seed < 0
        ? `--seed ${values.seed}: a seed is a whole number`
        : undefined;
if (mistake !== undefined) {
  process.stderr.write(`stress: error: ${mistake}\n`);
  process.exit(1);
}

for (const name of chosen) {
  const { problems, instructions, facts } = (runs[name] as () => Outcome)();
  const verdict = problems.length === 0 ? 'good' : 'FAILED';
  const all = [`${instructions.toLocaleString('en')} instructions`, ...facts];
  process.stdout.write(`${name}: ${verdict}: ${all.join('; ')}\n`);
  for (const problem of problems) process.stdout.write(`  ${problem}\n`);
  if (problems.length > 0) process.exitCode = 1;
}

import { engineNames } from '@ireko/machine';
import { describe, expect, test } from 'vitest';
import { commands, loadCommand, overview } from '../src/overview.ts';
import { ireko } from './command-line.ts';

describe('the overview', () => {
  test('names every command', () => {
    for (const name of Object.keys(commands))
      expect(overview()).toMatch(new RegExp(`^  ${name} `, 'm'));
  });

  test('is shown for --help, and on stderr with status 1 for no command at all', async () => {
    const [asked, silent] = await Promise.all([ireko(['--help']), ireko([])]);
    expect(asked).toEqual({ status: 0, stdout: overview(), stderr: '' });
    expect(silent).toEqual({ status: 1, stdout: '', stderr: overview() });
  });
});

describe.each(Object.entries(commands))('the page of %s', (name, row) => {
  test('has all parts, in lines of at most 100 columns', async () => {
    const page = (await row.load()).command.help();
    expect(page).toMatch(new RegExp(`^Usage: ireko ${name}\\b`));
    for (const part of ['Options:', 'Examples:', 'Errors:'])
      expect(page).toContain(`\n\n${part}\n`);
    for (const line of page.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
  });
});

test('help COMMAND and COMMAND --help show the same page', async () => {
  const [one, other] = await Promise.all([ireko(['help', 'run']), ireko(['run', '--help'])]);
  expect(one.status).toBe(0);
  expect(one.stdout).toContain('Usage: ireko run');
  expect(other).toEqual(one);
});

test('the page of run names every engine', async () => {
  const page = (await loadCommand('run')).help();
  for (const name of engineNames) expect(page).toContain(name);
});

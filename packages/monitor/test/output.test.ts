import { expect, test } from 'vitest';
import { processOutput } from '../src/index.ts';

test('lines are put together by process, in number order, whoever was first', () => {
  const console = [
    'monitor: jobs: 10',
    '[10 child] late',
    '[2 sort] one',
    'monitor: 10 child ended, status 9 (3 pages, 5 calls, 0 sectors)',
    '[2 sort] two',
    'monitor: jobs done: 10, not as expected: 0',
  ].join('\r\n');
  expect(processOutput(console)).toBe(
    '[2 sort] one\n[2 sort] two\n[10 child] late\n' +
      'monitor: 10 child ended, status 9 (3 pages, 5 calls, 0 sectors)\n',
  );
});

test('what belongs to no process is left out', () => {
  expect(processOutput('monitor: memory: 128 MiB\nprimes 100\n[x] no\n')).toBe('');
});

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { minimalOs } from '../../src/images/examples.ts';
import { build, repositoryRoot } from '../../src/repository.ts';
import { runGuest } from '../guest.ts';

const folder = 'examples/minimal-os';
const source = (name: string) => readFileSync(`${repositoryRoot}${folder}/${name}`, 'utf8');

/** The system with its tasks changed: each line of tasks.s that is named becomes another. */
function withTasks(...changes: readonly (readonly [line: string, by: string])[]): Uint8Array {
  let tasks = source('tasks.s');
  for (const [line, by] of changes) {
    expect(tasks).toContain(line);
    tasks = tasks.replace(line, by);
  }
  return build(minimalOs, new Map([[`${folder}/tasks.s`, new TextEncoder().encode(tasks)]]));
}

/** Tasks do not wait for their turn. */
const impatient = ['        bne     t0, s1, .Lwait\n', ''] as const;

test('the system is shorter than 200 lines', () => {
  expect(source('minimal-os.s').trimEnd().split('\n').length).toBeLessThan(200);
});

test('a task that reads the system’s memory ends, and the run fails', () => {
  const run = runGuest(withTasks(['        mv      s1, a0\n', '        lw      t0, _start\n']));
  expect(run.console).toContain('minimal-os: a task did what it may not\n');
  expect(run.status).toBe(1);
});

test('a task that asks to print the system’s memory ends, and the run fails', () => {
  const run = runGuest(
    withTasks(impatient, ['        mv      a0, s2\n', '        la      a0, _start\n']),
  );
  expect(run.console).toContain('minimal-os: a task did what it may not\n');
  expect(run.status).toBe(1);
});

test('a task that asks for a service that does not exist ends, and the run fails', () => {
  const run = runGuest(withTasks(['        li      a7, EXIT\n', '        li      a7, 99\n']));
  expect(run.console).toContain('pong 3\n');
  expect(run.status).toBe(1);
});

import { expect, test } from 'vitest';
import { addMembers, extractMembers, listMembers } from '../../src/tools/ar.ts';

const a = { name: 'a.o', bytes: Uint8Array.of(1) };
const b = { name: 'b.o', bytes: Uint8Array.of(2, 3) };

function made(archive: Uint8Array | undefined, ...files: (typeof a)[]): Uint8Array {
  const answer = addMembers(archive, files);
  if ('problem' in answer) throw new Error(answer.problem);
  return answer.result;
}

test('a file takes the place of the member of its name', () => {
  const archive = made(made(undefined, a, b), { name: 'a.o', bytes: Uint8Array.of(9) });
  expect(listMembers(archive)).toEqual({ result: ['a.o', 'b.o'] });
  expect(extractMembers(archive, ['a.o'])).toEqual({
    result: [{ name: 'a.o', bytes: Uint8Array.of(9) }],
  });
});

test('a member that is not there is told', () => {
  expect(extractMembers(made(undefined, a), ['b.o'])).toEqual({ problem: 'no member `b.o`' });
});

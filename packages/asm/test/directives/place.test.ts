import { expect, test } from 'vitest';
import { complaintsOf, hexOf, objectOf } from '../assembling.ts';

const data = (statements: string) => hexOf(`.data\n${statements}\n`, '.data');

test('.align takes a power of two, .balign bytes', () => {
  expect(data('.byte 1\n.align 2\n.byte 2')).toBe('0100000002');
  expect(data('.byte 1\n.balign 2\n.byte 2')).toBe('010002');
});

test('an alignment may be filled, and given up if it takes too much', () => {
  expect(data('.byte 1\n.balign 4, 0xcc\n.byte 2')).toBe('01cccccc02');
  expect(data('.byte 1\n.p2align 4,,3\n.byte 2')).toBe('0102');
});

test('code is padded with nops, a compressed one first', () => {
  expect(hexOf('nop\n.align 3\nnop\n.option norvc\nnop\n').slice(0, 16)).toBe('0100010013000000');
});

test('the section takes on its largest alignment', () => {
  const data = objectOf('.data\n.align 4\n.align 2\n').sections.find(
    ({ name }) => name === '.data',
  );
  expect(data?.align).toBe(16);
});

test('.org moves forward within the section', () => {
  expect(data('.byte 1\n.org 4\n.byte 2\n.org . + 1, 0xff\n.byte 3')).toBe('0100000002ff03');
});

test('.org backwards is reported', () => {
  expect(complaintsOf('.data\n.word 1\n.org 2\n')).toEqual([
    '3:6 .org 2 would move back: .data is already at offset 4',
  ]);
});

test('of an offset with a name that is not defined yet only the name counts', () => {
  expect(data('.org nowhere + 2\n.byte 1')).toBe('01');
  expect(data('.org later + 9\n.byte 1\n.set later, 2')).toBe('000001');
  expect(complaintsOf('.data\n. = nowhere\n')).toEqual([
    '2:1 `nowhere` is not defined, and the rest counts as 0 here',
  ]);
});

test('padding that is no multiple of the fill is a mistake', () => {
  expect(complaintsOf('.data\n.byte 1\n.balignw 4, 5\n')).toEqual([
    '3:1 3 bytes of padding are no multiple of the fill of 2',
  ]);
});

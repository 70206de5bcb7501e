import { describe, expect, test } from 'vitest';
import { giveState, type Stateful, type StateTransfer, stateOf } from '../../src/snapshot/state.ts';

/** A part with a value of each kind. */
class Part implements Stateful {
  count = 1;
  isOn = false;
  wide = 2n ** 64n - 1n;
  bytes: Uint8Array = Uint8Array.of(1, 0xff);
  readonly words: Uint32Array = Uint32Array.of(7, 0xffff_ffff);
  items: readonly number[] = [3, 4];
  inner: Part | undefined;

  transfer(state: StateTransfer): void {
    this.count = state.number('count', this.count, 0, 9);
    this.isOn = state.flag('isOn', this.isOn);
    this.wide = state.big('wide', this.wide);
    this.bytes = state.bytes('bytes', this.bytes, 4);
    state.words('words', this.words);
    this.items = state.list('items', this.items, 3, (item, value) => item.number('it', value ?? 0));
    if (this.inner) state.part('inner', this.inner);
  }
}

const nested = (): Part => Object.assign(new Part(), { inner: new Part() });

test('a part that is given another’s state is as that one', () => {
  const one = nested();
  Object.assign(one, { count: 5, isOn: true, wide: 12n, bytes: new Uint8Array(0), items: [] });
  one.words[0] = 99;
  const other = nested();
  expect(giveState(other, stateOf(one))).toBeUndefined();
  expect(other).toEqual(one);
});

test('a state is plain data', () => {
  const state = stateOf(nested());
  expect(JSON.parse(JSON.stringify(state))).toEqual(state);
});

describe('a state that does not fit is refused, and the part is as it was:', () => {
  const state = stateOf(nested());
  const inner = stateOf(new Part());
  test.each([
    [{ ...state, count: 10 }, 'count is 10, not from 0 to 9'],
    [{ ...state, count: 1.5 }, 'count is not a whole number'],
    [{ ...state, count: '1' }, 'count is not a whole number'],
    [{ ...state, isOn: 1 }, 'isOn is neither true nor false'],
    [{ ...state, wide: '0x12345678123456780' }, 'wide is not a hexadecimal number of 64 bits'],
    [{ ...state, bytes: '0102030405' }, 'bytes has 5 bytes; there is room for 4'],
    [{ ...state, bytes: 'xy' }, 'bytes is not hexadecimal bytes'],
    [{ ...state, words: '1' }, 'words is not 2 hexadecimal words'],
    [{ ...state, items: [{ it: 1 }, {}] }, 'items.1.it is missing'],
    [{ ...state, items: [1] }, 'items is not a list of states'],
    [{ ...state, items: new Array(4).fill({ it: 1 }) }, 'items has 4 items; there is room for 3'],
    [{ ...state, inner: [] }, 'inner is not a state'],
    [{ ...state, inner: { ...inner, count: -1 } }, 'inner.count is -1, not from 0 to 9'],
  ])('%j', (record, problem) => {
    const part = nested();
    expect(giveState(part, { count: 0, ...(record as typeof state) })).toBe(problem);
    expect(part).toEqual(nested());
  });
});

/** The keys of a real terminal that are not only the guest's. */

import { PassThrough } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { Machine } from '@ireko/machine';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { Terminal } from '../../src/host/terminal.ts';

afterEach(() => vi.restoreAllMocks());

/** Somebody types at a terminal. @returns what they see, what the guest is given, and whether they have left. */
async function typing(keys: string): Promise<{ seen: string; given: string; left: boolean }> {
  const stdin = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => stdin });
  vi.spyOn(process, 'stdin', 'get').mockReturnValue(stdin as unknown as typeof process.stdin);
  let [seen, given] = ['', ''];
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    seen += text;
    return true;
  });
  const terminal = new Terminal({
    onInput: (_machine, bytes) => {
      given += new TextDecoder().decode(bytes);
    },
  });
  terminal.open();
  for (const key of keys) stdin.write(key);
  await setImmediate();
  terminal.deliver(new Machine({ ramBytes: 64 * 1024 }));
  terminal.close();
  return { seen, given, left: terminal.left };
}

describe('Ctrl-C', () => {
  test('goes to the guest', async () => {
    expect(await typing('a\x03b\x03')).toEqual({ seen: '', given: 'a\x03b\x03', left: false });
  });

  test('three times in a row has one told how to leave', async () => {
    const { seen, given } = await typing('\x03\x03\x03\x03');
    expect(seen).toMatch(/^\nCtrl-C goes to the guest; Ctrl-A x leaves, .+\n$/);
    expect(given).toBe('\x03\x03\x03\x03');
  });
});

test('Ctrl-A x leaves, and Ctrl-A twice is one for the guest', async () => {
  expect(await typing('\x01\x01\x01x')).toEqual({ seen: '', given: '\x01', left: true });
});

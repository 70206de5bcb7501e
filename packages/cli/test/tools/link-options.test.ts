import { expect, test } from 'vitest';
import { linkOptions } from '../../src/tools/link-options.ts';

test.each([
  [['execstack'], true],
  [['execstack', 'noexecstack'], false],
  [['execstack', 'noexecstack', 'execstack'], true],
  [['stack-size=4096'], undefined],
])('of -z %j what is given last decides about the stack', (z, expected) => {
  expect(linkOptions({ z }).executableStack).toBe(expected);
});

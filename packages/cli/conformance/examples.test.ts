/** The examples, built by our tools, do on QEMU what they do on our computer. */

import { expect, test } from 'vitest';
import { examples } from '../src/images/examples.ts';
import { build } from '../src/repository.ts';
import { disk, expected } from '../test/examples/expected.ts';
import { runOnQemu } from './qemu.ts';

test.each(examples)('$name prints the same on QEMU', async (image) => {
  expect(await runOnQemu(build(image), disk)).toEqual({
    status: 0,
    stdout: expected[image.name],
    stderr: '',
  });
});

/** `ireko vmm FILE`: guests as a description file tells of them. */

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { hello, minimalOs, slowDiskWfi } from '../../src/images/examples.ts';
import { build, repositoryRoot } from '../../src/repository.ts';
import { folder, ireko } from '../command-line.ts';
import { disk, expected } from '../examples/expected.ts';

const image = build(hello);

/** What `ireko vmm` says of a description that is wrong. */
async function complaint(text: string): Promise<string> {
  const cwd = folder({ 'a.vmm': text, 'a.elf': image });
  const { status, stdout, stderr } = await ireko(['vmm', 'a.vmm'], { cwd });
  expect(stdout).toBe('');
  expect(status).toBe(1);
  return stderr.split('\n')[0] as string;
}

test('guests, disks and settings come from the file, paths relative to it', async () => {
  const text = `# two guests, two disks
policy = io
slice = 2.5   # ms
script = commands
drive = file=first.img,readonly=on
drive = file=second.img,readonly=on

[small]
kernel = a.elf
mem = 2M
weight = 3

[reader]
kernel=slow.elf
mem = 2M
disk = 1@
disk = 0@0:1:ro
net = 0
technique = tvm
shadows = near-flush
`;
  const cwd = folder({
    'there/guests.vmm': text,
    'there/commands': new TextEncoder().encode('# to begin with\nchoose 1\n'),
    'there/a.elf': image,
    'there/slow.elf': build(slowDiskWfi),
    'there/first.img': new Uint8Array(512),
    'there/second.img': disk,
  });
  const { status, stdout, stderr } = await ireko(['vmm', 'there/guests.vmm'], { cwd });
  expect(stderr).toBe('');
  expect(stdout).toMatch(/^vmm> choose 1\nvmm: reader reads what is typed\n/);
  expect(stdout).toContain(`small| ${expected['hello']}`);
  expect(stdout).toContain(`reader| ${expected['slow-disk-wfi']}`);
  expect(status).toBe(0);
});

test('options add to what the file says, and are stronger', async () => {
  const cwd = folder({ 'a.vmm': 'policy = io\n[a]\nkernel = a.elf\nmem = 2M\n', 'a.elf': image });
  const more = ['--vm', 'name=b,kernel=a.elf,mem=2M', '--policy', 'none'];
  const { stdout } = await ireko(['vmm', 'a.vmm', ...more], { cwd });
  expect(stdout).toContain('a| hello');
  expect(stdout).toContain('b| hello');
});

test.each([
  [
    'kernel\n',
    "a.vmm:1:1: error: 'kernel' is no setting; write NAME = VALUE, or [NAME] to begin a guest",
  ],
  ['\n  polcy = io\n', "a.vmm:2:3: error: there is no setting 'polcy'; did you mean policy?"],
  [
    'policy = fair\n',
    "a.vmm:1:10: error: policy: there is no 'fair'; it is one of none, quantum, io",
  ],
  [
    'slice = long\n',
    "a.vmm:1:9: error: slice: 'long' is not a time in milliseconds; write 5, or 0.5",
  ],
  ['[a]\nkernel = b.elf\n', 'a.vmm:2:10: error: b.elf: No such file or directory'],
  ['[a]\nmem = 3M\n', 'a.vmm:1:2: error: a has no kernel; add the line kernel = a.elf'],
  ['[a]\nkernel = a.elf\n mem = x # no\n', "a.vmm:3:8: error: mem: 'x' is not an amount of RAM"],
  ['[a]\nmem = 2M\nmem = 4M\n', 'a.vmm:3:7: error: mem is given twice'],
  ['[a]\ndisk = 7\n', "a.vmm:2:8: error: disk: '7' is not START:SECTORS; write 0:512"],
  ['[a]\nnet = x\n', "a.vmm:2:7: error: net: 'x' is not a whole number from 0 up"],
  ['drive = file=b.img\n', 'a.vmm:1:9: error: b.img: cannot open the disk image'],
])('%j: the place of the mistake is told', async (text, message) => {
  expect(await complaint(text)).toContain(message);
});

test('the example with three guests does what its page shows', async () => {
  const example = `${repositoryRoot}examples/three-guests`;
  const cwd = folder({
    'guests.vmm': readFileSync(`${example}/guests.vmm`),
    'slow-disk-wfi.elf': build(slowDiskWfi),
    'minimal-os.elf': build(minimalOs),
    // seq 1000000 | head -c 1048576
    'disk.img': Array.from({ length: 200_000 }, (_, at) => `${at + 1}\n`)
      .join('')
      .slice(0, 2 ** 20),
  });
  const { status, stdout } = await ireko(['vmm', 'guests.vmm'], { cwd });
  expect(status).toBe(0);
  expect(readFileSync(`${example}/README.md`, 'utf8')).toContain(`\`\`\`\n${stdout}\`\`\`\n`);
});

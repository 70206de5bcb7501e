/** The operator's console: what is typed after Ctrl-A. */
import { expect, test } from 'vitest';
import { buildVmm, guestImage, linesOf, minimalOs, run, vm } from './boot.ts';

const echo = guestImage('echo');
const call = '\x01';

/** What the VMM itself says. */
const vmmLines = (console: string): readonly string[] =>
  console.split('\n').filter((line) => line.startsWith('vmm'));

/** What the VMM says to commands, before two guests that read are let go. */
function answers(typed: string): readonly string[] {
  const vmm = buildVmm([vm('first', echo), vm('other', echo)]);
  const { console, outcome } = run(vmm, { typed: `${typed}${call}0\n${call}1\n` });
  expect(outcome).toEqual({ kind: 'finished', status: 0 });
  const lines = vmmLines(console);
  return lines.slice(0, lines.lastIndexOf('vmm: first reads what is typed'));
}

test('the operator chooses who reads what is typed, stops a VM, and lets it go on', () => {
  const vmm = buildVmm([vm('first', echo), vm('other', echo)]);
  const call = '\x01';
  const typed = `${call}1to the other\n${call}0${call}sunread${call}l${call}g, then read\n`;
  const { console, outcome } = run(vmm, { typed });
  expect(linesOf('other', console)).toEqual(['echo: type a line', 'to the other']);
  expect(linesOf('first', console)).toEqual(['echo: type a line', 'unread, then read']);
  expect(console.split('\n').filter((line) => line.startsWith('vmm: '))).toEqual([
    'vmm: other reads what is typed',
    'vmm: first reads what is typed',
    'vmm: first is stopped',
    'vmm: first (0) is stopped',
    'vmm: first reads what is typed',
    'vmm: other (1) runs',
    'vmm: first runs',
    'vmm: first ended, status 0',
    'vmm: other ended, status 0',
    'vmm: all virtual machines have ended',
  ]);
  expect(outcome).toEqual({ kind: 'finished', status: 0 });
});

test('a VM that is reset boots again, though it had ended', () => {
  const vmm = buildVmm([vm('first', echo), vm('other', minimalOs)]);
  const { console, outcome } = run(vmm, { typed: `${call}1${call}r${call}0\n` });
  const once = linesOf('other', run(buildVmm([vm('other', minimalOs)])).console);
  expect(linesOf('other', console)).toEqual([...once, ...once]);
  expect(outcome).toEqual({ kind: 'finished', status: 0 });
});

test('a VM that computes is stopped at once, and the others run', () => {
  const spin = guestImage('spin');
  const vms = [vm('spin', spin), vm('other', minimalOs)];
  const { console } = run(buildVmm(vms, { sliceMs: 1000 }), {
    typed: `${call}s`,
    typedAt: 500_000,
    maxInstructions: 2_000_000,
  });
  expect(vmmLines(console)).toContain('vmm: spin is stopped');
  expect(vmmLines(console)).toContain('vmm: other ended, status 0');
});

test.each(['trap', 'tvm'] as const)(
  'a VM by %s is reset in the middle of its work',
  (technique) => {
    const paging = guestImage('paging');
    const disks = [{ startSector: 8, sectors: 8 }];
    const vms = [
      vm('echo', echo),
      vm('paging', paging, { technique }),
      vm('float', guestImage('float'), { technique }),
      vm('disk', guestImage('disk'), { disks }),
    ];
    const alone = run(buildVmm([...vms.slice(1)])).console;
    const resets = ['1', '2', '3'].map((number) => `${call}${number}${call}r`).join('');
    // Typed at once, so that it is read when the first slice ends.
    const { console, outcome } = run(buildVmm(vms, { sliceMs: 0.05 }), {
      typed: `${resets}${call}0\n`,
      typedAt: 300_000,
    });
    expect(vmmLines(console).filter((line) => line.endsWith(' is reset'))).toHaveLength(3);
    for (const name of ['paging', 'float', 'disk']) {
      const lines = linesOf(name, alone);
      expect(linesOf(name, console).slice(-lines.length)).toEqual(lines);
    }
    expect(outcome).toEqual({ kind: 'finished', status: 0 });
  },
);

test('a VM boots the kernel of another', () => {
  const vmm = buildVmm([vm('first', echo), vm('other', minimalOs)]);
  const { console, outcome } = run(vmm, { typed: `${call}:kernel 1\n` });
  expect(linesOf('first', console).slice(1)).toEqual(linesOf('other', console));
  expect(outcome).toEqual({ kind: 'finished', status: 0 });
});

test('registers and memory are examined, and memory that is not there is not', () => {
  const shown = answers(`${call}e${call}:examine 0x80000000\n${call}:e 4096\n`);
  expect(shown[0]).toMatch(/^vmm: first: pc {7}00000000800000\w\w ra {7}/);
  expect(shown.slice(0, 12).join()).toMatch(/ mode {5}0{15}3 .* mie {6}0{13}800 /);
  expect(shown[11]).toBe('vmm> examine 0x80000000');
  expect(
    shown.slice(12, 16).every((line) => /^vmm: first: \w{16}: \w{16} \w{16}$/.test(line)),
  ).toBe(true);
  expect(shown.slice(16)).toEqual(['vmm> e 4096', 'vmm: first has no memory there']);
});

test('the account tells slices, instructions, disk requests, and exits by their cause', () => {
  const shown = answers(`${call}a`).map((line) => line.replace(/[0-9]+/, '#'));
  expect(shown).toEqual([
    'vmm: first: # times given the processor',
    "vmm: first: # instructions, its own and the VMM's for it",
    'vmm: first: # disk requests',
    'vmm: first: # exits: privileged or illegal instruction',
    'vmm: first: # exits: page fault of a load, or a device',
    'vmm: first: # exits: page fault of a store, or a device',
  ]);
});

test('help names every command, and so does what is no command', () => {
  const help = answers(`${call}h`);
  expect(help.map((line) => /^vmm: {3}(\w+) /.exec(line)?.[1]).filter(Boolean)).toEqual(
    'choose list stop switch go start reset kernel load examine account wait help'.split(' '),
  );
  expect(answers(`${call}z`)).toEqual(help);
  for (const line of ['unknown', 'stop now', 'examine zz', 'kernel 0 1', '0x1g', 'wait -1'])
    expect(answers(`${call}:${line}\n`).slice(1)).toEqual(help);
  expect(answers(`${call}:stop${' '.repeat(60)}not\n`).slice(1)).toEqual(help);
});

test('a command that is about a number does nothing without one', () => {
  for (const line of ['switch', 'choose 0x', 'kernel'])
    expect(answers(`${call}:1\n${call}:${line}\n${call}:0\n`).slice(2)).toEqual([
      `vmm> ${line}`,
      'vmm: there is no virtual machine of that number; list tells their numbers',
      'vmm> 0',
      'vmm: first reads what is typed',
    ]);
});

test('a command line is edited, an empty one does nothing, and numbers choose VMs', () => {
  expect(answers(`${call}:9\n${call}:\n${call}: 1x\x7f \n${call}:\tchoose\t0\n`)).toEqual([
    'vmm> 9',
    'vmm: there is no virtual machine of that number; list tells their numbers',
    'vmm> ',
    'vmm>  1x\b \b ',
    'vmm: other reads what is typed',
    'vmm> \tchoose\t0',
    'vmm: first reads what is typed',
  ]);
});

test('a script operates from the start on, and after waits', () => {
  const script = `# the second stands until the first has had a while
switch 1
stop

wait 20
list
start
wait 1
reset
load 7
wait 50
list`;
  const vms = [vm('first', minimalOs), vm('other', minimalOs)];
  const { console, outcome } = run(buildVmm(vms, { script }));
  expect(vmmLines(console)).toEqual([
    'vmm> switch 1',
    'vmm: other reads what is typed',
    'vmm> stop',
    'vmm: other is stopped',
    'vmm> wait 20',
    'vmm: first ended, status 0',
    'vmm> list',
    'vmm: first (0) has ended',
    'vmm: other (1) is stopped',
    'vmm: other reads what is typed',
    'vmm> start',
    'vmm: other runs',
    'vmm> wait 1',
    'vmm> reset',
    'vmm: other is reset',
    'vmm> load 7',
    'vmm: there is no virtual machine of that number; list tells their numbers',
    'vmm> wait 50',
    'vmm: other ended, status 0',
    'vmm> list',
    'vmm: first (0) has ended',
    'vmm: other (1) has ended',
    'vmm: other reads what is typed',
    'vmm: all virtual machines have ended',
  ]);
  expect(outcome).toEqual({ kind: 'finished', status: 0 });
});

/** Snapshots, the machine's monitor, record and replay, from the command line. */

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeDisk, monitorIo } from '@ireko/monitor';
import { describe, expect, test } from 'vitest';
import { minimalOs } from '../src/images/examples.ts';
import { build } from '../src/repository.ts';
import { folder, ireko } from './command-line.ts';
import { echoSource, program } from './program.ts';

const echo = program(echoSource);

/** No more RAM than the programs need: snapshots and hashes are of all of it. */
const small = ['-m', '2M'];

/** All but where a run was cut in two. */
const cut = ({ stdout }: { readonly stdout: string }) => stdout;

describe('snapshots', () => {
  test('a run that is saved and loaded goes on as one that is not', async () => {
    const cwd = folder({ 'a.elf': build(minimalOs) });
    const whole = await ireko(['run', ...small, '--stats', 'a.elf'], { cwd });
    const limit = '--max-instructions=200_000';
    const first = await ireko(['run', ...small, limit, '--save', 'half', 'a.elf'], { cwd });
    expect(first.status).toBe(1);
    const second = await ireko(['run', '--stats', '-loadvm', 'half'], { cwd });
    expect(second).toEqual({ ...whole, stdout: whole.stdout.slice(first.stdout.length) });
    expect(readFileSync(join(cwd, 'half.snap')).length).toBeLessThan(20_000);
  });

  test('a disk goes back with the computer', async () => {
    const cwd = folder({ 'io.elf': build(monitorIo), disk: makeDisk() });
    const drive = ['-m', '16M', '-drive', 'file=disk'];
    const limit = '--max-instructions=1_000_000';
    const first = await ireko(['run', ...drive, limit, '--save', 'half', 'io.elf'], { cwd });
    const one = await ireko(['run', ...drive, '-loadvm', 'half'], { cwd });
    const disk = readFileSync(join(cwd, 'disk'));
    const other = await ireko(['run', ...drive, '-loadvm', 'half'], { cwd });
    expect(first.status).toBe(1);
    expect(one.status).toBe(0);
    expect(other).toEqual(one);
    expect(readFileSync(join(cwd, 'disk'))).toEqual(disk);
  });

  test('what is no snapshot, damaged or of another computer is refused', async () => {
    const cwd = folder({ 'a.elf': echo, text: 'text' });
    const options = ['run', '--max-instructions=10', '-m', '1M', 'a.elf'];
    await ireko([...options, '--save', 'a'], { cwd });
    const bytes = readFileSync(join(cwd, 'a.snap'));
    writeFileSync(join(cwd, 'half.snap'), bytes.subarray(0, bytes.length / 2));
    const said = async (...args: readonly string[]) =>
      (await ireko(['run', ...args], { cwd })).stderr;
    expect(await said('-loadvm', 'text')).toBe(
      'ireko run: error: text: it is not a snapshot of a computer\n',
    );
    expect(await said('-loadvm', 'half')).toMatch(/half\.snap: it is damaged: /);
    expect(await said('-loadvm', 'a', '-m', '2M')).toMatch(
      /a\.snap: it is of a computer with 1 MiB of RAM; this one has 2 MiB of RAM/,
    );
    expect(await said('-loadvm', 'none')).toMatch(/none\.snap: No such file/);
  });
});

describe('the monitor of the machine', () => {
  const monitor = async (commands: readonly string[], args: readonly string[] = ['a.elf']) => {
    const cwd = folder({ 'a.elf': echo });
    const input = `${commands.join('\n')}\n`;
    const { stdout, stderr, status } = await ireko(
      ['run', ...small, '-S', '-monitor', 'stdio', ...args],
      {
        cwd,
        input,
      },
    );
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
    return stdout.replaceAll('(ireko) ', '');
  };

  test('steps, looks at RAM, saves and goes back to what was saved', async () => {
    const said = await monitor([
      ...['info status', 'step', 'step 5', 'savevm a', 'step 3', 'loadvm a'],
      ...['info status', 'xp /2xw 0x80000000', 'info snapshots', 'quit'],
    ]);
    expect(said).toMatchInlineSnapshot(`
      "VM status: paused
      after 0 instructions: 0x0000000080000000  lui s0,0x10000
      after 1 instructions: 0x0000000080000004  li s1,3
      after 6 instructions: 0x000000008000000a  and t0,t0,1
      saved after 6 instructions to a.snap
      after 9 instructions: 0x000000008000000a  and t0,t0,1
      after 6 instructions: 0x000000008000000a  and t0,t0,1
      VM status: paused
      after 6 instructions: 0x000000008000000a  and t0,t0,1
      0x0000000080000000: 0x10000437 0x4283448d
      a                        ${/\d+/.exec(said.split('\na ')[1] ?? '')?.[0]} bytes
      "
    `);
  });

  test('shows registers as QEMU does', async () => {
    const said = await monitor(['step 2', 'info registers', 'quit']);
    expect(said).toContain(' pc       0000000080000006\n');
    expect(said).toContain(' x8/s0    0000000010000000 x9/s1    0000000000000003 ');
    expect(said).toMatch(/^ f28\/ft8 {2}0{16} f29\/ft9 {2}0{16} f30\/ft10 0{16} f31\/ft11 0{16}$/m);
  });

  test('tells of every hart', async () => {
    const said = await monitor(
      ['step 3', 'info cpus', 'info registers -a', 'quit'],
      [...['-smp', '2', 'a.elf']],
    );
    expect(said).toContain('* CPU #0: pc 0x000000008000000a, 3 instructions\n');
    expect(said).toContain('  CPU #1: pc 0x0000000080000000, 0 instructions\n');
    expect(said.match(/^ mode {5}M$/gm)).toHaveLength(2);
  });

  test('says what is wrong with a command, and goes on', async () => {
    const said = await monitor(['stpe', 'savevm', 'xp 0', 'loadvm x', 'back', 'quit']);
    expect(said.split('\n')).toEqual([
      "Error: unknown command 'stpe'; did you mean step?",
      'Error: write it as: savevm NAME',
      'Error: xp: 0x0000000000000000 is not in RAM',
      'Error: x.snap: No such file or directory; check the path',
      'Error: back: only a replay can go back; record the run first',
      '',
    ]);
  });
});

describe('record and replay', () => {
  test('a replay has the same input at the same instructions and ends in the same state', async () => {
    const cwd = folder({ 'a.elf': echo });
    const run = await ireko(['run', ...small, '--record', 'log', 'a.elf'], { cwd, input: 'HAL' });
    expect(run).toEqual({ status: 0, stdout: 'IBM', stderr: '' });
    for (const engine of ['translator', 'reference']) {
      const replay = await ireko(['replay', '--engine', engine, 'log'], { cwd });
      expect(replay).toMatchObject({ status: 0, stdout: 'IBM' });
      expect(replay.stderr).toMatch(
        /^ireko replay: the same to the last bit: \d+ instructions, state [0-9a-f]{16}\n$/,
      );
    }
  });

  test('--until stops for commands, and back goes backwards', async () => {
    const cwd = folder({ 'a.elf': echo });
    await ireko(['run', ...small, '--record', 'log', 'a.elf'], { cwd, input: 'HAL' });
    const input = 'back 2\nstep 2\nback 1000000\ncont\n';
    const { stdout, stderr } = await ireko(['replay', '--until=-1', 'log'], { cwd, input });
    const [end, earlier, again, start, rest] = stdout
      .replaceAll('(ireko) ', '')
      .split('\n')
      .slice(1);
    expect(end).toMatch(/^after \d+ instructions: 0x000000008000002a {2}sw t1,0\(t0\)$/);
    expect(earlier).toMatch(/ {2}lui t1,0x5$/);
    expect(again).toBe(end);
    expect(start).toMatch(/^after 0 instructions: 0x0000000080000000 /);
    expect(rest).toBe('IBM');
    expect(stderr).toMatch(/^ireko replay: the same to the last bit: /);
  });

  test('a long run has checkpoints, from which back goes on', async () => {
    const loop = program(`
        li      s0, 120000000
1:      addi    s0, s0, -1
        bnez    s0, 1b
        li      t0, 0x100000
        li      t1, 0x5555
        sw      t1, 0(t0)
`);
    const cwd = folder({ 'a.elf': loop });
    await ireko(['run', ...small, '--record', 'log', 'a.elf'], { cwd });
    const lines = readFileSync(join(cwd, 'log'), 'utf8').trimEnd().split('\n').slice(1, -1);
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      { at: 100_000_000, saved: true },
      { at: 200_000_000, saved: true },
    ]);
    const commands =
      'info registers\nback 7\nback 150000000\nback\nstep 150000008\ninfo registers\ncont\n';
    const { stdout, stderr } = await ireko(['replay', '--until=-1', 'log'], {
      cwd,
      input: commands,
    });
    const registers = stdout.match(/ pc .*?x31\/t6 +\S+/gs);
    expect(registers?.length).toBe(2);
    expect(registers?.[1]).toBe(registers?.[0]);
    expect(stderr).toMatch(/^ireko replay: the same to the last bit: /);
  });

  test('a replay may begin at a snapshot that the run made, and at no other', async () => {
    const cwd = folder({ 'a.elf': build(minimalOs) });
    const session = async (count: number, name: string, options: readonly string[]) => {
      const input = `step ${count}\nsavevm ${name}\ncont\n`;
      return ireko(['run', ...small, '-S', '-monitor', 'stdio', ...options, 'a.elf'], {
        cwd,
        input,
      });
    };
    const run = await session(200_000, 'half', ['--record', 'log']);
    const replay = await ireko(['replay', '--from=half', 'log'], { cwd });
    expect(replay.stderr).toMatch(/^ireko replay: the same to the last bit: /);
    expect(run.stdout.endsWith(replay.stdout)).toBe(true);
    expect(replay.stdout.length).toBeLessThan(run.stdout.length - 50);
    await session(200_001, 'other', []);
    expect(await ireko(['replay', '--from=other', 'log'], { cwd })).toEqual({
      status: 1,
      stdout: '',
      stderr: 'ireko replay: error: other.snap: no savevm of the recorded run made it\n',
    });
  });

  test('a disk that the run wrote to may be as it was or as the run left it', async () => {
    const disk = makeDisk();
    const cwd = folder({ 'io.elf': build(monitorIo), disk });
    const run = await ireko(
      ['run', '-m', '16M', '--record', 'log', '-drive', 'file=disk', 'io.elf'],
      { cwd },
    );
    const left = readFileSync(join(cwd, 'disk'));
    const replay = () => ireko(['replay', 'log'], { cwd });
    expect(await replay()).toMatchObject({ status: 0, stdout: cut(run) });
    expect(readFileSync(join(cwd, 'disk'))).toEqual(left);
    writeFileSync(join(cwd, 'disk'), disk);
    expect(await replay()).toMatchObject({ status: 0, stdout: cut(run) });
    writeFileSync(join(cwd, 'disk'), disk.fill(7, 512 * 100, 512 * 101));
    expect(await replay()).toEqual({
      status: 1,
      stdout: '',
      stderr:
        'ireko replay: error: disk is neither what the run found nor what it left: a replay needs what the run began with\n',
    });
  });

  test('a run from a snapshot can be recorded', async () => {
    const cwd = folder({ 'a.elf': build(minimalOs) });
    await ireko(['run', ...small, '--max-instructions=200_000', '--save', 'half', 'a.elf'], {
      cwd,
    });
    await ireko(['run', '-loadvm', 'half', '--record', 'log'], { cwd });
    const { stderr, status } = await ireko(['replay', 'log'], { cwd });
    expect(stderr).toMatch(/^ireko replay: the same to the last bit: /);
    expect(status).toBe(0);
  });

  test('an image that has changed is named', async () => {
    const cwd = folder({ 'a.elf': echo });
    await ireko(['run', ...small, '--record', 'log', 'a.elf'], { cwd, input: 'HAL' });
    writeFileSync(join(cwd, 'a.elf'), build(minimalOs));
    const { stderr, status } = await ireko(['replay', 'log'], { cwd });
    expect(stderr).toMatch(
      /^ireko replay: error: a\.elf has changed \(sha256 [0-9a-f]{12}… then, [0-9a-f]{12}… now\): a replay needs/,
    );
    expect(status).toBe(1);
  });

  test('a log that says something else of the end is found out', async () => {
    const cwd = folder({ 'a.elf': echo });
    await ireko(['run', ...small, '--record', 'log', 'a.elf'], { cwd, input: 'HAL' });
    const log = readFileSync(join(cwd, 'log'), 'utf8').replace('"HAL"', '"HALT"');
    writeFileSync(join(cwd, 'other'), log);
    const { stderr, status } = await ireko(['replay', 'other'], { cwd });
    expect(stderr).toMatch(/^ireko replay: error: the replay differs: finished after \d+ instr/);
    expect(status).toBe(1);
  });

  test('what a debugger changed is made again, of harts that there are', async () => {
    const cwd = folder({ 'a.elf': echo });
    await ireko(['run', ...small, '--record', 'log', 'a.elf'], { cwd, input: 'HAL' });
    const [head, ...rest] = readFileSync(join(cwd, 'log'), 'utf8').split('\n');
    const replay = (hart: number) => {
      // s1 is then the number of characters that are left.
      const change = { kind: 'register', hart, number: 9, value: '0x1' };
      const lines = [head, JSON.stringify({ at: 3, change }), ...rest];
      writeFileSync(join(cwd, 'changed'), lines.join('\n'));
      return ireko(['replay', 'changed'], { cwd });
    };
    expect(await replay(0)).toMatchObject({ status: 1, stdout: 'I' });
    expect((await replay(1)).stderr).toBe(
      'ireko replay: error: changed: it is damaged: there is no hart 1\n',
    );
  });

  test('of a run that was killed, what is known is replayed', async () => {
    const cwd = folder({ 'a.elf': echo });
    await ireko(['run', ...small, '--record', 'log', 'a.elf'], { cwd, input: 'HAL' });
    const log = readFileSync(join(cwd, 'log'), 'utf8').trimEnd();
    writeFileSync(join(cwd, 'cut'), log.slice(0, -10));
    const { stderr, status } = await ireko(['replay', 'cut'], { cwd });
    expect(stderr).toMatch(/^ireko replay: the run was killed: replayed up to its last input/);
    expect(status).toBe(0);
  });

  test('what is no log is refused', async () => {
    const cwd = folder({ text: 'text\n', json: '{"a":1}\n' });
    for (const name of ['text', 'json'])
      expect((await ireko(['replay', name], { cwd })).stderr).toBe(
        `ireko replay: error: ${name}: it is not the log of a run; ireko run --record FILE makes one\n`,
      );
  });
});

/** `ireko replay`: a recorded run again, to the last bit. */

import {
  type Disk,
  diskFingerprint,
  type Machine,
  OverlayDisk,
  ReplayHistory,
  type ReplayInput,
} from '@ireko/machine';
import { type Command, defineCommand } from '../command.ts';
import { GdbServer, gdbAddress } from '../gdb/server.ts';
import { FileDisk } from '../host/file-disk.ts';
import { Mistake } from '../mistake.ts';
import { parseOptions } from '../options/options.ts';
import { qemuOptions } from '../options/qemu-options.ts';
import { parseCount } from '../options/quantity.ts';
import { computerOptions, parseComputer, readyComputer } from '../run/computer.ts';
import { LoggedInput } from '../run/logged-input.ts';
import { answering } from '../run/machine-monitor.ts';
import { identitiesOf, type PreparedRun, prepareRun, runOptions } from '../run/prepared-run.ts';
import { type LoggedEnd, type RunLog, readRunLog } from '../run/run-log.ts';
import { type Ending, runSession } from '../run/session.ts';
import { readSnapshotFile, saveSnapshot } from '../run/snapshot-file.ts';
import { statistics } from '../run/statistics.ts';

const who = 'ireko replay';

export const command: Command = defineCommand({
  name: 'replay',
  usage: '[option…] LOG',
  about: `
Does again what ireko run --record LOG did: the same files and disks, and the same
input at the same instructions. At the end it compares the state of the whole
computer with that of the recorded run, and says whether they are the same to the
last bit. Files are looked for as they were named then; a disk may be as the run found
it or as the run left it, and is not written to.

With --until, the replay stops for the monitor's commands, which come from the
terminal: step and back go forwards and backwards by instructions, info registers and
xp show what there is, cont goes on.`,
  options: {
    from: { value: 'NAME', help: 'begin at a snapshot that savevm made in the run' },
    until: { value: 'N', help: 'stop when N instructions have begun; -N counts from the end' },
    save: { value: 'NAME', help: 'at the end, save a snapshot to NAME.snap' },
    S: qemuOptions.S,
    s: qemuOptions.s,
    gdb: qemuOptions.gdb,
    engine: computerOptions.engine,
    trace: computerOptions.trace,
    account: computerOptions.account,
    stats: computerOptions.stats,
  },
  examples: [
    ['ireko run --record session.log kernel.elf', 'a run, recorded'],
    ['ireko replay session.log', 'the same run again'],
    ['ireko replay --until=-100 session.log', 'what led to its end: step and back'],
    ['ireko replay --trace session.log', 'every trap of it'],
    ['ireko replay --from=booted session.log', 'without what was before a snapshot'],
  ],
  errors: `
A log that is damaged, a file or a disk that is not what it was when the run was
recorded, a replay that differs: a line on stderr that says which, exit status 1.`,
  async run({ values, operands: [path, another] }) {
    if (path === undefined) throw new Mistake('no log; try: ireko replay session.log');
    if (another !== undefined) throw new Mistake(`${another}: one log at a time`);
    const log = readRunLog(path);
    const prepared = prepareRun(parseOptions(runOptions, log.command), { writes: 'dropped' });
    const disks = prepared.devices.disks.map((disk, slot) => disk && asAtStart(disk, slot, log));
    requireSame(log, prepared, disks);

    const stopAt = values.until === undefined ? undefined : parseUntil(values.until, log);
    const computer = {
      ...parseComputer({ ...values, m: undefined, 'max-instructions': undefined }),
      ramBytes: prepared.computer.ramBytes,
    };
    const { machine, terminal, report } = await readyComputer(prepared.files, computer, {
      ...prepared,
      who,
      devices: { ...prepared.devices, disks },
      terminal: {
        ...prepared.terminal,
        listener: stopAt === undefined ? 'none' : 'monitor',
      },
    });
    for (const event of log.events)
      if ('change' in event && event.change.hart >= machine.harts)
        throw new Mistake(`${path}: it is damaged: there is no hart ${event.change.hart}`);
    const input = new LoggedInput(log.events);
    if (values.from !== undefined) beginAt(values.from, machine, input, log);
    if (stopAt !== undefined && stopAt < machine.instructions)
      throw new Mistake(`--until: the replay begins later, after ${machine.instructions}`);
    const address = gdbAddress(values);
    const history =
      (stopAt ?? address) ? new ReplayHistory(machine, input, performance) : undefined;
    const muted = <T>(go: () => T): T => {
      terminal.isMute = true; // it has been seen
      try {
        return go();
      } finally {
        terminal.isMute = false;
      }
    };
    const goBack = (to: number) => muted(() => history?.goTo(to));
    const cannotLoad = 'a replay goes where the log says; there is back';
    const debug = {
      machine,
      change: undefined,
      monitor: answering(machine, { cannotLoad }),
      history: history && { goTo: goBack, goToLastStop: () => muted(() => history.goToLastStop()) },
    };
    const gdb = address && (await GdbServer.listen(address, debug, () => terminal.wake()));
    const ending = await runSession({
      machine,
      terminal,
      input,
      maxInstructions: lastInstruction(log),
      stopAt,
      isStopped: values.S,
      debugger: gdb,
      monitor: { goBack, cannotLoad },
    });
    gdb?.close();
    if (values.save !== undefined) saveSnapshot(machine, values.save);
    if (report) process.stdout.write(`\n${report()}`);
    if (values.stats) process.stderr.write(statistics(machine));
    return ending.kind === 'left' ? 0 : judge(log, ending, machine);
  },
});

/** Where the replay ends: with the run, or at the last that is known of it. */
function lastInstruction({ end, events }: RunLog): number {
  return end?.at ?? events.at(-1)?.at ?? 0;
}

function parseUntil(text: string, log: RunLog): number {
  const isFromEnd = text.startsWith('-');
  const count = parseCount(isFromEnd ? text.slice(1) : text, '--until', 0);
  const end = lastInstruction(log);
  if (count > end) throw new Mistake(`--until: the run has ${end} instructions`);
  return isFromEnd ? end - count : count;
}

/**
 * Goes to a snapshot of the run.
 * @throws {Mistake} where it is of another one.
 */
function beginAt(name: string, machine: Machine, input: ReplayInput, { events }: RunLog): void {
  const { path, bytes } = readSnapshotFile(name);
  const problem = machine.restore(bytes);
  if (problem !== undefined) throw new Mistake(`${path}: ${problem}`);
  const state = machine.stateHash();
  const index = events.findIndex((event) => 'saved' in event && event.state === state);
  if (index < 0) throw new Mistake(`${path}: no savevm of the recorded run made it`);
  input.position = index + 1;
}

/** A disk with what the run found on it, whether or not that has been overwritten since. */
function asAtStart(disk: Disk, slot: number, log: RunLog): Disk {
  if (!(disk instanceof OverlayDisk)) return disk;
  for (const [sector, was] of log.before.get(slot) ?? []) disk.write(sector, was);
  return disk;
}

/** @throws {Mistake} that names everything that is not what it was. */
function requireSame(
  log: RunLog,
  prepared: PreparedRun,
  disks: readonly (Disk | undefined)[],
): void {
  const problems: string[] = [];
  const now = identitiesOf(prepared);
  for (const [name, { path, sha256 }] of Object.entries(log.files)) {
    const other = now[name]?.sha256;
    if (other !== sha256)
      problems.push(
        `${path} has changed (sha256 ${sha256.slice(0, 12)}… then, ${other?.slice(0, 12)}… now)`,
      );
  }
  for (const [slot, then] of Object.entries(log.disks)) {
    const disk = disks[Number(slot)];
    if (disk && diskFingerprint(disk) === then) continue;
    const file = disk instanceof OverlayDisk ? disk.under : disk;
    const name = file instanceof FileDisk ? file.path : `the disk in virtio slot ${slot}`;
    problems.push(`${name} is neither what the run found nor what it left`);
  }
  if (problems.length > 0)
    throw new Mistake(`${problems.join('; ')}: a replay needs what the run began with`);
}

/** Say whether the replay did the same; the exit status. */
function judge({ end }: RunLog, ending: Ending, machine: Machine): number {
  const state = machine.stateHash();
  const { instructions } = machine;
  if (!end) {
    process.stderr.write(
      `${who}: the run was killed: replayed up to its last input, after ${instructions} instructions; state ${state}\n`,
    );
    return 0;
  }
  const isSame =
    instructions === end.at &&
    state === end.state &&
    (end.end === 'left' || end.end === ending.kind);
  if (isSame) {
    process.stderr.write(
      `${who}: the same to the last bit: ${instructions} instructions, state ${state}\n`,
    );
    return 0;
  }
  process.stderr.write(
    `${who}: error: the replay differs: ${described(end)}; here ${described({ at: instructions, end: ending.kind, state })}\n`,
  );
  return 1;
}

const described = ({ at, end, state }: Omit<LoggedEnd, 'status'>): string =>
  `${end} after ${at} instructions, state ${state}`;

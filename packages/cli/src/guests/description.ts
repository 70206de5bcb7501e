/**
 * A description file: guests and what they share, for `ireko vmm`. A line is a setting, a name in
 * brackets begins a guest, and `#` begins a remark.
 *
 *   policy = io
 *   drive = file=disk.img
 *
 *   [a]
 *   kernel = monitor-io.elf
 *   disk = 0:512
 */

import type { Span } from '@ireko/asm';
import type { Disk } from '@ireko/machine';
import type { Sharing, VirtualMachine } from '@ireko/vmm';
import { openDrive } from '../host/file-disk.ts';
import { isElf, readInput } from '../host/files.ts';
import { Mistake } from '../mistake.ts';
import { settingName } from '../options/properties.ts';
import { reportDiagnostics } from '../report.ts';
import { GuestDescription, guestSettings, parseShared, sharedSettings } from './guests.ts';

/** What a description comes to. */
export interface Description {
  readonly vms: readonly VirtualMachine[];
  readonly sharing: Sharing;
  readonly disks: readonly Disk[];
}

const settingsOfAll = [...sharedSettings, 'drive'] as const;

/**
 * Read a description file. Paths in it are relative to its folder.
 * @throws {AlreadyReported} after `FILE:LINE:COLUMN: error: …`.
 */
export function readDescription(file: string): Description {
  const bytes = readInput(file);
  if (isElf(bytes)) throw new Mistake(`${file}: guests are given as --vm name=a,kernel=${file}`);
  let sharing: Sharing = {};
  const disks: Disk[] = [];
  const guests: { readonly guest: GuestDescription; readonly place: Place }[] = [];
  for (const line of linesOf(file, new TextDecoder().decode(bytes))) {
    const { key, value } = line;
    if (key === undefined) {
      guests.push({ guest: new GuestDescription(value.text, file), place: value });
      continue;
    }
    const guest = guests.at(-1)?.guest;
    if (guest) {
      const name = at(key, () => settingName(key.text, guestSettings));
      at(value, () => guest.set(name, value.text, name));
      continue;
    }
    const name = at(key, () => settingName(key.text, settingsOfAll));
    at(value, () => {
      if (name === 'drive') disks.push(openDrive(value.text, 'kept', file));
      else sharing = { ...sharing, ...parseShared(name, value.text, name, file) };
    });
  }
  const vms = guests.map(({ guest, place }) =>
    at(place, () => {
      const vm = guest.virtualMachine;
      if (!vm) throw new Mistake(`${guest.name} has no kernel; add the line kernel = a.elf`);
      return vm;
    }),
  );
  return { vms, sharing, disks };
}

/** Part of a line. */
interface Place {
  readonly text: string;
  readonly span: Span;
}

/** A setting; without a key the head of a guest, `value` its name. */
interface Line {
  readonly key: Place | undefined;
  readonly value: Place;
}

function* linesOf(file: string, text: string): Generator<Line> {
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const place = (words: string, from: number): Place => {
      const column = from + (words.length - words.trimStart().length) + 1;
      const trimmed = words.trim();
      const span = { file, line: index + 1, column, length: trimmed.length, text: line };
      return { text: trimmed, span };
    };
    const said = line.replace(/(^|\s)#.*$/, '');
    if (said.trim() === '') continue;
    const head = /^\s*\[([^\]]*)\]\s*$/.exec(said);
    if (head) {
      yield { key: undefined, value: place(head[1] ?? '', said.indexOf('[') + 1) };
      continue;
    }
    const equals = said.indexOf('=');
    const whole = place(said, 0);
    if (equals < 0)
      at(whole, () => {
        throw new Mistake(
          `'${whole.text}' is no setting; write NAME = VALUE, or [NAME] to begin a guest`,
        );
      });
    yield {
      key: place(said.slice(0, equals), 0),
      value: place(said.slice(equals + 1), equals + 1),
    };
  }
}

/** Have the mistakes of `read` reported as made at that place. @throws {AlreadyReported} */
function at<Value>({ span }: Place, read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof Mistake)) throw error;
    const { message } = error;
    reportDiagnostics(
      [{ code: 'description', severity: 'error', message, span, expansion: [] }],
      'ireko vmm',
    );
    throw error;
  }
}

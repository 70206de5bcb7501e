/**
 * The monitor's system calls for other readers than assembly: declarations for C, and the
 * reference manual. Everything comes from the tables in `kernel/calls.inc` and `kernel/process.inc`.
 */

/** An argument of a system call: what it is called, and what kind of thing it has to be. */
export interface Argument {
  readonly name: string;
  readonly kind: string;
}

/** A system call, as its row in `calls.inc` tells it. */
export interface SystemCall {
  readonly number: number;
  readonly name: string;
  readonly arguments: readonly Argument[];
  /** What it gives and does, in words. */
  readonly effect: string;
}

/** A kind of argument: the check that it has to pass, and the two numbers of the check. */
export interface Kind {
  readonly name: string;
  readonly check: string;
  readonly first: string;
  readonly second: string;
}

/** A constant: its value as an expression of other constants, and what it is. */
export interface Constant {
  readonly name: string;
  readonly value: string;
  readonly meaning: string;
}

/** The rows of `calls.inc`; throws when one does not have the form that is told there. */
export function systemCalls(source: string): readonly SystemCall[] {
  const rows = source.matchAll(/^ +system_call (\d+), +(\w+)(?:, +(\S.*?))? +# (.*)$/gm);
  return [...rows].map(([, number, name = '', kindList = '', remark = ''], index) => {
    const parts = /^\((.*?)\)(?::| →) (.*)$/.exec(remark);
    const [, nameList = '', effect = ''] = parts ?? [];
    const kindNames = kindList.split(/, */).filter(Boolean);
    const names = nameList.split(', ').filter(Boolean);
    if (!parts || Number(number) !== index || names.length !== kindNames.length) {
      throw new Error(`calls.inc: the row of ${name}`);
    }
    const list = names.map((each, place) => ({ name: each, kind: kindNames[place] as string }));
    return { number: index, name, arguments: list, effect };
  });
}

/** The kinds of arguments, in their order. */
export function kinds(source: string): readonly Kind[] {
  const rows = source.matchAll(/^ +kind +(\w+), +(\w+), +([^,]+), +(.*?) *(?:#.*)?$/gm);
  return [...rows].map(([, name = '', check = '', first = '', second = '']) => {
    return { name, check, first, second };
  });
}

/** The constants of `calls.inc`, in their order. */
export function constants(source: string): readonly Constant[] {
  const rows = source.matchAll(/^ +\.equ +(\w+), +(\S+(?: [-+*] \S+)*) *(?:# (?:… )?(.*))?$/gm);
  return [...rows].map(([, name = '', value = '', meaning = '']) => {
    return { name, value, meaning: meaning.replace(/,$/, '') };
  });
}

/** What a kind of argument has to be, and the errors that something else gives. */
function requirement({ check, first, second }: Kind): { readonly is: string; errors: string } {
  const upTo = second.replace('1 << 32', '2^32').replace(/^(\S+)$/, '$1 - 1');
  const uses: Readonly<Record<string, string>> = {
    '0': '',
    '0xff': ' of a file',
    '0xffff': ' of a file, to read from',
  };
  const open = uses[first] ?? (second === '0' ? ', to read from' : ', to write to');
  const checks: Readonly<Record<string, readonly [is: string, errors: string]>> = {
    any: ['any number', ''],
    range: [`${first} … ${upTo.replace(/ \+ 1$/, '')}`, 'ERROR_VALUE'],
    open: [`an open descriptor${open}`, 'ERROR_VALUE'],
    name: [
      `the address of a string of 1 … ${second} - 1 bytes, ended by 0`,
      'ERROR_ADDRESS, ERROR_NAME',
    ],
    words: [
      `0, or the address of a string of at most ${second} - 1 bytes, ended by 0`,
      'ERROR_ADDRESS, ERROR_NAME',
    ],
    buffer: [
      `the address of memory that the process may ${first === 'PTE_R' ? 'read' : 'write'}, as ${second === '0' ? 'long' : 'many sectors'} as the next argument says`,
      'ERROR_ADDRESS',
    ],
    room: [
      `${second === '1' ? '0, or ' : ''}the address of ${first} bytes that the process may write`,
      'ERROR_ADDRESS',
    ],
  };
  const found = checks[check];
  if (!found) throw new Error(`calls.inc: no words for the check ${check}`);
  return { is: found[0], errors: found[1] };
}

/** The C type of an argument, by its kind; all others are `long`. */
const types: Readonly<Record<string, string>> = {
  name: 'const char *',
  words: 'const char *',
  status: 'long *',
  ends: 'long *',
  facts: 'struct file_status *',
  account: 'struct process_status *',
  child: 'struct process_status *',
  memory: 'struct memory_status *',
  source: 'const void *',
  target: 'void *',
  sectors: 'void *',
};

/** The fields of `struct process_status`: those from P_INFO to P_INFO_END in `process.inc`. */
function processFields(source: string): string {
  const [, info = ''] = /field +P_INFO, [^\n]*\n([\s\S]*?)\n[^\n]*P_INFO_END/.exec(source) ?? [];
  const rows = info.matchAll(/field +P_(\w+), +(\S+(?: \* \d+)?) *# (?:… )*(.*?)(?: \(.*\))?,?$/gm);
  return [...rows]
    .filter(([, , bytes]) => bytes !== '0')
    .map(([, name = '', bytes = '', remark = '']) => {
      const [, count] = /^8 \* (\d+)$/.exec(bytes) ?? [];
      const field = name.toLowerCase();
      const declared =
        name === 'NAME' ? `char name[${bytes}]` : `long ${field}${count ? `[${count}]` : ''}`;
      return `    ${declared}; /* ${remark} */`;
    })
    .join('\n');
}

/** `c/monitor.h`: declarations of all system calls, constants and the C runtime. */
export function header(source: string, processSource: string): string {
  const declarations = systemCalls(source).map(({ name, arguments: list, effect }) => {
    const parameters = list.map((each) => `${types[each.kind] ?? 'long '}${each.name}`);
    const type = name === 'exit' ? '__attribute__((noreturn)) void' : 'long';
    return `/** ${effect} */\n${type} ${name}(${parameters.join(', ') || 'void'});`;
  });
  const defines = constants(source).map(
    ({ name, value, meaning }) => `#define ${name} (${value})${meaning && ` /* ${meaning} */`}`,
  );
  return `/*
 * monitor.h: what a program in C can ask of the monitor, and the runtime that it has.
 * Made from kernel/calls.inc and process.inc; UPDATE=1 with test/calls.test.ts makes it anew.
 */
#ifndef MONITOR_H
#define MONITOR_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

${defines.join('\n')}

/** What stat and readdir tell of a file. */
struct file_status {
    char name[16];
    long size;
};

/** What memory tells. */
struct memory_status {
    long pages, free_pages;
    long slots, free_slots;
    long pages_read, pages_written;
};

/** What inform and reap tell of a process. */
struct process_status {
${processFields(processSource)}
};

${declarations.join('\n\n')}

/* The runtime (runtime.c). printf knows %d %i %u %x %p %s %c %%, l, z and a width. */
size_t strlen(const char *s);
int strcmp(const char *a, const char *b);
char *strcpy(char *to, const char *from);
void *memcpy(void *to, const void *from, size_t bytes);
void *memmove(void *to, const void *from, size_t bytes);
void *memset(void *to, int byte, size_t bytes);
int memcmp(const void *a, const void *b, size_t bytes);
int atoi(const char *digits);
void *malloc(size_t bytes);
void free(void *memory);
int putchar(int byte);
int puts(const char *text);
int printf(const char *format, ...) __attribute__((format(printf, 1, 2)));
int vprintf(const char *format, va_list arguments);

#endif
`;
}

/**
 * The reference manual's page of the system calls, in Markdown.
 * @param others further sources of constants that `source` uses.
 */
export function reference(source: string, ...others: readonly string[]): string {
  const used = kinds(source).map(({ first, second }) => `${first} ${second}`);
  const sizes = constants(others.join('\n'))
    .filter(({ name, value }) => /^\d+$/.test(value) && used.some((text) => text.includes(name)))
    .filter(({ name }) => !name.startsWith('F_'))
    .map(({ name, value }) => `\`${name}\` is ${value}`);
  const all = systemCalls(source);
  const call = ({ number, name, arguments: list, effect }: SystemCall) =>
    `| ${number} | \`${name}(${list.map((each) => each.name).join(', ')})\` | ${list.map(({ kind }) => kind).join(', ')} | ${effect} |`;
  const kind = (each: Kind) => {
    const { is, errors } = requirement(each);
    return `| ${each.name} | ${is} | ${errors && `\`${errors.replaceAll(', ', '`, `')}\``} |`;
  };
  const values = constants(source).map(
    ({ name, value, meaning }) => `| \`${name}\` | ${value} | ${meaning} |`,
  );
  return `# System calls of the monitor

This page is made from [\`kernel/calls.inc\`](../../packages/monitor/kernel/calls.inc), the table
from which the monitor makes its dispatch table and the checks of arguments, programs in assembly
their stubs and programs in C their declarations.

A program puts the number into \`a7\`, arguments into \`a0\`, \`a1\` and \`a2\`, and executes \`ecall\`. The
result is in \`a0\`; below zero it is an error. All other registers keep their values.

| number | call | arguments are | → what it gives |
| ---: | --- | --- | --- |
${all.map(call).join('\n')}

## What arguments have to be

The monitor checks every argument before a call begins, the last one first; so a buffer's length is
known before its bytes are looked at, of which no call uses more than \`WRITE_MAX\`. ${sizes.join(', ')}.

| kind | what it has to be | otherwise |
| --- | --- | --- |
${kinds(source).map(kind).join('\n')}

## Constants

| name | value | what it is |
| --- | ---: | --- |
${values.join('\n')}
`;
}

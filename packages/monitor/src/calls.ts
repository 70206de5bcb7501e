/**
 * The monitor's system calls for other readers than assembly: declarations for C, and the
 * reference manual. Everything comes from `kernel/calls.inc`.
 */

/** A system call, as its row in `calls.inc` tells it. */
export interface SystemCall {
  readonly number: number;
  readonly name: string;
  readonly arguments: readonly string[];
  /** What it gives and does, in words. */
  readonly effect: string;
}

/** A constant: its value as an expression of other constants, and what it is. */
export interface Constant {
  readonly name: string;
  readonly value: string;
  readonly meaning: string;
}

/** The rows of `calls.inc`; throws when one does not have the form that is told there. */
export function systemCalls(source: string): readonly SystemCall[] {
  const rows = source.matchAll(/^ +system_call (\d+), +(\w+) +# (.*)$/gm);
  return [...rows].map(([, number, name = '', remark = ''], index) => {
    const parts = /^\((.*?)\)(?::| →) (.*)$/.exec(remark);
    if (!parts || Number(number) !== index) throw new Error(`calls.inc: the row of ${name}`);
    const [, list = '', effect = ''] = parts;
    return { number: index, name, arguments: list.split(', ').filter(Boolean), effect };
  });
}

/** The constants of `calls.inc`, in their order. */
export function constants(source: string): readonly Constant[] {
  const rows = source.matchAll(/^ +\.equ +(\w+), +(\S+(?: [-+*] \S+)*) *(?:# (?:… )?(.*))?$/gm);
  return [...rows].map(([, name = '', value = '', meaning = '']) => {
    return { name, value, meaning: meaning.replace(/,$/, '') };
  });
}

/** The C type of an argument, by its name in the table; all others are `long`. */
const types: Readonly<Record<string, string>> = {
  name: 'const char *',
  words: 'const char *',
  status: 'long *',
  address: 'void *',
};

/** `c/monitor.h`: declarations of all system calls, constants and the C runtime. */
export function header(source: string): string {
  const declarations = systemCalls(source).map(({ name, arguments: list, effect }) => {
    const parameter = (each: string) => {
      if (name === 'exit') return 'long status';
      const type = name === 'write' && each === 'address' ? 'const void *' : types[each];
      return type ? `${type}${each}` : `long ${each}`;
    };
    const type = name === 'exit' ? '__attribute__((noreturn)) void' : 'long';
    return `/** ${effect} */\n${type} ${name}(${list.map(parameter).join(', ') || 'void'});`;
  });
  const defines = constants(source).map(
    ({ name, value, meaning }) => `#define ${name} (${value})${meaning && ` /* ${meaning} */`}`,
  );
  return `/*
 * monitor.h: what a program in C can ask of the monitor, and the runtime that it has.
 * Made from kernel/calls.inc; UPDATE=1 with test/calls.test.ts makes it anew.
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

/** The reference manual's page of the system calls, in Markdown. */
export function reference(source: string): string {
  const calls = systemCalls(source).map(
    ({ number, name, arguments: list, effect }) =>
      `| ${number} | \`${name}(${list.join(', ')})\` | ${effect} |`,
  );
  const all = constants(source).map(
    ({ name, value, meaning }) => `| \`${name}\` | ${value} | ${meaning} |`,
  );
  return `# System calls of the monitor

This page is made from [\`kernel/calls.inc\`](../../packages/monitor/kernel/calls.inc), the table
from which the monitor makes its dispatch table, programs in assembly their stubs and programs in C
their declarations.

A program puts the number into \`a7\`, arguments into \`a0\`, \`a1\` and \`a2\`, and executes \`ecall\`. The
result is in \`a0\`; below zero it is an error. All other registers keep their values. \`name\`, \`words\`,
\`status\` and \`address\` are addresses; the monitor checks every byte that it uses of them, and gives
\`ERROR_ADDRESS\` for a wrong one.

| number | call | → what it gives |
| ---: | --- | --- |
${calls.join('\n')}

## Constants

| name | value | what it is |
| --- | ---: | --- |
${all.join('\n')}
`;
}

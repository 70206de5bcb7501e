/** Which version this is, and of which tools of GNU it takes the place. */

/** The version of the command and of its packages. */
export const version = '0.1.0';

/**
 * What a tool answers to `--version`: a first line of GNU's form, which build systems read, says whose it is.
 * @param name what GNU's tool calls itself, as `assembler`.
 */
export function versionOf(name: string): string {
  return `GNU ${name} (ireko ${version}) 2.40
This is the one of ireko, which does what that of GNU binutils 2.40 does.
`;
}

/** What the computer answers to `--version`: makefiles look for QEMU's, as that of xv6 does. */
export const computerVersion: string = `QEMU emulator version 7.2.0 (ireko ${version})
This is the computer of ireko, which takes the options of QEMU 7.2.
`;

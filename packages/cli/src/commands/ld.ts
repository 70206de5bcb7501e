/** `ireko ld`: the linker, with GNU ld's options. */

import type { Diagnostic, LinkInput, LinkOptions, ScriptFile } from '@ireko/asm';
import { defaultScript, link } from '@ireko/asm/link';
import { formatName } from '@ireko/asm/tools/text';
import { type Command, defineCommand } from '../command.ts';
import { isFolder, readInput, words, writeOutput } from '../host/files.ts';
import { AlreadyReported, Mistake } from '../mistake.ts';
import type { Given } from '../options/options.ts';
import { parsedScripts, scriptsFolder } from '../parsed-scripts.ts';
import { showDiagnostics } from '../report.ts';
import { findFile, findScript, linkInputs } from '../tools/link-inputs.ts';
import { emulations, ignoredKeywords, linkOptions } from '../tools/link-options.ts';
import { versionOf } from '../version.ts';

const STATIC = 'the output is linked statically; leave it out';

export const command: Command = defineCommand({
  name: 'ld',
  standsFor: 'ld',
  usage: '[option…] FILE.o… [ARCHIVE.a…]',
  about: `
Links objects into an executable, laid out by a linker script in GNU's language.
Of an archive the members that define what is still missing are taken. The loaded
bytes are those of riscv64-unknown-elf-ld of binutils 2.40, of programs of 64 and of
32 bits. gcc uses this linker with -B and the folder gnu/ of the repository, in which
it is called ld.`,
  options: {
    output: { short: 'o', value: 'FILE', help: 'write the executable to FILE (default: a.out)' },
    script: {
      ...{ short: 'T', value: 'SCRIPT', repeat: true },
      help: 'lay out by SCRIPT (default: GNU ld’s own rules)',
    },
    entry: {
      ...{ short: 'e', value: 'SYMBOL' },
      help: 'where execution begins (default: by the script, else _start)',
    },
    l: {
      value: 'NAME',
      repeat: true,
      help: 'link what is needed of libNAME.a; :NAME is that file',
    },
    'library-path': {
      ...{ short: 'L', value: 'FOLDER', repeat: true },
      help: 'look in FOLDER for libraries and scripts',
    },
    Map: {
      ...{ value: 'FILE', spelling: '-Map=FILE' },
      help: 'write a map of what lies where to FILE; - is the terminal',
    },
    'print-map': { short: 'M', help: 'write the map to the terminal' },
    cref: { help: 'add to the map, or write, who defines and uses each symbol' },
    trace: { short: 't', help: 'name the files that are linked' },
    'trace-symbol': {
      ...{ short: 'y', value: 'SYMBOL', repeat: true },
      help: 'name the files that use and define SYMBOL',
    },
    'print-memory-usage': { help: 'tell how full the memory regions of the script are' },
    defsym: {
      ...{ value: 'NAME=EXPRESSION', repeat: true },
      help: 'define a symbol, by an expression of the script’s language',
    },
    undefined: {
      ...{ short: 'u', value: 'SYMBOL', repeat: true },
      help: 'take what defines SYMBOL from the archives',
    },
    'require-defined': {
      value: 'SYMBOL',
      repeat: true,
      help: 'as -u, and something must define it',
    },
    wrap: {
      ...{ value: 'SYMBOL', repeat: true },
      help: 'calls of SYMBOL go to __wrap_SYMBOL, of __real_SYMBOL to it',
    },
    'just-symbols': {
      ...{ short: 'R', value: 'FILE', repeat: true },
      help: 'take the addresses of symbols from a linked program, as one in ROM',
    },
    'start-group': { short: '(', help: 'search the archives up to --end-group until all is found' },
    'end-group': { short: ')', help: 'ends what --start-group begins' },
    'whole-archive': { help: 'take all members of the archives that follow' },
    'no-whole-archive': { help: 'ends what --whole-archive begins' },
    'push-state': { help: 'keep how files are taken for --pop-state' },
    'pop-state': { help: 'take files as at --push-state' },
    format: {
      ...{ short: 'b', value: 'FORMAT', repeat: true },
      help: 'binary: the files that follow are plain data, named\n_binary_FILE_start and _binary_FILE_end; elf64-littleriscv,\nelf32-littleriscv',
    },
    'gc-sections': {
      undoes: ['no-gc-sections'],
      help: 'leave out sections that the program cannot reach',
    },
    'no-gc-sections': { undoes: ['gc-sections'], help: 'leave nothing out (default)' },
    'print-gc-sections': { help: 'tell which sections are left out' },
    'no-relax': {
      undoes: ['relax'],
      help: 'do not shorten calls and addresses that turn out to be near',
    },
    'section-start': {
      ...{ value: 'NAME=ADDRESS', repeat: true },
      help: 'put an output section at an address',
    },
    Ttext: { value: 'ADDRESS', spelling: '-Ttext=ADDRESS', help: 'put .text there' },
    Tdata: { value: 'ADDRESS', spelling: '-Tdata=ADDRESS', help: 'put .data there' },
    Tbss: { value: 'ADDRESS', spelling: '-Tbss=ADDRESS', help: 'put .bss there' },
    'Ttext-segment': {
      ...{ value: 'ADDRESS', spelling: '-Ttext-segment=ADDRESS' },
      help: 'put the first segment there',
    },
    relocatable: { short: 'r', help: 'make one object of all, to be linked again' },
    d: { spelling: '-d', help: 'with -r, give common symbols a place already' },
    dc: { help: '' },
    dp: { help: '' },
    i: { help: 'as -r' },
    Ur: { spelling: '-Ur', help: 'as -r' },
    'default-script': { value: 'SCRIPT', help: 'lay out by SCRIPT unless -T names another' },
    oformat: { value: 'FORMAT', help: 'kind of output: elf64-littleriscv, elf32-littleriscv' },
    'no-warnings': { short: 'w', help: 'do not show warnings' },
    'emit-relocs': { short: 'q', help: 'keep relocations, for tools that change the code again' },
    pie: {
      ...{ spelling: '-pie', undoes: ['no-pie'] },
      help: 'the program may be loaded anywhere: it moves its own addresses,\nof which .rela.dyn is the list; compile with -fPIE',
    },
    'pic-executable': { undoes: ['no-pie'], help: 'as -pie' },
    'build-id': {
      ...{ value: 'STYLE', optional: 'sha1' },
      help: 'add a note that identifies the executable: sha1 (if no STYLE is\ngiven) or md5 of what is in it, 0xHEX, or none',
    },
    nmagic: { short: 'n', help: 'the file is not for paging: segments are not aligned to pages' },
    omagic: { short: 'N', help: 'as -n, and code is writable and data stands right behind it' },
    'dependency-file': {
      value: 'FILE',
      help: 'write a rule for make that names all files of the link',
    },
    'print-output-format': { help: 'tell the kind of output' },
    'strip-all': { short: 's', help: 'leave out all symbols' },
    'strip-debug': { short: 'S', help: 'leave out what only debuggers read' },
    'discard-all': { short: 'x', help: 'leave out all local symbols' },
    'discard-locals': { short: 'X', help: 'leave out local symbols named .L… (default)' },
    'discard-none': { help: 'keep all local symbols' },
    'retain-symbols-file': {
      value: 'FILE',
      help: 'leave out all symbols but those that FILE names',
    },
    'allow-multiple-definition': { help: 'of several definitions of a symbol the first one holds' },
    'unresolved-symbols': {
      value: 'HOW',
      help: 'report-all (default) or ignore-all symbols that nothing defines',
    },
    'warn-unresolved-symbols': { help: 'warn of symbols that nothing defines' },
    'ignore-unresolved-symbol': {
      ...{ value: 'SYMBOL', repeat: true },
      help: 'SYMBOL may be undefined',
    },
    'noinhibit-exec': {
      help: 'write the executable although symbols are undefined, defined\ntwice or out of reach, or sections overlap',
    },
    'orphan-handling': {
      value: 'HOW',
      help: 'place (default), discard, warn of or refuse (error) sections\nthat the script does not mention',
    },
    unique: {
      ...{ value: 'SECTION', optional: '', repeat: true },
      help: 'keep sections of this name (with *, or all that the script does not\nmention) apart from each other',
    },
    'sort-section': {
      value: 'KEY',
      help: 'order sections by name or alignment where the script does not say',
    },
    'no-check-sections': {
      undoes: ['check-sections'],
      help: 'sections may lie on each other in memory',
    },
    'fatal-warnings': { help: 'treat warnings as errors' },
    z: {
      ...{ value: 'KEYWORD', repeat: true },
      help: 'max-page-size=BYTES; muldefs, as --allow-multiple-definition;\nexecstack, noexecstack, stack-size=BYTES: what PT_GNU_STACK tells',
    },
    m: {
      value: 'EMULATION',
      help: 'kind of output: elf64lriscv or elf32lriscv\n(default: that of the first file)',
    },
    v: { help: 'tell the version, and link if there is anything to link' },
    V: { spelling: '-V', help: 'as -v, and the kinds of output' },
    verbose: {
      ...{ value: 'NUMBER', optional: '' },
      help: 'as -V, and the script between two rows of =',
    },
    shared: { help: '', refused: STATIC },
    'dynamic-linker': { value: 'FILE', help: '', refused: STATIC },
    'version-script': { value: 'FILE', help: '' },
    'export-dynamic': { short: 'E', help: '' },
    'warn-once': { help: '' },
    'error-unresolved-symbols': { help: '' },
    'gc-keep-exported': { help: '' },
    'no-print-gc-sections': { help: '' },
    'warn-section-align': { help: '' },
    'no-undefined-version': { help: '' },
    'warn-execstack': { help: '' },
    'no-warn-execstack': { help: '' },
    'warn-alternate-em': { help: '' },
    'allow-shlib-undefined': { help: '' },
    'no-allow-shlib-undefined': { help: '' },
    'print-map-discarded': { help: '' },
    'reduce-memory-overheads': { help: '' },
    'traditional-format': { help: '' },
    'no-print-map-discarded': { help: '' },
    'enable-new-dtags': { help: '' },
    'disable-new-dtags': { help: '' },
    'add-needed': { help: '' },
    'no-add-needed': { help: '' },
    'copy-dt-needed-entries': { help: '' },
    'no-copy-dt-needed-entries': { help: '' },
    'export-dynamic-symbol': { value: 'NAME', repeat: true, help: '' },
    'export-dynamic-symbol-list': { value: 'FILE', repeat: true, help: '' },
    'spare-dynamic-tags': { value: 'COUNT', help: '' },
    'force-exe-suffix': { help: '' },
    init: { value: 'SYMBOL', spelling: '-init=SYMBOL', help: '' },
    fini: { value: 'SYMBOL', spelling: '-fini=SYMBOL', help: '' },
    audit: { value: 'NAME', help: '' },
    depaudit: { value: 'NAME', help: '' },
    'ctf-variables': { help: '' },
    'no-ctf-variables': { help: '' },
    rpath: { value: 'FOLDER', repeat: true, help: '' },
    'rpath-link': { value: 'FOLDER', repeat: true, help: '' },
    soname: { value: 'NAME', help: '' },
    architecture: { short: 'A', value: 'NAME', help: '' },
    gpsize: { short: 'G', value: 'SIZE', help: '' },
    Bdynamic: { help: '' },
    'no-warn-rwx-segments': { help: '' },
    'warn-rwx-segments': { help: '' },
    'warn-common': { help: '' },
    'no-undefined': { help: '' },
    'no-warn-mismatch': { help: '' },
    'no-dynamic-linker': { help: '' },
    'no-pie': { undoes: ['pie', 'pic-executable'], help: '' },
    'no-export-dynamic': { help: '' },
    'as-needed': { help: '' },
    'no-as-needed': { help: '' },
    relax: { undoes: ['no-relax'], help: '' },
    static: { help: '' },
    Bstatic: { help: '' },
    dn: { help: '' },
    dy: { help: '' },
    non_shared: { help: '' },
    call_shared: { help: '' },
    Qy: { help: '' },
    'warn-constructors': { help: '' },
    'warn-multiple-gp': { help: '' },
    'no-fatal-warnings': { undoes: ['fatal-warnings'], help: '' },
    'split-by-file': { value: 'SIZE', optional: '', help: '' },
    'split-by-reloc': { value: 'COUNT', optional: '', help: '' },
    'hash-size': { value: 'NUMBER', help: '' },
    'map-whole-files': { help: '' },
    'accept-unknown-input-arch': { help: '' },
    'no-accept-unknown-input-arch': { help: '' },
    'ctf-share-types': { value: 'METHOD', help: '' },
    'Trodata-segment': { value: 'ADDRESS', spelling: '-Trodata-segment=ADDRESS', help: '' },
    'Tldata-segment': { value: 'ADDRESS', spelling: '-Tldata-segment=ADDRESS', help: '' },
    Bsymbolic: { help: '' },
    nostdlib: { help: '' },
    EL: { help: '' },
    g: { help: '' },
    O0: { help: '' },
    O1: { help: '' },
    O2: { help: '' },
    O3: { help: '' },
    'no-omagic': { undoes: ['omagic'], help: '' },
    'eh-frame-hdr': { help: '' },
    'hash-style': { value: 'STYLE', help: '' },
    plugin: { value: 'FILE', help: '' },
    'plugin-opt': { value: 'WORD', repeat: true, help: '' },
    sysroot: { value: 'FOLDER', help: '' },
    'check-sections': { undoes: ['no-check-sections'], help: '' },
    'no-keep-memory': { help: '' },
    'no-map-whole-files': { help: '' },
    'no-eh-frame-hdr': { help: '' },
    'sort-common': { value: 'ORDER', optional: '', help: '' },
    'no-define-common': { help: '' },
    'no-ld-generated-unwind-info': { help: '' },
    'ld-generated-unwind-info': { help: '' },
    'exclude-libs': { value: 'NAME', repeat: true, help: '' },
    'undefined-version': { help: '' },
    'disable-multiple-abs-defs': { help: '' },
    'no-strip-discarded': { help: '' },
    'strip-discarded': { help: '' },
    'Bsymbolic-functions': { help: '' },
    'warn-textrel': { help: '' },
    'no-warn-search-mismatch': { help: '' },
    'dynamic-list': { value: 'NAME', repeat: true, help: '' },
    'dynamic-list-data': { help: '' },
    stats: { help: '' },
    demangle: { help: '' },
    'no-demangle': { help: '' },
  },
  examples: [
    ['ireko ld -T hello.ld -o hello.elf hello.o', 'an image for ireko run'],
    ['ireko ld -T boot.ld -o boot.elf boot.o', 'of 32 bits if boot.o was made with -march=rv32…'],
    ['ireko ld -T kernel.ld -Map - -o kernel.elf start.o trap.o', 'and see where everything went'],
  ],
  errors: `
All undefined and all doubly defined symbols are reported, each with the places
in the objects that name them; a mistake in the script with its line and column.
Then no executable is written (but the map is), and the exit status is 1.`,
  run({ values, operands, sequence }) {
    const isVerbose = values.verbose !== undefined;
    const tells = values.v || values.V || isVerbose;
    if (tells) process.stdout.write(versionOf('ld'));
    if (values.V || isVerbose) process.stdout.write(supportedEmulations());
    const asked = linkOptions(values);
    const folders = values['library-path'];
    const { 'default-script': fallback } = values;
    const named = values.script.length > 0 || fallback === undefined ? values.script : [fallback];
    const given = named.map((name) => scriptNamed(name, folders));
    if (isVerbose) process.stdout.write(scriptShown(given, asked));
    if (tells && operands.length === 0) return 0;
    if (values['print-output-format']) {
      const { bits = 64 } = asked;
      process.stdout.write(`${formatName(bits)}\n`);
      return 0;
    }
    if (operands.length === 0 && values.l.length === 0)
      throw new Mistake('no input files; try: ireko ld -T hello.ld -o hello.elf hello.o');
    if (!values['no-warnings'])
      for (const warning of ignoredKeywords(values)) process.stderr.write(`ireko ld: ${warning}\n`);
    const { files, scripts } = linkInputs(sequence, folders);
    const { 'retain-symbols-file': retained } = values;
    const showsMap = values.Map !== undefined || values['print-map'];
    const linked = link(files, [...given, ...scripts], {
      ...asked,
      find: (name) => findFile(name, folders),
      findScript: (name) => findScript(name, folders),
      parsedScripts: parsedScripts(scriptsFolder),
      scriptAfter: filesBefore(sequence),
      ...(retained !== undefined && { retained: words(readInput(retained)) }),
      ...(showsMap && { map: { outputName: values.output ?? 'a.out' } }),
    });
    const { map } = linked;
    const { trace } = linked;
    if (values.trace) for (const name of trace.files) process.stdout.write(`${name}\n`);
    for (const line of trace.symbols) process.stderr.write(`ireko ld: ${line}\n`);
    const isShown = ({ severity }: Diagnostic) => severity === 'error' || !values['no-warnings'];
    const diagnostics = linked.diagnostics.filter(isShown);
    const hasErrors = showDiagnostics(diagnostics, 'ireko ld');
    const isFatal = values['fatal-warnings'] && diagnostics.length > 0 && !hasErrors;
    const elf = isFatal ? undefined : linked.elf;
    if (values['print-gc-sections'])
      for (const { name, object } of linked.discarded)
        process.stderr.write(`ireko ld: removing unused section '${name}' in file '${object}'\n`);
    if (elf) writeOutput(values.output ?? 'a.out', elf, 0o777);
    if (elf && values['dependency-file'] !== undefined)
      writeOutput(
        values['dependency-file'],
        dependencyRule(values.output ?? 'a.out', [...given.map(({ name }) => name), ...files]),
      );
    if (map !== undefined && (values['print-map'] || values.Map === '-')) process.stdout.write(map);
    if (map !== undefined && values.Map !== undefined && values.Map !== '-')
      writeOutput(values.Map, map);
    if (linked.crossReference !== undefined) process.stdout.write(linked.crossReference);
    if (values['print-memory-usage']) process.stdout.write(linked.memoryUsage);
    if (isFatal) throw new Mistake('warnings, and --fatal-warnings treats them as errors');
    if (elf === undefined) throw new AlreadyReported();
    return 0;
  },
});

/** @throws {Mistake} when there is no such script. */
function scriptNamed(name: string, folders: readonly string[]): ScriptFile {
  const found = findScript(name, folders);
  if (found === undefined && isFolder(name))
    throw new Mistake(`${name}: Is a directory; name a file`);
  if (found === undefined) throw new Mistake(`${name}: there is no such script; check the path`);
  if (found.text.startsWith('\x7fELF'))
    throw new Mistake(`${name}: an ELF file, not a script of the linker`);
  return found;
}

function supportedEmulations(): string {
  const names = [...emulations.keys()].map((each) => `   ${each}\n`);
  return `  Supported emulations:\n${names.join('')}`;
}

/** The script of a link between two rows of signs, by which programs cut it out. */
function scriptShown(given: readonly ScriptFile[], options: LinkOptions): string {
  const row = `${'='.repeat(50)}\n`;
  const opened = given.map(({ name }) => `opened script file ${name}\n`).join('');
  const [kind, shown] =
    given.length > 0
      ? ['external', given]
      : ['internal', [defaultScript({ ...options, bits: options.bits ?? 64 })]];
  const text = shown.map((each) => each.text).join('\n');
  return `${opened}using ${kind} linker script:\n${row}${text}\n${row}`;
}

/** How many files and libraries stand before the first script. */
function filesBefore(sequence: readonly Given[]): number {
  const files = sequence.filter(
    ({ name }) => name === undefined || name === 'l' || name === 'script',
  );
  const at = files.findIndex(({ name }) => name === 'script');
  return at < 0 ? files.length : at;
}

/** What make is to know: the output is older than none of these, and it is no mistake if one is gone. */
function dependencyRule(output: string, inputs: readonly (string | LinkInput)[]): string {
  const named = (each: string | LinkInput): readonly string[] => {
    if (typeof each === 'string') return [each];
    return 'group' in each ? each.group.flatMap(named) : [each.name];
  };
  const names = [...new Set(inputs.flatMap(named))];
  const rule = [`${output}:`, ...names.map((name) => `  ${name}`)].join(' \\\n');
  return `${rule}\n${names.map((name) => `\n${name}:\n`).join('')}`;
}

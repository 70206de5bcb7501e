import type { SettledOptions } from './options.ts';
import type { ScriptFile } from './script-source.ts';

/**
 * The script for a link that names none: a program at 64 KiB, its data on a page of its own. The
 * sections and their order are those of GNU ld's own scripts for `elf64lriscv` and, with words of four
 * bytes, for `elf32lriscv`.
 */
const SCRIPT = `
ENTRY(_start)
SECTIONS
{
  PROVIDE(__executable_start = SEGMENT_START("text-segment", 0x10000));
  . = SEGMENT_START("text-segment", 0x10000) + SIZEOF_HEADERS;
  .interp : { *(.interp) }
  .note.gnu.build-id : { *(.note.gnu.build-id) }
  .dynstr : { *(.dynstr) }
  .rela.dyn : { *(.rela.dyn) }
  .rela.plt : { PROVIDE_HIDDEN(__rela_iplt_start = .); PROVIDE_HIDDEN(__rela_iplt_end = .); }
  .init   : { KEEP(*(SORT_NONE(.init))) }
  .text   : { *(.text.unlikely .text.*_unlikely .text.unlikely.*) *(.text.exit .text.exit.*)
              *(.text.startup .text.startup.*) *(.text.hot .text.hot.*) *(SORT(.text.sorted.*))
              *(.text .stub .text.* .gnu.linkonce.t.*) }
  .fini   : { KEEP(*(SORT_NONE(.fini))) }
  PROVIDE(__etext = .);
  PROVIDE(_etext = .);
  PROVIDE(etext = .);
  .rodata  : { *(.rodata .rodata.* .gnu.linkonce.r.*) }
  .rodata1 : { *(.rodata1) }
  .sdata2  : { *(.sdata2 .sdata2.* .gnu.linkonce.s2.*) }
  .sbss2   : { *(.sbss2 .sbss2.* .gnu.linkonce.sb2.*) }
  .eh_frame         : ONLY_IF_RO { KEEP(*(.eh_frame)) *(.eh_frame.*) }
  .gcc_except_table : ONLY_IF_RO { *(.gcc_except_table .gcc_except_table.*) }
  . = DATA_SEGMENT_ALIGN(CONSTANT(MAXPAGESIZE), CONSTANT(COMMONPAGESIZE));
  .eh_frame         : ONLY_IF_RW { KEEP(*(.eh_frame)) *(.eh_frame.*) }
  .gcc_except_table : ONLY_IF_RW { *(.gcc_except_table .gcc_except_table.*) }
  .tdata : { PROVIDE_HIDDEN(__tdata_start = .); *(.tdata .tdata.* .gnu.linkonce.td.*) }
  .tbss  : { *(.tbss .tbss.* .gnu.linkonce.tb.*) *(.tcommon) }
  .preinit_array : { PROVIDE_HIDDEN(__preinit_array_start = .);
                     KEEP(*(.preinit_array))
                     PROVIDE_HIDDEN(__preinit_array_end = .); }
  .init_array : { PROVIDE_HIDDEN(__init_array_start = .);
                  KEEP(*(SORT_BY_INIT_PRIORITY(.init_array.*) SORT_BY_INIT_PRIORITY(.ctors.*)))
                  KEEP(*(.init_array EXCLUDE_FILE(*crtbegin.o *crtbegin?.o *crtend.o *crtend?.o) .ctors))
                  PROVIDE_HIDDEN(__init_array_end = .); }
  .fini_array : { PROVIDE_HIDDEN(__fini_array_start = .);
                  KEEP(*(SORT_BY_INIT_PRIORITY(.fini_array.*) SORT_BY_INIT_PRIORITY(.dtors.*)))
                  KEEP(*(.fini_array EXCLUDE_FILE(*crtbegin.o *crtbegin?.o *crtend.o *crtend?.o) .dtors))
                  PROVIDE_HIDDEN(__fini_array_end = .); }
  .ctors : { KEEP(*crtbegin.o(.ctors)) KEEP(*crtbegin?.o(.ctors))
             KEEP(*(EXCLUDE_FILE(*crtend.o *crtend?.o) .ctors))
             KEEP(*(SORT(.ctors.*))) KEEP(*(.ctors)) }
  .dtors : { KEEP(*crtbegin.o(.dtors)) KEEP(*crtbegin?.o(.dtors))
             KEEP(*(EXCLUDE_FILE(*crtend.o *crtend?.o) .dtors))
             KEEP(*(SORT(.dtors.*))) KEEP(*(.dtors)) }
  .jcr         : { KEEP(*(.jcr)) }
  .data.rel.ro : { *(.data.rel.ro.local* .gnu.linkonce.d.rel.ro.local.*)
                   *(.data.rel.ro .data.rel.ro.* .gnu.linkonce.d.rel.ro.*) }
  .dynamic : { *(.dynamic) }
  .data   : { __DATA_BEGIN__ = .; *(.data .data.* .gnu.linkonce.d.*) }
  .data1  : { *(.data1) }
  .got    : { *(.got.plt) *(.igot.plt) *(.got) *(.igot) }
  .sdata  : { __SDATA_BEGIN__ = .;
              *(.srodata.cst16) *(.srodata.cst8) *(.srodata.cst4) *(.srodata.cst2)
              *(.srodata .srodata.*) *(.sdata .sdata.* .gnu.linkonce.s.*) }
  _edata = .;
  PROVIDE(edata = .);
  . = .;
  __bss_start = .;
  .sbss   : { *(.dynsbss) *(.sbss .sbss.* .gnu.linkonce.sb.*) *(.scommon) }
  .bss    : { *(.dynbss) *(.bss .bss.* .gnu.linkonce.b.*) *(COMMON)
              . = ALIGN(. != 0 ? WORD : 1); }
  . = ALIGN(WORD);
  . = SEGMENT_START("ldata-segment", .);
  . = ALIGN(WORD);
  __BSS_END__ = .;
  __global_pointer$ = MIN(__SDATA_BEGIN__ + 0x800,
                          MAX(__DATA_BEGIN__ + 0x800, __BSS_END__ - 0x800));
  _end = .;
  PROVIDE(end = .);
  . = DATA_SEGMENT_END(.);
  .stab 0              : { *(.stab) }
  .comment 0           : { *(.comment) }
  .debug_aranges 0     : { *(.debug_aranges) }
  .debug_info 0        : { *(.debug_info .gnu.linkonce.wi.*) }
  .debug_abbrev 0      : { *(.debug_abbrev) }
  .debug_line 0        : { *(.debug_line .debug_line.* .debug_line_end) }
  .debug_frame 0       : { *(.debug_frame) }
  .debug_str 0         : { *(.debug_str) }
  .debug_loc 0         : { *(.debug_loc) }
  .debug_macinfo 0     : { *(.debug_macinfo) }
  .debug_pubtypes 0    : { *(.debug_pubtypes) }
  .debug_ranges 0      : { *(.debug_ranges) }
  .debug_addr 0        : { *(.debug_addr) }
  .debug_line_str 0    : { *(.debug_line_str) }
  .debug_loclists 0    : { *(.debug_loclists) }
  .debug_macro 0       : { *(.debug_macro) }
  .debug_names 0       : { *(.debug_names) }
  .debug_rnglists 0    : { *(.debug_rnglists) }
  .debug_str_offsets 0 : { *(.debug_str_offsets) }
  /DISCARD/ : { *(.note.GNU-stack) *(.gnu_debuglink) *(.gnu.lto_*) }
}
`;

/** For an object made of others: each section stays by itself, at 0. */
const OBJECT_SECTIONS = [
  ...['.interp', '.note.gnu.build-id', '.init', '.text', '.fini', '.rodata', '.rodata1'],
  ...['.sdata2', '.sbss2', '.eh_frame_hdr', '.eh_frame', '.sframe', '.gcc_except_table'],
  ...['.tdata', '.tbss', '.jcr', '.dynamic', '.data', '.data1', '.got', '.sdata', '.sbss', '.bss'],
  ...['.stab', '.stabstr', '.comment', '.gnu.build.attributes', '.debug', '.line'],
  ...['.debug_srcinfo', '.debug_sfnames', '.debug_aranges', '.debug_pubnames', '.debug_info'],
  ...['.debug_abbrev', '.debug_line', '.debug_frame', '.debug_str', '.debug_loc'],
  ...['.debug_macinfo', '.debug_weaknames', '.debug_funcnames', '.debug_typenames'],
  ...['.debug_varnames', '.debug_pubtypes', '.debug_ranges', '.debug_addr', '.debug_line_str'],
  ...['.debug_loclists', '.debug_macro', '.debug_names', '.debug_rnglists'],
  ...['.debug_str_offsets', '.debug_sup', '.gnu.attributes'],
];
/** Of these nothing is left out by garbage collection. */
const KEPT_IN_OBJECTS = new Set(['.init', '.fini', '.eh_frame', '.jcr', '.gnu.attributes']);

function objectScript(): string {
  const statements = OBJECT_SECTIONS.map((name) => {
    const pattern = `*(${name})`;
    return `${name} 0 : { ${KEPT_IN_OBJECTS.has(name) ? `KEEP(${pattern})` : pattern} }\n`;
  });
  return `SECTIONS\n{\n${statements.join('')}}\n`;
}

/** The script for a link that names none; `-N` does without a page between code and data. */
export function defaultScript({ bits, magic, pie, relocatable }: SettledOptions): ScriptFile {
  if (relocatable) return { name: 'default script', text: objectScript() };
  const paged =
    magic === 'omagic'
      ? SCRIPT.replace(/DATA_SEGMENT_ALIGN\(.*\);/, '.;').replace('. = DATA_SEGMENT_END(.);', '')
      : SCRIPT;
  // What may be loaded anywhere counts its addresses from 0.
  const text = pie ? paged.replaceAll('0x10000', '0') : paged;
  return { name: 'default script', text: text.replaceAll('WORD', `${bits / 8}`) };
}

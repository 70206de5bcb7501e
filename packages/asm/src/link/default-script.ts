/** The script for a link that names none: a program at 64 KiB, its data on a page of its own. */
export const DEFAULT_SCRIPT = `
ENTRY(_start)
SECTIONS
{
  PROVIDE(__executable_start = 0x10000);
  . = 0x10000 + SIZEOF_HEADERS;
  .init   : { KEEP(*(SORT_NONE(.init))) }
  .text   : { *(.text.unlikely .text.*_unlikely .text.unlikely.*) *(.text.exit .text.exit.*)
              *(.text.startup .text.startup.*) *(.text.hot .text.hot.*) *(.text .stub .text.*) }
  .fini   : { KEEP(*(SORT_NONE(.fini))) }
  PROVIDE(__etext = .);
  PROVIDE(_etext = .);
  PROVIDE(etext = .);
  .rodata : { *(.rodata .rodata.*) }
  . = DATA_SEGMENT_ALIGN(CONSTANT(MAXPAGESIZE), CONSTANT(COMMONPAGESIZE));
  .init_array : { PROVIDE_HIDDEN(__init_array_start = .);
                  KEEP(*(SORT_BY_INIT_PRIORITY(.init_array.*)))
                  KEEP(*(.init_array))
                  PROVIDE_HIDDEN(__init_array_end = .); }
  .data   : { __DATA_BEGIN__ = .; *(.data .data.*) }
  .sdata  : { __SDATA_BEGIN__ = .; *(.sdata .sdata.*) }
  _edata = .;
  PROVIDE(edata = .);
  . = .;
  __bss_start = .;
  .sbss   : { *(.sbss .sbss.*) }
  .bss    : { *(.bss .bss.*) *(COMMON) . = ALIGN(. != 0 ? 8 : 1); }
  . = ALIGN(8);
  __BSS_END__ = .;
  __global_pointer$ = MIN(__SDATA_BEGIN__ + 0x800,
                          MAX(__DATA_BEGIN__ + 0x800, __BSS_END__ - 0x800));
  _end = .;
  PROVIDE(end = .);
}
`;

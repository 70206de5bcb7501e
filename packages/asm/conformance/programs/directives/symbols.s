# Symbols: bindings, types, other names.
        .weak   w
        .globl  w
w:      nop
        .variant_cc v
        .globl  v
v:      nop
        .word   early                   # before .weakref makes it another's
        lla     a0, early
        .weakref early, late
        .word   late_here
        .weakref late_here, here
        .weakref alias, target
        call    alias
        .weakref other, used
here:
        call    other
        call    used
        .type   i, %gnu_indirect_function
        .globl  i
i:      nop
        .tls_common t, 8, 8
        .common c, 4, 4
        .lsym   l, 5
        .extern e
        .xdef   x
x:      nop
        .hidden x
        .globl  versioned
versioned: nop
        .symver versioned, versioned@@V2
        .symver versioned, versioned@V1
        .symver elsewhere, elsewhere@V1
        call    elsewhere

# In the object, what is computed anew is what it is at the end.
        .data
anew == . - here_first
here_first:
        .word   anew, anew

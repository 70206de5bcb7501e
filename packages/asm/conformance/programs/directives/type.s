# Types of symbols: what says more stays. An object of a thread, a function chosen at the start.
        .type   of_thread, @object
        .type   of_thread, @tls_object
        .type   of_thread, @object
        .type   chosen, @function
        .type   chosen, @gnu_indirect_function
        .type   chosen, @function
        .type   turned, @gnu_indirect_function
        .type   turned, @object
        .data
of_thread:
        .byte   1
chosen: .byte   2
turned: .byte   3

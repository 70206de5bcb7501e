/tmp/cg/x1.o: /tmp/cg/n.s

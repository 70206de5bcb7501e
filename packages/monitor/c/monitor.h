/*
 * monitor.h: what a program in C can ask of the monitor, and the runtime that it has.
 * Made from kernel/calls.inc and process.inc; UPDATE=1 with test/calls.test.ts makes it anew.
 */
#ifndef MONITOR_H
#define MONITOR_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#define SYSTEM_CALLS (32)
#define LIMIT_TIME (0) /* what a process may use at most: instructions, its calls included */
#define LIMIT_PAGES (1) /* pages */
#define LIMIT_OUTPUT (2) /* bytes on the console */
#define LIMITS (3)
#define OPEN_READ (0) /* how to open a file: to read it */
#define OPEN_WRITE (1) /* to write into it, from its start */
#define OPEN_NEW (2) /* to write it anew */
#define WORDS_BYTES (128) /* words for a program, with the 0 that ends them */
#define STAT_BYTES (24) /* what there is to know of a file: name, size */
#define MEMORY_BYTES (48) /* of memory: pages, free ones; of the swap area: slots, free */
#define WRITE_MAX (4096) /* bytes in one write, and in one read of a file */
#define SECTORS_MAX (8) /* sectors in one disk_read */
#define SECTOR_BYTES (512)
#define SECTOR_SHIFT (9)
#define ERROR_CALL (-1) /* there is no system call with this number */
#define ERROR_ADDRESS (-2) /* a range that is not the process's, or not for this use */
#define ERROR_VALUE (-3) /* an argument out of range */
#define ERROR_NAME (-4) /* no program or file has this name */
#define ERROR_FULL (-5) /* there are as many processes, descriptors and so on as there can be */
#define ERROR_MEMORY (-6) /* no memory is left */
#define ERROR_DEVICE (-7) /* no disk, or the disk failed */
#define ERROR_CHILD (-8) /* the process has no children */
#define ERROR_PROGRAM (-9) /* the program's file cannot be run */
#define ERROR_PROCESS (-10) /* no process has this number */
#define ERROR_SPACE (-11) /* no room on the disk, or in a file */
#define ERROR_BUSY (-12) /* somebody has the file open */
#define ERROR_PIPE (-13) /* nobody reads what is written */
#define KILLED (-1) /* status of a process that died of a fault, or was killed */

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
    char name[16]; /* of its program, ended by 0 */
    long files[8]; /* its descriptors */
    long level; /* 0 … LEVELS - 1: those on a lower one run first */
    long limits[3]; /* how much it may use */
    long pid; /* 1 and up; a job's is its place in the job list */
    long parent; /* pid of the parent; 0: the monitor itself */
    long state; /* what it does, or waits for: FREE … ENDED, as below */
    long calls; /* account: system calls made */
    long pages; /* pages it was given */
    long sectors; /* sectors read */
    long faults; /* page faults */
    long back; /* pages that came back from the swap area */
    long waits; /* times it had to wait */
    long turns; /* turns it had */
    long instructions; /* instructions in them, the monitor's for it included */
    long output; /* bytes that it wrote to the console */
    long status; /* and what it gave to exit, or KILLED */
};

/** does not return */
__attribute__((noreturn)) void exit(long status);

/** bytes taken, at most WRITE_MAX */
long write(long descriptor, const void *address, long bytes);

/** bytes, of a line; 0: no more */
long read(long descriptor, void *address, long bytes);

/** 0, after the others had their turn */
long yield(void);

/** 0, not before that time has passed */
long sleep(long milliseconds);

/** number of this process */
long getpid(void);

/** end of the heap before it grew by so many */
long sbrk(long bytes);

/** pid of a child that begins with that program */
long spawn(const char *name, long argument);

/** pid of a child that ended; its status there, unless it is 0 */
long wait(long *status);

/** count, of sectors of the whole disk */
long disk_read(long sector, void *address, long count);

/** sectors on the disk, but for the swap area; 0: no disk */
long disk_size(void);

/** ticks of 100 ns since the computer was started */
long uptime(void);

/** pid of the child; 0 in the child, a copy of this process */
long fork(void);

/** this process goes on with that program, from its start */
long exec(const char *name, long argument, const char *words);

/** 0 */
long kill(long pid);

/** the level before, after a new turn; 0 is first */
long level(long level);

/** pid of the process in that place, and what there is to know of it; 0: none */
long inform(long place, struct process_status *address);

/** descriptor */
long open(const char *name, long mode);

/** 0, what was written being on the disk */
long close(long descriptor);

/** offset, at most the size of the file */
long seek(long descriptor, long offset);

/** 0; name and size there */
long stat(long descriptor, struct file_status *address);

/** 1; name and size there; 0: no file in that place */
long readdir(long place, struct file_status *address);

/** 0 */
long remove(const char *name);

/** 0; two descriptors there, to read and to write */
long pipe(long *address);

/** another one for the same, the first that is free */
long dup(long descriptor);

/** 0; what there is to know of memory there */
long memory(struct memory_status *address);

/** the amount before; 0: without limit */
long limit(long limit, long amount);

/** pid of a child that ended; what there is to know of it there */
long reap(struct process_status *address);

/** 0; 1: keys as they are pressed, output as it is; 0: lines again */
long keys(long on);

/** address of so many zeros, up to the end of a page */
long map(long bytes);

/** address of what is in the file, only to read */
long map_file(long descriptor);

/** 0; it is one that map or map_file gave */
long unmap(long address);

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

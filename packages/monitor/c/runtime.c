/*
 * runtime.c: what a program in C expects around it: main's arguments, memory,
 * strings, and printf. Thin: it is there to be read, and to be enough for small
 * programs.
 */
#include "monitor.h"

enum { WORDS = 64, BUFFER = 256 };

int main(int argc, char **argv);

/** Part the words at spaces, call main, and exit with its result. argv[0] is "". */
void begin(long argument, char *words)
{
    static char *argv[WORDS + 2];
    int argc = 1;
    (void)argument; /* the number at the start of the words */
    argv[0] = "";
    while (words && *words && argc <= WORDS) {
        argv[argc++] = words;
        while (*words && *words != ' ')
            words++;
        if (*words)
            *words++ = 0;
    }
    exit(main(argc, argv));
}

size_t strlen(const char *s)
{
    size_t length = 0;
    while (s[length])
        length++;
    return length;
}

int strcmp(const char *a, const char *b)
{
    while (*a && *a == *b)
        a++, b++;
    return (unsigned char)*a - (unsigned char)*b;
}

char *strcpy(char *to, const char *from)
{
    memcpy(to, from, strlen(from) + 1);
    return to;
}

/* The compiler may turn these loops into calls of themselves; it is told not to. */
#define AS_IT_IS __attribute__((optimize("no-tree-loop-distribute-patterns")))

AS_IT_IS void *memcpy(void *to, const void *from, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++)
        ((char *)to)[i] = ((const char *)from)[i];
    return to;
}

AS_IT_IS void *memmove(void *to, const void *from, size_t bytes)
{
    if ((char *)to <= (const char *)from)
        return memcpy(to, from, bytes);
    while (bytes--)
        ((char *)to)[bytes] = ((const char *)from)[bytes];
    return to;
}

AS_IT_IS void *memset(void *to, int byte, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++)
        ((char *)to)[i] = (char)byte;
    return to;
}

int memcmp(const void *a, const void *b, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++) {
        int difference = ((const unsigned char *)a)[i] - ((const unsigned char *)b)[i];
        if (difference)
            return difference;
    }
    return 0;
}

int atoi(const char *digits)
{
    int sign = *digits == '-' ? -1 : 1, value = 0;
    if (*digits == '-')
        digits++;
    while (*digits >= '0' && *digits <= '9')
        value = 10 * value + *digits++ - '0';
    return sign * value;
}

/*
 * malloc: first fit in a list of free blocks by address; neighbours are joined
 * when one is freed. A block begins with its size, header included.
 */
typedef struct block {
    size_t size;
    struct block *next; /* of a free one */
} block;

static block *free_blocks;

void *malloc(size_t bytes)
{
    size_t size = (bytes + sizeof(block) + 15) & ~(size_t)15;
    if (size < bytes)
        return 0;
    for (block **link = &free_blocks; *link; link = &(*link)->next) {
        block *found = *link;
        if (found->size < size)
            continue;
        if (found->size - size >= 2 * sizeof(block)) { /* the rest stays free */
            block *rest = (block *)((char *)found + size);
            rest->size = found->size - size;
            rest->next = found->next;
            *link = rest;
            found->size = size;
        } else {
            *link = found->next;
        }
        return found + 1;
    }
    long more = sbrk(0);
    more = sbrk(size + (-more & 15));
    if (more < 0)
        return 0;
    block *made = (block *)((more + 15) & -16L);
    made->size = size;
    return made + 1;
}

void free(void *memory)
{
    if (!memory)
        return;
    block *freed = (block *)memory - 1, **link = &free_blocks, *before = 0;
    while (*link && *link < freed) {
        before = *link;
        link = &before->next;
    }
    freed->next = *link;
    *link = freed;
    if (freed->next == (block *)((char *)freed + freed->size)) {
        freed->size += freed->next->size;
        freed->next = freed->next->next;
    }
    if (before && (char *)before + before->size == (char *)freed) {
        before->size += freed->size;
        before->next = freed->next;
    }
}

/* Output is collected, and written when the buffer is full and at the end of a call. */
typedef struct {
    char bytes[BUFFER];
    int used, total;
} output;

static void flush(output *out)
{
    write(1, out->bytes, out->used);
    out->used = 0;
}

static void put(output *out, char byte)
{
    if (out->used == BUFFER)
        flush(out);
    out->bytes[out->used++] = byte;
    out->total++;
}

static void put_number(output *out, unsigned long value, unsigned base, int negative, int width, char fill)
{
    char digits[24];
    int length = 0;
    do {
        digits[length++] = "0123456789abcdef"[value % base];
        value /= base;
    } while (value);
    if (negative && fill == '0')
        put(out, '-');
    if (negative && fill != '0')
        digits[length++] = '-';
    for (int i = length + (negative && fill == '0'); i < width; i++)
        put(out, fill);
    while (length)
        put(out, digits[--length]);
}

int vprintf(const char *format, va_list arguments)
{
    output out = {.used = 0, .total = 0};
    for (; *format; format++) {
        if (*format != '%') {
            put(&out, *format);
            continue;
        }
        char fill = ' ';
        int width = 0, is_long = 0;
        if (*++format == '0')
            fill = '0', format++;
        while (*format >= '0' && *format <= '9')
            width = 10 * width + *format++ - '0';
        while (*format == 'l' || *format == 'z')
            is_long = 1, format++;
        switch (*format) {
        case 'd':
        case 'i': {
            long value = is_long ? va_arg(arguments, long) : va_arg(arguments, int);
            put_number(&out, value < 0 ? -(unsigned long)value : (unsigned long)value, 10, value < 0, width, fill);
            break;
        }
        case 'u':
        case 'x': {
            unsigned long value = is_long ? va_arg(arguments, unsigned long) : va_arg(arguments, unsigned);
            put_number(&out, value, *format == 'x' ? 16 : 10, 0, width, fill);
            break;
        }
        case 'p':
            put_number(&out, (unsigned long)va_arg(arguments, void *), 16, 0, width, fill);
            break;
        case 's': {
            const char *text = va_arg(arguments, const char *);
            for (int i = strlen(text); i < width; i++)
                put(&out, ' ');
            while (*text)
                put(&out, *text++);
            break;
        }
        case 'c':
            put(&out, (char)va_arg(arguments, int));
            break;
        case 0:
            format--; /* a lone % at the end */
            break;
        default:
            put(&out, *format);
        }
    }
    flush(&out);
    return out.total;
}

int printf(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int total = vprintf(format, arguments);
    va_end(arguments);
    return total;
}

int putchar(int byte)
{
    char c = (char)byte;
    write(1, &c, 1);
    return byte;
}

int puts(const char *text)
{
    return printf("%s\n", text);
}

/*
 * Code as compilers write it, to measure assemblers with: a bit of everything that programs are made
 * of. It is compiled at several levels, and never run.
 */

typedef unsigned long size;
typedef unsigned char byte;

struct node {
    struct node *left, *right;
    long key;
    double weight;
    char name[24];
};

struct table {
    struct node *buckets[64];
    size used;
    int (*compare)(const char *, const char *);
};

static const char *const words[] = { "alpha", "beta", "gamma", "delta", "epsilon", "zeta" };
static long counters[32];
static double grid[16][16];
extern void report(const char *, long);
extern struct node *fresh(size);

int compare(const char *a, const char *b)
{
    while (*a && *a == *b) {
        a++;
        b++;
    }
    return *(const byte *)a - *(const byte *)b;
}

unsigned hash(const char *text)
{
    unsigned h = 2166136261u;
    for (; *text; text++)
        h = (h ^ (byte)*text) * 16777619u;
    return h;
}

struct node *find(struct table *table, const char *name)
{
    struct node *node = table->buckets[hash(name) % 64];
    while (node) {
        int order = table->compare(name, node->name);
        if (order == 0)
            return node;
        node = order < 0 ? node->left : node->right;
    }
    return 0;
}

void insert(struct table *table, const char *name, long key)
{
    struct node **place = &table->buckets[hash(name) % 64];
    while (*place) {
        if (key < (*place)->key)
            place = &(*place)->left;
        else if (key > (*place)->key)
            place = &(*place)->right;
        else {
            (*place)->weight += 1.5;
            return;
        }
    }
    *place = fresh(sizeof(struct node));
    (*place)->key = key;
    (*place)->weight = 0.25 * (double)key;
    for (size i = 0; i + 1 < sizeof(*place)->name && name[i]; i++)
        (*place)->name[i] = name[i];
    table->used++;
}

void sort(long *items, size count)
{
    for (size gap = count / 2; gap > 0; gap /= 2)
        for (size i = gap; i < count; i++) {
            long item = items[i];
            size j = i;
            for (; j >= gap && items[j - gap] > item; j -= gap)
                items[j] = items[j - gap];
            items[j] = item;
        }
}

void relax(double omega)
{
    for (int step = 0; step < 100; step++)
        for (int y = 1; y < 15; y++)
            for (int x = 1; x < 15; x++) {
                double around = grid[y - 1][x] + grid[y + 1][x] + grid[y][x - 1] + grid[y][x + 1];
                grid[y][x] += omega * (around * 0.25 - grid[y][x]);
            }
}

long evaluate(const byte *code, long *stack)
{
    long *top = stack;
    for (;;) {
        switch (*code++) {
        case 0: *top++ = *code++; break;
        case 1: top--; top[-1] += *top; break;
        case 2: top--; top[-1] -= *top; break;
        case 3: top--; top[-1] *= *top; break;
        case 4: top--; if (*top) top[-1] /= *top; break;
        case 5: *top = top[-1]; top++; break;
        case 6: if (*--top) code += *code; else code++; break;
        case 7: code -= *code; break;
        case 8: counters[*code++ & 31] = *--top; break;
        case 9: *top++ = counters[*code++ & 31]; break;
        case 10: report(words[*code++ % 6], top[-1]); break;
        default: return top[-1];
        }
    }
}

unsigned crc(const byte *bytes, size count)
{
    unsigned value = ~0u;
    while (count--) {
        value ^= *bytes++;
        for (int bit = 0; bit < 8; bit++)
            value = value >> 1 ^ (value & 1 ? 0xedb88320u : 0);
    }
    return ~value;
}

int decimal(char *target, long number)
{
    char digits[20];
    int count = 0, length = 0;
    if (number < 0)
        target[length++] = '-';
    unsigned long rest = number < 0 ? -(unsigned long)number : (unsigned long)number;
    do
        digits[count++] = (char)('0' + rest % 10);
    while (rest /= 10);
    while (count)
        target[length++] = digits[--count];
    target[length] = 0;
    return length;
}

float average(const float *values, int count)
{
    float sum = 0;
    for (int i = 0; i < count; i++)
        sum += values[i];
    return count ? sum / (float)count : 0;
}

void fill(struct table *table)
{
    for (long i = 0; i < 6; i++)
        insert(table, words[i], i * 37 % 11);
    for (int i = 0; i < 32; i++)
        counters[i] = (long)crc((const byte *)words, (size)i) << (i & 15);
    sort(counters, 32);
    relax(1.25);
    report("used", (long)table->used);
}

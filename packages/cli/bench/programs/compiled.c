// compiled.c: what compilers make of everyday code: a machine of byte codes (a jump by a table),
// sorting through a function pointer, a list, strings, matrices of doubles.

typedef unsigned long u64;
typedef unsigned char u8;

#ifndef ROUNDS
#define ROUNDS 360
#endif

enum { WORDS = 3000, SIZE = 24, STEPS = 60000 };

static u64 state = 1;
static u64 random_word(void) {
  state = state * 6364136223846793005UL + 1442695040888963407UL;
  return state >> 33;
}

// A machine with two registers and a stack.
enum operation { PUSH, ADD, MULTIPLY, SWAP, DUPLICATE, DROP, ROTATE, JUMP_IF_ODD, OPERATIONS };
static u64 interpret(const u8 *code, int length) {
  u64 stack[64];
  int top = 0, at = 0;
  stack[0] = 1;
  for (int step = 0; step < STEPS; step++) {
    u8 op = code[at++];
    switch (op) {
    case PUSH: if (top < 60) stack[++top] = at; break;
    case ADD: if (top > 0) { stack[top - 1] += stack[top]; top--; } break;
    case MULTIPLY: stack[top] = stack[top] * 2654435761UL + 1; break;
    case SWAP: if (top > 0) { u64 x = stack[top]; stack[top] = stack[top - 1]; stack[top - 1] = x; } break;
    case DUPLICATE: if (top < 60) { stack[top + 1] = stack[top]; top++; } break;
    case DROP: if (top > 0) top--; break;
    case ROTATE: stack[top] = stack[top] << 7 | stack[top] >> 57; break;
    case JUMP_IF_ODD: if (stack[top] & 1) at = (at + stack[top]) % length; break;
    }
    if (at >= length) at = 0;
  }
  return stack[top];
}

typedef int compare(const void *, const void *);
static int ascending(const void *a, const void *b) {
  u64 x = *(const u64 *)a, y = *(const u64 *)b;
  return x < y ? -1 : x > y;
}
static int by_low_bits(const void *a, const void *b) {
  return (int)(*(const u64 *)a & 0xffff) - (int)(*(const u64 *)b & 0xffff);
}
static void sort(u64 *words, int count, compare *order) {
  for (int gap = count / 2; gap > 0; gap /= 2)
    for (int i = gap; i < count; i++) {
      u64 word = words[i];
      int j = i;
      for (; j >= gap && order(&words[j - gap], &word) > 0; j -= gap) words[j] = words[j - gap];
      words[j] = word;
    }
}

struct node { struct node *next; u64 value; };
static struct node nodes[WORDS];
static u64 walk(int stride) {
  for (int i = 0; i < WORDS; i++) {
    nodes[i].next = i + stride < WORDS ? &nodes[i + stride] : 0;
    nodes[i].value = i;
  }
  u64 sum = 0;
  for (struct node *at = nodes; at; at = at->next) sum += at->value;
  return sum;
}

static char text[WORDS];
static u64 count_words(void) {
  for (int i = 0; i < WORDS - 1; i++) text[i] = "the quick brown fox "[random_word() % 20];
  u64 words = 0, hash = 5381;
  for (const char *at = text; *at; at++) {
    if (*at == ' ') words++;
    hash = hash * 33 + (u8)*at;
  }
  return words ^ hash;
}

static double a[SIZE][SIZE], b[SIZE][SIZE], c[SIZE][SIZE];
static u64 multiply(void) {
  for (int i = 0; i < SIZE; i++)
    for (int j = 0; j < SIZE; j++) {
      a[i][j] = (double)(random_word() % 1000) / 7;
      b[i][j] = (double)(random_word() % 1000) / 3;
    }
  double trace = 0;
  for (int i = 0; i < SIZE; i++)
    for (int j = 0; j < SIZE; j++) {
      double sum = 0;
      for (int k = 0; k < SIZE; k++) sum += a[i][k] * b[k][j];
      c[i][j] = sum;
      if (i == j) trace += sum;
    }
  return (u64)trace;
}

static u64 words[WORDS];
static compare *const orders[] = { ascending, by_low_bits };

u64 main(void) {
  u8 code[97];
  u64 result = 0;
  for (int round = 0; round < ROUNDS; round++) {
    for (int i = 0; i < 97; i++) code[i] = random_word() % OPERATIONS;
    result = result * 31 + interpret(code, 97);
    for (int i = 0; i < WORDS; i++) words[i] = random_word();
    sort(words, WORDS, orders[round % 2]);
    result = result * 31 + words[round];
    result = result * 31 + walk(round % 7 + 1);
    result = result * 31 + count_words();
    result = result * 31 + multiply();
  }
  return result;
}

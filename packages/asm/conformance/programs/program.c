#include <stdint.h>
#include <stddef.h>
struct node { struct node *next; int key; char name[16]; };
static struct node pool[32]; static int used; const char *names[] = {"alpha","beta","gamma"};
double dbl = 3.5; long table[] = {1,-2,0x123456789abcdefL};
static const uint8_t sbox[256] = {1,2,3,4,[200]=7};
int fib(int n) { return n < 2 ? n : fib(n-1) + fib(n-2); }
struct node *insert(struct node *h, int key) { if (used >= 32) return 0; struct node *n = &pool[used++]; n->key = key; n->next = h; return n; }
int switcher(int x) { switch (x) { case 0: return 5; case 1: return 9; case 2: return x*3; case 3: return 77; case 4: return -1; case 5: return 1000; case 9: return 3; default: return 0; } }
uint64_t hash(const uint8_t *p, size_t n) { uint64_t h = 0xcbf29ce484222325ULL; while (n--) { h ^= *p++; h *= 0x100000001b3ULL; } return h; }
void sort(long *a, int n) { for (int i = 1; i < n; i++) for (int j = i; j > 0 && a[j-1] > a[j]; j--) { long t = a[j]; a[j] = a[j-1]; a[j-1] = t; } }
int atomics(int *p) { return __atomic_fetch_add(p, 3, __ATOMIC_SEQ_CST) + __sync_val_compare_and_swap(p, 1, 2); }
__attribute__((weak)) int wk(void) { return 3; }
extern int ext(int, ...); int call(void) { return ext(1, names[0], sbox[3]) + wk(); }
float ff(float a, float b) { return a*b + 1.0f; }
int lots(int a,int b,int c){ volatile int big[3000]; for(int i=0;i<3000;i++) big[i]=a*b/c%7; return big[a]; }
_Thread_local int tl; int gtl(void){return tl++;}
int common_thing;
void sections(void) __attribute__((section(".text.hot"), constructor)); void sections(void) { common_thing++; }

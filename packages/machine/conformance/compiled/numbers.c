/* What compilers make of floating point and bit manipulation: each line that is printed is the bits
   of a result that depends on every rounding before it. */

typedef unsigned long u64;
typedef unsigned int u32;

static volatile unsigned char *const uart = (volatile unsigned char *)0x10000000;

static void put(unsigned char byte) {
  while (!(uart[5] & 0x20)) {
  }
  uart[0] = byte;
}

static void print(u64 bits) {
  for (int shift = 60; shift >= 0; shift -= 4) put("0123456789abcdef"[(bits >> shift) & 15]);
  put('\n');
}

static u64 bits_of(double number) {
  u64 bits;
  __builtin_memcpy(&bits, &number, sizeof bits);
  return bits;
}

static u32 bits_of_single(float number) {
  u32 bits;
  __builtin_memcpy(&bits, &number, sizeof bits);
  return bits;
}

/* Five bodies that attract each other: fused multiply-add, division, square root. */
#define BODIES 5
struct body {
  double x[3], v[3], mass;
};
static struct body bodies[BODIES] = {
    {{0, 0, 0}, {0, 0, 0}, 39.4},
    {{4.84, -1.16, -0.10}, {0.6, 2.8, -0.02}, 0.037},
    {{8.34, 4.12, -0.40}, {-1.0, 1.8, 0.008}, 0.011},
    {{12.8, -15.1, -0.22}, {1.08, 0.86, -0.01}, 0.0017},
    {{15.3, -25.9, 0.17}, {0.97, 0.59, -0.03}, 0.0020},
};

static void advance(double dt) {
  for (int i = 0; i < BODIES; i++)
    for (int j = i + 1; j < BODIES; j++) {
      double d[3], square = 0;
      for (int k = 0; k < 3; k++) {
        d[k] = bodies[i].x[k] - bodies[j].x[k];
        square += d[k] * d[k];
      }
      double magnitude = dt / (square * __builtin_sqrt(square));
      for (int k = 0; k < 3; k++) {
        bodies[i].v[k] -= d[k] * bodies[j].mass * magnitude;
        bodies[j].v[k] += d[k] * bodies[i].mass * magnitude;
      }
    }
  for (int i = 0; i < BODIES; i++)
    for (int k = 0; k < 3; k++) bodies[i].x[k] += dt * bodies[i].v[k];
}

/* Sums of singles that grow until they overflow, and shrink until they vanish. */
static float growing(void) {
  float sum = 1;
  u32 seen = 0;
  for (int i = 1; i < 400; i++) {
    sum = sum * 1.3f + 1.0f / (float)i;
    seen = seen * 31 + bits_of_single(sum) + (u32)(sum > 1e30f);
  }
  print(seen);
  return sum;
}

static float shrinking(void) {
  float product = 1;
  u32 seen = 0;
  for (int i = 1; i < 400; i++) {
    product *= 0.7f;
    seen = seen * 31 + bits_of_single(product);
  }
  print(seen);
  return product;
}

/* Conversions in both directions, through every integer type. */
static u64 conversions(void) {
  u64 hash = 1;
  double number = 1e-3;
  for (int i = 0; i < 300; i++) {
    number *= i % 3 ? -1.7 : 1.9;
    if (number > 1e22 || number < -1e22) number *= 1e-24;
    hash = hash * 31 + (u64)(long)(int)number + (u64)(u32)(long)number;
    hash = hash * 31 + (u64)(long)number + (u64)(number < 0 ? -number : number);
    hash = hash * 31 + bits_of((double)(long)(hash >> 3)) + bits_of_single((float)hash);
    hash = hash * 31 + (u64)__builtin_clzl(hash | 1) + (u64)__builtin_popcountl(hash);
    hash = (hash << 7 | hash >> 57) ^ __builtin_bswap64(hash);
  }
  return hash;
}

static int mandelbrot(void) {
  int total = 0;
  for (int y = 0; y < 24; y++)
    for (int x = 0; x < 40; x++) {
      double cr = x * (3.0 / 40) - 2, ci = y * (2.0 / 24) - 1, zr = 0, zi = 0;
      int steps = 0;
      while (steps < 100 && zr * zr + zi * zi < 4) {
        double next = zr * zr - zi * zi + cr;
        zi = 2 * zr * zi + ci;
        zr = next;
        steps++;
      }
      total += steps;
    }
  return total;
}

void compute(void) {
  for (int step = 0; step < 3000; step++) advance(0.001);
  for (int i = 0; i < BODIES; i++)
    for (int k = 0; k < 3; k++) print(bits_of(bodies[i].x[k]) ^ bits_of(bodies[i].v[k]) << 1);
  print(bits_of_single(growing()));
  print(bits_of_single(shrinking()));
  print(conversions());
  print((u64)mandelbrot());
  u64 status;
  __asm__ volatile("frcsr %0" : "=r"(status));
  print(status);
}

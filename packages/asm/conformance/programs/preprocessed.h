/* Included twice, read once. */
#ifndef PREPROCESSED_H
#define PREPROCESSED_H
#define SIZE 16
#define CONCAT_(a, b) a ## b
#define CONCAT(a, b) CONCAT_(a, b)
#endif

/* words.c: how often each word comes in a file, most often first; for the monitor. */
#include "monitor.h"

struct word {
    char *text;
    int times;
    struct word *next;
};

static struct word *words;

static void count(const char *text)
{
    for (struct word *word = words; word; word = word->next) {
        if (strcmp(word->text, text) == 0) {
            word->times++;
            return;
        }
    }
    struct word *made = malloc(sizeof *made);
    made->text = strcpy(malloc(strlen(text) + 1), text);
    made->times = 1;
    made->next = words;
    words = made;
}

static int is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        puts("usage: words FILE");
        return 1;
    }
    long file = open(argv[1], OPEN_READ);
    if (file < 0) {
        printf("%s: error %ld\n", argv[1], file);
        return 1;
    }
    char bytes[512], text[64];
    size_t length = 0;
    long got;
    while ((got = read(file, bytes, sizeof bytes)) > 0) {
        for (long i = 0; i < got; i++) {
            if (is_letter(bytes[i]) && length < sizeof text - 1) {
                text[length++] = bytes[i];
            } else if (length > 0) {
                text[length] = 0;
                count(text);
                length = 0;
            }
        }
    }
    while (words) {
        struct word **most = &words;
        for (struct word **link = &words; *link; link = &(*link)->next)
            if ((*link)->times > (*most)->times)
                most = link;
        struct word *word = *most;
        printf("%3d %s\n", word->times, word->text);
        *most = word->next;
        free(word->text);
        free(word);
    }
    return 0;
}

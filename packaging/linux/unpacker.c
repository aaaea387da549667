/* SPDX-License-Identifier: Apache-2.0 */
/* Unpacks a Zstandard stream from its input to its output, and nothing else: what a system may lack, the one file
 * brings along. Is linked against the library alone, whose interface for this is stable; it needs no header of it. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct input { const void *bytes; size_t size, at; };
struct output { void *bytes; size_t size, at; };
void *ZSTD_createDStream(void);
size_t ZSTD_DStreamInSize(void);
size_t ZSTD_DStreamOutSize(void);
size_t ZSTD_decompressStream(void *stream, struct output *to, struct input *from);
unsigned ZSTD_isError(size_t code);
const char *ZSTD_getErrorName(size_t code);

static int failed(const char *why)
{
    fprintf(stderr, "%s\n", why);
    return 1;
}

static int all_written(const char *bytes, size_t size)
{
    while (size > 0) {
        ssize_t done = write(STDOUT_FILENO, bytes, size);
        if (done < 0 && errno == EINTR)
            continue;
        if (done <= 0)
            return 0;
        bytes += done;
        size -= (size_t)done;
    }
    return 1;
}

int main(void)
{
    size_t most_in = ZSTD_DStreamInSize(), most_out = ZSTD_DStreamOutSize(), left = 1;
    char *in = malloc(most_in), *out = malloc(most_out);
    void *stream = ZSTD_createDStream();
    if (!in || !out || !stream)
        return failed("out of memory");
    for (;;) {
        ssize_t size = read(STDIN_FILENO, in, most_in);
        if (size < 0 && errno == EINTR)
            continue;
        if (size < 0)
            return failed("cannot read");
        if (size == 0)
            return left == 0 ? 0 : failed("the end is missing");
        struct input from = {in, (size_t)size, 0};
        struct output to = {out, most_out, 0};
        do { /* once more after a full buffer: the rest of a block may still wait inside */
            to.at = 0;
            left = ZSTD_decompressStream(stream, &to, &from);
            if (ZSTD_isError(left))
                return failed(ZSTD_getErrorName(left));
            if (!all_written(out, to.at))
                return failed("cannot write");
        } while (from.at < from.size || (left != 0 && to.at == most_out));
    }
}

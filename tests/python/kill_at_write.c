/* Preloaded into the program under test: ends it by SIGKILL at its n-th change of a file, n = KILL_AT_WRITE;
   where that is a write, after half of its bytes. It counts what changes files: pwrite, ftruncate, rename,
   unlink. With COUNT_WRITES it writes how many there were to that file when the program ends. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static long count = 0;

static int is_due(void) {
    const char* at = getenv("KILL_AT_WRITE");
    return __atomic_add_fetch(&count, 1, __ATOMIC_SEQ_CST) == (at ? atol(at) : -1);
}
static void end(void) { kill(getpid(), SIGKILL); pause(); }

ssize_t pwrite64(int file, const void* bytes, size_t size, off64_t offset) {
    ssize_t (*real)(int, const void*, size_t, off64_t) = dlsym(RTLD_NEXT, "pwrite64");
    if (is_due()) { real(file, bytes, size / 2, offset); end(); }
    return real(file, bytes, size, offset);
}
ssize_t pwrite(int file, const void* bytes, size_t size, off_t offset) { return pwrite64(file, bytes, size, offset); }
int ftruncate64(int file, off64_t size) {
    int (*real)(int, off64_t) = dlsym(RTLD_NEXT, "ftruncate64");
    if (is_due()) end();
    return real(file, size);
}
int ftruncate(int file, off_t size) { return ftruncate64(file, size); }
int rename(const char* from, const char* to) {
    int (*real)(const char*, const char*) = dlsym(RTLD_NEXT, "rename");
    if (is_due()) end();
    return real(from, to);
}
int unlink(const char* name) {
    int (*real)(const char*) = dlsym(RTLD_NEXT, "unlink");
    if (is_due()) end();
    return real(name);
}
__attribute__((destructor)) static void report(void) {
    const char* name = getenv("COUNT_WRITES");
    FILE* file = name ? fopen(name, "w") : NULL;
    if (!file) return;
    fprintf(file, "%ld", count);
    fclose(file);
}

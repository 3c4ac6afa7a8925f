/* Preloaded into the program under test: the time of day jumps at every look, an hour back and thirty years ahead
   in turn. The monotonic clock, by which time is measured, is the system's. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <sys/time.h>
#include <time.h>

static long jump(void) {
    static long looks = 0;
    return __atomic_add_fetch(&looks, 1, __ATOMIC_SEQ_CST) % 2 ? -3600 : 30L * 365 * 86400;
}

int clock_gettime(clockid_t clock, struct timespec* now) {
    int (*real)(clockid_t, struct timespec*) = dlsym(RTLD_NEXT, "clock_gettime");
    const int failed = real(clock, now);
    if (!failed && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) now->tv_sec += jump();
    return failed;
}
int gettimeofday(struct timeval* restrict now, void* restrict zone) {
    int (*real)(struct timeval*, void*) = dlsym(RTLD_NEXT, "gettimeofday");
    const int failed = real(now, zone);
    if (!failed) now->tv_sec += jump();
    return failed;
}
time_t time(time_t* stored) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (stored) *stored = now.tv_sec;
    return now.tv_sec;
}

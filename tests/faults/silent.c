/* A drive that does not answer: the calls of a process fail with “input/output error” for the files of one
   folder, all of them while SILENT_SWITCH/answers is there, those that write while SILENT_SWITCH/takes is. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

static int is_on(const char *mode) {
    const char *folder = getenv("SILENT_SWITCH");
    char path[PATH_MAX];
    if (!folder) return 0;
    snprintf(path, sizeof path, "%s/%s", folder, mode);
    return syscall(SYS_faccessat, AT_FDCWD, path, F_OK) == 0;
}

static int is_there(const char *path) {
    const char *folder = getenv("SILENT_FOLDER");
    return folder && path && strncmp(path, folder, strlen(folder)) == 0;
}

static int is_silent(const char *path, int writes) {
    int before = errno;
    int silent = is_there(path) && (is_on("answers") || (writes && is_on("takes")));
    errno = silent ? EIO : before;
    return silent;
}

static int is_silent_file(int file, int writes) {
    char link[64], path[PATH_MAX];
    int before = errno;
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = syscall(SYS_readlinkat, AT_FDCWD, link, path, sizeof path - 1);
    errno = before;
    if (length < 0) return 0;
    path[length] = 0;
    return is_silent(path, writes);
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))
#define BY_FILE(type, name, given, call, writes) \
    type name given { return is_silent_file(file, writes) ? -1 : REAL(name) call; }
#define BY_PATH(name, given, call, writes) \
    int name given { return is_silent(path, writes) ? -1 : REAL(name) call; }

BY_FILE(ssize_t, read, (int file, void *to, size_t size), (file, to, size), 0)
BY_FILE(ssize_t, pread, (int file, void *to, size_t size, off_t at), (file, to, size, at), 0)
BY_FILE(ssize_t, pread64, (int file, void *to, size_t size, off64_t at), (file, to, size, at), 0)
BY_FILE(ssize_t, write, (int file, const void *from, size_t size), (file, from, size), 1)
BY_FILE(ssize_t, pwrite, (int file, const void *from, size_t size, off_t at), (file, from, size, at), 1)
BY_FILE(ssize_t, pwrite64, (int file, const void *from, size_t size, off64_t at), (file, from, size, at), 1)
BY_FILE(int, fsync, (int file), (file), 1)
BY_FILE(int, fdatasync, (int file), (file), 1)
BY_FILE(int, ftruncate, (int file, off_t size), (file, size), 1)
BY_FILE(int, ftruncate64, (int file, off64_t size), (file, size), 1)
BY_PATH(stat, (const char *path, struct stat *to), (path, to), 0)
BY_PATH(stat64, (const char *path, struct stat64 *to), (path, to), 0)
BY_PATH(lstat, (const char *path, struct stat *to), (path, to), 0)
BY_PATH(lstat64, (const char *path, struct stat64 *to), (path, to), 0)
BY_PATH(fstatat, (int folder, const char *path, struct stat *to, int how), (folder, path, to, how), 0)
BY_PATH(fstatat64, (int folder, const char *path, struct stat64 *to, int how), (folder, path, to, how), 0)

#define OPENING(name, given, ...) \
    int name given { \
        int writes = (how & O_ACCMODE) != O_RDONLY; \
        va_list rest; \
        va_start(rest, how); \
        mode_t mode = how & O_CREAT ? va_arg(rest, mode_t) : 0; \
        va_end(rest); \
        return is_silent(path, writes && (how & O_CREAT)) ? -1 : REAL(name)(__VA_ARGS__, how, mode); \
    }

OPENING(open, (const char *path, int how, ...), path)
OPENING(open64, (const char *path, int how, ...), path)
OPENING(openat, (int folder, const char *path, int how, ...), folder, path)
OPENING(openat64, (int folder, const char *path, int how, ...), folder, path)

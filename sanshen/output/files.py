"""文件 (files): the system calls by which a file of the output comes, changes and goes.

Paths are relative to a folder that is open as ``folder``. A changed file is a new inode, for
the other tree may hold the same one.
"""

from __future__ import annotations

import contextlib
import errno
import os
import posixpath
import shutil
import stat
from itertools import count

FILE_MODE, FOLDER_MODE = 0o644, 0o755
NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
READ = os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW
NO_LINKS = frozenset({errno.EPERM, errno.EOPNOTSUPP, errno.EMLINK, errno.EXDEV, errno.ENOSYS})
"""What a file system says that has no hard links."""
_numbers = count()


def open_folder(path: str | os.PathLike[str]) -> int:
    """A descriptor of a folder, which paths can be relative to."""
    return os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)


def umask_hides() -> bool:
    """Whether the process's umask would keep a web server from reading what is written."""
    mask = os.umask(0o022)
    os.umask(mask)
    return bool(mask & FOLDER_MODE)


def make_folders(path: str, folder: int, readable: bool = False) -> None:
    """Make the folders above ``path``; a file in the way is an old page and goes."""
    parent = posixpath.dirname(path)
    if not parent:
        return
    try:
        os.mkdir(parent, FOLDER_MODE, dir_fd=folder)
    except FileNotFoundError:
        make_folders(parent, folder, readable)
        with contextlib.suppress(FileExistsError):  # another worker has made it meanwhile
            os.mkdir(parent, FOLDER_MODE, dir_fd=folder)
    except NotADirectoryError:
        make_folders(parent, folder, readable)
        make_folders(path, folder, readable)
    except FileExistsError:
        if not is_folder(parent, folder):
            os.unlink(parent, dir_fd=folder)
            make_folders(path, folder, readable)
    if readable:
        os.chmod(parent, FOLDER_MODE, dir_fd=folder)


def make_folder(path: str, folder: int, readable: bool = False) -> None:
    """Make one folder where nothing is, in one that is there."""
    os.mkdir(path, FOLDER_MODE, dir_fd=folder)
    if readable:
        os.chmod(path, FOLDER_MODE, dir_fd=folder)


def is_folder(path: str, folder: int) -> bool:
    """Whether a folder of the tree is there, and not a symlink to one."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=folder)
    except OSError:
        return False
    os.close(descriptor)
    return True


def write_new(path: str, data: bytes, folder: int, readable: bool = False) -> None:
    """Write a file where there is none; FileExistsError when there is one."""
    try:
        descriptor = os.open(path, NEW, FILE_MODE, dir_fd=folder)
    except (FileNotFoundError, NotADirectoryError):
        make_folders(path, folder, readable)
        descriptor = os.open(path, NEW, FILE_MODE, dir_fd=folder)
    try:
        try:
            written = os.write(descriptor, data)
            while written < len(data):
                written += os.write(descriptor, memoryview(data)[written:])
            if readable:
                os.fchmod(descriptor, FILE_MODE)
        finally:
            os.close(descriptor)
    except BaseException:
        os.unlink(path, dir_fd=folder)
        raise


def temporary_beside(path: str) -> str:
    """A name in the same folder that no page has."""
    parent = posixpath.dirname(path)
    name = f".writing-{os.getpid()}-{next(_numbers)}"
    return f"{parent}/{name}" if parent else name


def put_in_place(temporary: str, path: str, folder: int) -> None:
    """Rename over whatever is at ``path``; a folder in the way holds old pages and goes."""
    try:
        os.rename(temporary, path, src_dir_fd=folder, dst_dir_fd=folder)
    except IsADirectoryError:
        shutil.rmtree(path, dir_fd=folder)
        os.rename(temporary, path, src_dir_fd=folder, dst_dir_fd=folder)


def replace_file(path: str, data: bytes, folder: int, readable: bool = False) -> None:
    """Write beside ``path`` and rename over it; on failure what was there stays."""
    temporary = temporary_beside(path)
    write_new(temporary, data, folder, readable)
    try:
        put_in_place(temporary, path, folder)
    except BaseException:
        os.unlink(temporary, dir_fd=folder)
        raise


def read_same(path: str, folder: int, data: bytes) -> bool:
    """Whether a plain file with these very bytes is there; a symlink never is."""
    try:
        descriptor = os.open(path, READ, dir_fd=folder)
    except OSError:
        return False
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode) or status.st_size != len(data):
            return False
        return read_all(descriptor) == data
    finally:
        os.close(descriptor)


def read_all(descriptor: int) -> bytes:
    """Every byte of an open file, in as few calls as it takes."""
    parts = []
    while part := os.read(descriptor, os.fstat(descriptor).st_size + 1):
        parts.append(part)
    return parts[0] if len(parts) == 1 else b"".join(parts)


def link_file(path: str, source: int, folder: int, readable: bool = False) -> None:
    """Let ``path`` be the same file as in the tree ``source``; a copy where links are unknown."""
    try:
        link_or_copy(path, path, source, folder)
    except (FileNotFoundError, NotADirectoryError):
        make_folders(path, folder, readable)
        link_or_copy(path, path, source, folder)
    except FileExistsError:
        temporary = temporary_beside(path)
        link_or_copy(path, temporary, source, folder)
        put_in_place(temporary, path, folder)
        # Renaming one name of a file over another name of it does nothing at all.
        with contextlib.suppress(FileNotFoundError):
            os.unlink(temporary, dir_fd=folder)


def link_or_copy(path: str, new: str, source: int, folder: int) -> None:
    """As ``link_file``, as ``new``, where nothing is and whose folder is there."""
    try:
        os.link(path, new, src_dir_fd=source, dst_dir_fd=folder, follow_symlinks=False)
    except OSError as error:
        if error.errno not in NO_LINKS:
            raise
        descriptor = os.open(path, READ, dir_fd=source)
        try:
            write_new(new, read_all(descriptor), folder, readable=True)
        finally:
            os.close(descriptor)


def remove_file(path: str, folder: int) -> None:
    """Remove a file, if it is there, and the folders that are empty then."""
    try:
        os.unlink(path, dir_fd=folder)
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return  # gone, or pages have come below the old address: it is no file any more
    parent = posixpath.dirname(path)
    while parent:
        try:
            os.rmdir(parent, dir_fd=folder)
        except OSError:
            return
        parent = posixpath.dirname(parent)

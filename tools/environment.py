"""运行环境 (environment): from a bare interpreter to the checkout's own ``.venv``.

Standard library only, and a syntax that Python 3.6 still reads, so that an interpreter that
is too old gets a sentence and not a traceback. Its sentences stand here and not in the
catalogue, because the catalogue needs a library that is not installed yet.
"""

import contextlib
import fcntl
import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Iterator, Sequence

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
LOCK = ROOT / "requirements.lock"
STAMP = VENV / "installed.sha256"
LAYOUT = 1  # raise it when link_project changes, so that environments are made again
PYTHON_WANTED = (3, 11)
GIT_WANTED = (2, 34)

SENTENCES = {
    "python": (
        "需要 Python 3.11 或更高版本，当前为 {found}；请安装软件包 python3.11 和 python3.11-venv"
        "（或更新的版本），再用它运行本命令。",
        "Python 3.11 or newer is needed, this is {found}: install the packages python3.11 and "
        "python3.11-venv (or newer) and start this command with it.",
    ),
    "venv": (
        "Python 缺少 {found} 模块；请安装软件包 python3-venv（apt-get install python3-venv）。",
        "Python has no module {found}: install the package python3-venv "
        "(apt-get install python3-venv).",
    ),
    "git": (
        "需要 git 2.34 或更高版本，当前：{found}；请安装软件包 git（apt-get install git）。",
        "git 2.34 or newer is needed, found {found}: install the package git "
        "(apt-get install git).",
    ),
    "ssh-keygen": (
        "找不到 ssh-keygen；请安装软件包 openssh-client（apt-get install openssh-client）。",
        "ssh-keygen is not found: install the package openssh-client "
        "(apt-get install openssh-client).",
    ),
    "nothing": ("未安装", "none"),
    "making": ("正在建立运行环境 {found}", "making the environment {found}"),
    "unmade": (
        "无法建立运行环境 {found}（原因见上）；请检查磁盘空间和目录权限后重试。",
        "the environment {found} could not be made (the reason is above): check disk space and "
        "permissions, then start again.",
    ),
    "installing": ("正在安装依赖 {found}", "installing dependencies {found}"),
    "ready": ("运行环境就绪：{found}", "environment ready: {found}"),
    "failed": (
        "依赖安装失败（上面是 pip 的输出）；请检查网络或软件源设置后重试，已完成的部分不会被误用。",
        "installing the dependencies failed (pip's words are above): check the network or the "
        "index settings and start again; the half-made environment will not be used.",
    ),
}


class NotReadyError(Exception):
    """The machine lacks something; the text is the one sentence that says what to do."""


def sentence(key: str, found: str = "") -> str:
    """The sentence ``key`` in the language the catalogue would choose."""
    wanted = os.environ.get("SANSHEN_LANG", "")[:2]
    locales = [os.environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG")]
    locale = next((value for value in locales if value), "")
    if wanted not in ("zh", "en"):
        wanted = "en" if locale.lower().startswith("en") else "zh"
    return SENTENCES[key][0 if wanted == "zh" else 1].format(found=found)


def say(text: str, end: str = "\n") -> None:
    """Write to standard error as UTF-8, whatever the locale (Python 3.6 in C would fail)."""
    sys.stderr.flush()
    sys.stderr.buffer.write((text + end).encode("utf-8"))
    sys.stderr.buffer.flush()


def check_python(version: Sequence[int]) -> None:
    """NotReadyError when this interpreter is too old or cannot make environments."""
    if tuple(version[:2]) < PYTHON_WANTED:
        raise NotReadyError(sentence("python", ".".join(str(part) for part in version[:3])))
    for module in ("venv", "ensurepip"):
        if importlib.util.find_spec(module) is None:
            raise NotReadyError(sentence("venv", module))


def check_programs() -> None:
    """NotReadyError when git is missing or too old, or ssh-keygen is missing."""
    if shutil.which("git") is None:
        raise NotReadyError(sentence("git", sentence("nothing")))
    words = subprocess.check_output(["git", "--version"]).decode("utf-8", "replace")
    number = re.search(r"(\d+)\.(\d+)\S*", words)
    if number is None or (int(number.group(1)), int(number.group(2))) < GIT_WANTED:
        raise NotReadyError(sentence("git", number.group(0) if number else words.strip()))
    if shutil.which("ssh-keygen") is None:
        raise NotReadyError(sentence("ssh-keygen"))


def wanted_stamp() -> str:
    """What a finished environment is marked with: lock, interpreter's version, place, layout."""
    rest = "{} {} {}".format(sys.version_info[:2], ROOT, LAYOUT)
    digest = hashlib.sha256(LOCK.read_bytes() + rest.encode("utf-8", "surrogateescape"))
    return digest.hexdigest() + "\n"


def finished() -> bool:
    """Whether ``.venv`` was completed from this very lock, by this version of Python, here."""
    return STAMP.is_file() and STAMP.read_text(encoding="ascii") == wanted_stamp()


def same_python() -> bool:
    """Whether ``.venv`` runs, and runs the version of Python that asks."""
    python = VENV / "bin" / "python"
    question = "import sys, pip; print(sys.version_info[:2])"
    if not python.exists():
        return False
    asked = subprocess.run([str(python), "-c", question], stdout=subprocess.PIPE)
    return asked.stdout.decode("ascii", "replace").strip() == str(sys.version_info[:2])


def inside() -> bool:
    """Whether this interpreter is the one of ``.venv``."""
    return Path(sys.prefix).resolve() == VENV.resolve()


@contextlib.contextmanager
def only_one() -> Iterator[int]:
    """Hold the checkout for as long as its environment is being made; yields the lock.

    The programs started meanwhile hold it too: what outlives a killed start still writes.
    """
    handle = os.open(str(ROOT), os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield handle
    finally:
        os.close(handle)


def make(lock: int) -> None:
    """Make ``.venv`` from the lock, or bring a finished older one up to it.

    The stamp goes first and comes back last: what a broken run leaves has none and is begun
    anew, because pip takes a half-written package for an installed one.
    """
    older = STAMP.is_file() and same_python()
    if STAMP.exists():
        STAMP.unlink()
    if not older and not inside():
        say(sentence("making", str(VENV)))
        command = [sys.executable, "-m", "venv", "--clear", str(VENV)]
        if subprocess.Popen(command, pass_fds=(lock,)).wait() != 0:
            raise NotReadyError(sentence("unmade", str(VENV)))
    install(lock)
    link_project()
    compile_modules()
    partial = STAMP.with_suffix(".partial")
    partial.write_text(wanted_stamp(), encoding="ascii")
    os.replace(str(partial), str(STAMP))
    say(sentence("ready", str(VENV)))


def install(lock: int) -> None:
    """Install the lock by pip, one counted line of progress; NotReadyError when pip fails."""
    total = LOCK.read_text(encoding="utf-8").count("==")
    command = [str(VENV / "bin" / "python"), "-m", "pip", "install", "--require-hashes"]
    command += ["--only-binary", ":all:", "--no-deps", "--no-input", "--progress-bar", "off"]
    command += ["--disable-pip-version-check", "-r", str(LOCK)]
    pip = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, pass_fds=(lock,)
    )
    said, seen = [], 0
    for raw in pip.stdout or ():
        line = raw.decode("utf-8", "replace").rstrip()
        said.append(line)
        name = re.match(r"Collecting ([^=\s;]+)", line)
        if name or line.startswith("Installing collected"):
            seen += 1 if name else 0
            what = name.group(1) if name else "…"
            progress = "{}/{} {}".format(min(seen, total), total, what)
            line_end = "\033[K\r" if sys.stderr.isatty() else "\n"
            if sys.stderr.isatty() or seen % 10 == 1 or not name:
                say(sentence("installing", progress), line_end)
    if pip.wait() != 0:
        say("\n".join(said[-15:]))
        raise NotReadyError(sentence("failed"))


def compile_modules() -> None:
    """Compile what was installed, and our own packages, to bytecode.

    pip leaves that out where PYTHONDONTWRITEBYTECODE is set, and every start would pay for it.
    A module that cannot be compiled says so when it is imported.
    """
    places = [str(next((VENV / "lib").glob("python3.*/site-packages"))), str(ROOT / "sanshen")]
    command = [str(VENV / "bin" / "python"), "-m", "compileall", "-qq", "-j", "2"]
    subprocess.call(command + places + [str(ROOT / "plugins")])


INV = """#!{venv}/bin/python
import runpy
import sys

sys.argv[0] = "{tasks}"
runpy.run_path(sys.argv[0], run_name="__main__")
"""
# Stock inv parses the words after a verb itself and knows none of a verb's own options.


def link_project() -> None:
    """Make ``sanshen`` and ``sanshen_pelican`` (= ``plugins/``) importable from any folder.

    ``inv`` becomes another name for ``tasks.py``, so that a verb's words reach the verb.

    A path line and a link need neither network nor a build, and type checkers follow both.
    """
    site = next((VENV / "lib").glob("python3.*/site-packages"))
    (site / "sanshen_checkout.pth").write_text(str(ROOT) + "\n", encoding="utf-8")
    plugins = site / "sanshen_pelican"
    if plugins.is_symlink():
        plugins.unlink()
    plugins.symlink_to(ROOT / "plugins", target_is_directory=True)
    for name in ("inv", "invoke"):
        command = VENV / "bin" / name
        command.write_text(INV.format(venv=VENV, tasks=ROOT / "tasks.py"), encoding="utf-8")
        command.chmod(0o755)


def enter(arguments: Sequence[str]) -> None:
    """Return inside the finished ``.venv``; anywhere else make it and start again there.

    Exits 2 with one sentence when the machine lacks something.
    """
    try:
        check_python(sys.version_info[:3])
        check_programs()
        if not finished():
            with only_one() as lock:
                if not finished():
                    make(lock)
    except NotReadyError as lack:
        say(str(lack))
        sys.exit(2)
    if not inside():
        python = str(VENV / "bin" / "python")
        os.execv(python, [python, str(ROOT / "tasks.py"), *arguments])

"""演示人员 (cast): the people of the demo, each with a key made now and a clone of their own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

EDITOR, SECRECY, FIRST = "chen-bianji", "wang-baomi", "li-chushen"
SECOND, FINAL, PUBLISHER = "zhao-shenhe", "sun-shenfa", "qian-fabu"
GUARD = ("wu-jishu", "zheng-zhidu", "feng-zhuren")
EVERYBODY = (EDITOR, SECRECY, FIRST, SECOND, FINAL, PUBLISHER, *GUARD)


@dataclass(frozen=True, slots=True)
class Done:
    """What a command gave: its exit code and what it printed, errors included."""

    code: int
    output: str


@dataclass(frozen=True, slots=True)
class Cast:
    """The demo's folder and language; commands run as a person would type them."""

    folder: Path
    lang: str

    def environment(self) -> Mapping[str, str]:
        """This process's environment, shielded from the user's own git settings."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("GIT_", "SANSHEN_"))}
        return {
            **kept,
            "SANSHEN_LANG": self.lang,
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_NOSYSTEM": "1",
            "PYTHONUTF8": "1",
        }

    def run(self, folder: Path, *words: str) -> Done:
        """Run a program in ``folder`` and wait for it."""
        done = subprocess.run(
            words, cwd=folder, env=dict(self.environment()), stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8",
            errors="replace", check=False,
        )  # fmt: skip
        return Done(done.returncode, done.stdout)

    def sanshen(self, folder: Path, *words: str) -> Done:
        """Run one of our verbs in ``folder``."""
        return self.run(folder, sys.executable, "-m", "sanshen", *words)

    def act(self, person: str, *words: str) -> Done:
        """Run one of our verbs in a person's own clone."""
        return self.sanshen(self.clone(person), *words)

    def clone(self, person: str) -> Path:
        """Where a person's clone is."""
        return self.folder / "clones" / person

    def key(self, person: str) -> Path:
        """A person's private key."""
        return self.folder / "keys" / person

    def make_keys(self) -> Path:
        """Make everybody's key; the folder with the public halves alone."""
        public = self.folder / "public-keys"
        public.mkdir(parents=True)
        self.key("x").parent.mkdir(parents=True)
        for person in EVERYBODY:
            self.must(self.run(self.folder, "ssh-keygen", "-q", "-t", "ed25519", "-N", "",
                               "-C", person, "-f", str(self.key(person))))  # fmt: skip
            half = self.key(person).with_name(f"{person}.pub")
            (public / half.name).write_bytes(half.read_bytes())
        return public

    def make_clone(self, person: str, address: str) -> None:
        """Clone the city's repository for a person and let them join."""
        self.clone(person).parent.mkdir(parents=True, exist_ok=True)
        self.must(self.run(self.folder, "git", "clone", "--quiet", address,
                           str(self.clone(person))))  # fmt: skip
        self.must(self.act(person, "join", person, "--key", str(self.key(person))))

    @staticmethod
    def must(done: Done) -> Done:
        """``done``, which has to have succeeded; DemoError otherwise."""
        if done.code != 0:
            raise DemoError(done.output)
        return done


class DemoError(Exception):
    """A step did not come out as it had to; the text is what it printed."""

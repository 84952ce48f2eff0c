"""What publishing touches grows with the change and not with the site: counted, not timed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
WORDS = "open os.rename os.remove os.rmdir os.link os.mkdir os.scandir os.listdir"
PROGRAM = f"""
import sys
from pathlib import Path
from sanshen.output.manifest import Manifest
from sanshen.output.standby import open_trees
from sanshen.output.tree_writer import TreeWriter

root, pages, changed = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
counted = frozenset({WORDS.split()!r})
events = 0

def count(event, _):
    global events
    events += event in counted

def publish(base, rows, texts):
    with open_trees(root, "portal") as trees:
        standby = trees.begin(base)
        with TreeWriter(standby.path) as writer:
            before = rows if standby.base is not None else {{}}
            new = {{p: writer.put(p, t, before.get(p, "")) for p, t in texts.items()}}
            tally = writer.take_tally()
        manifest = (standby.base or Manifest()).plus(tally)
        assert trees.finish(standby, manifest, tally, texts, new.keys())
        trees.swap()
        trees.level_standby()
    rows.update(new)
    return manifest

rows = {{}}
names = [f"column/{{n % 7}}/{{n:05d}}.html" for n in range(pages)]
base = publish(None, rows, {{name: b"first" for name in names}})
publish_counts = []
sys.addaudithook(count)
for number in range(4):
    events = 0
    base = publish(base, rows, {{name: b"%d" % number for name in names[:changed]}})
    publish_counts.append(events)
print(*publish_counts)
"""


def touched(root: Path, pages: int, changed: int) -> list[int]:
    """Calls that name a file or folder, of each of four publications of ``changed`` pages."""
    command = [sys.executable, "-c", PROGRAM, str(root), str(pages), str(changed)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return [int(word) for word in done.stdout.split()]


def test_one_change_touches_as_much_on_a_large_site_as_on_a_small_one(tmp_path: Path) -> None:
    small, large = touched(tmp_path / "s", 30, 3), touched(tmp_path / "l", 1500, 3)
    assert small == large
    assert 10 < max(small) < 60


def test_a_larger_change_touches_more_in_proportion(tmp_path: Path) -> None:
    counts = [touched(tmp_path / str(n), 200, n)[-1] for n in (10, 20, 40)]
    assert counts[2] - counts[1] == 2 * (counts[1] - counts[0]) > 0

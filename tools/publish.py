"""Put the built site on the branch ``gh-pages`` of a git remote: ``python -m tools.publish [--dry-run]``.

The site becomes one commit on top of what the branch holds on the remote. It is made of git's own objects with an index
of its own, so that working tree, index and branches here stay as they are. Nothing is ever forced.
"""

import argparse
import contextlib
import os
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from fer_lib.editions.place import place_shown
from fer_lib.errors import UserError
from tools.summary import failed_pages

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "book" / "_ext"))
from published_files import TEXT_FILES, private_words

BRANCH = "gh-pages"
REF = f"refs/heads/{BRANCH}"
KEPT = ("CNAME",)
"""Files of the branch that no site has and that must stay: GitHub's own, with the domain of the site."""
SHOWN = 12
"""Files that the summary names."""
VERBS = {"A": "new", "M": "changed", "D": "deleted", "T": "changed"}


@dataclass(frozen=True)
class Plan:
    """What would be published.

    Attributes:
        address: of the remote.
        parent: the branch's commit there; empty if there is no such branch yet.
        tree: git's name of the tree that holds the site.
        files: number of files of the site.
        size: bytes of them.
        changes: (``A``, ``M`` or ``D``, file) of each file that differs from the branch.
    """

    address: str
    parent: str
    tree: str
    files: int
    size: int
    changes: list[tuple[str, str]]

    def describe(self) -> str:
        """The summary."""
        counts = Counter(VERBS[status] for status, _ in self.changes)
        told = ", ".join(f"{counts[verb]} {verb}" for verb in dict.fromkeys(VERBS.values()) if counts[verb])
        lines = [
            f"site    {self.files} files, {self.size / 2**20:.1f} MiB",
            f"goes to branch {BRANCH} of {self.address}" + ("" if self.parent else ", which is new"),
            f"there   {told or 'nothing changes'}",
        ]
        lines += [f"  {VERBS[status]:<8}{name}" for status, name in self.changes[:SHOWN]]
        if len(self.changes) > SHOWN:
            lines.append(f"  … and {len(self.changes) - SHOWN} more")
        return "\n".join(lines)


class Repository:
    """The user's repository, read and added to by git's plumbing.

    Args:
        root: its folder.

    Raises:
        UserError: if it is none, or git is not there.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        try:
            self.git("rev-parse", "--git-dir")
        except FileNotFoundError:
            raise UserError("git is not installed; publishing needs it") from None
        except subprocess.CalledProcessError:
            raise UserError(
                f"{root.name}/ is no git repository, so there is nowhere to publish to: git init"
            ) from None

    def git(self, *arguments: str, given: str | None = None, **environment: str) -> str:
        """What a git command prints, without the last line break.

        Raises:
            subprocess.CalledProcessError: if it fails; with what it said.
        """
        return subprocess.run(
            ["git", "-c", "core.autocrlf=false", "-c", "core.quotePath=false", *arguments],
            cwd=self._root, input=given, env={**os.environ, "LC_ALL": "C", **environment},
            capture_output=True, encoding="utf8", check=True,
        ).stdout.removesuffix("\n")  # fmt: skip

    def address(self, remote: str) -> str:
        """The address of a remote, without a password that may stand in it.

        Raises:
            UserError: if there is no such remote.
        """
        try:
            address = self.git("remote", "get-url", "--push", remote)
        except subprocess.CalledProcessError:
            known = self.git("remote").split()
            there = (
                f"there are: {', '.join(known)}; make publish REMOTE=NAME"
                if known
                else f"git remote add {remote} ADDRESS"
            )
            raise UserError(f"this repository has no remote {remote!r} ({there})") from None
        scheme, separator, rest = address.partition("://")
        return f"{scheme}{separator}{rest.rpartition('@')[2]}" if separator else address

    def head_of_branch(self, remote: str) -> str:
        """The commit of the branch on the remote, brought here; empty if it is not there.

        Raises:
            UserError: if the remote does not answer.
        """
        try:
            listed = self.git("ls-remote", "--heads", remote, REF)
            if not listed:
                return ""
            # No name here is given to it, nor is the record of her own last fetch touched.
            self.git("fetch", "--quiet", "--no-tags", "--no-write-fetch-head", remote, REF)
        except subprocess.CalledProcessError as error:
            raise UserError(f"{remote}: cannot be read: {reason(error)}") from None
        return listed.split()[0]

    def tree_of(self, site: Path, parent: str) -> str:
        """A tree of all files of the site, of ``.nojekyll``, and of what must stay from the branch."""
        with tempfile.TemporaryDirectory() as folder:
            index = {"GIT_INDEX_FILE": str(Path(folder, "index"))}
            self.git("--work-tree", str(site), "add", "--all", "--force", "--", str(site), **index)
            kept = [f"100644 {self.git('hash-object', '-w', '--stdin', given='')}\t.nojekyll"]
            if parent:
                kept += self.git("ls-tree", parent, "--", *KEPT).splitlines()
            there = self.git("ls-files", **index).splitlines()
            kept = [line for line in kept if line.partition("\t")[2] not in there]
            self.git("update-index", "--index-info", given="".join(f"{line}\n" for line in kept), **index)
            return self.git("write-tree", **index)

    def changes(self, parent: str, tree: str) -> list[tuple[str, str]]:
        """Status and name of each file that differs."""
        before = parent or self.git("hash-object", "-t", "tree", "-w", "--stdin", given="")
        fields = self.git("diff-tree", "-r", "-z", "--no-renames", "--name-status", before, tree).split("\0")
        return list(zip(fields[::2], fields[1::2], strict=False))

    def push(self, remote: str, plan: Plan) -> None:
        """Make the commit and push it.

        Raises:
            UserError: if git does not know who commits, or the remote refuses.
        """
        text = "The site of the book"
        with contextlib.suppress(subprocess.CalledProcessError):  # nothing is committed yet
            text += f"; HEAD was {self.git('rev-parse', '--short', 'HEAD')}"
        try:
            commit = self.git(
                "commit-tree", plan.tree, *(["-p", plan.parent] if plan.parent else []), "-m", text
            )
            self.git("push", "--quiet", remote, f"{commit}:{REF}")
        except subprocess.CalledProcessError as error:
            if "fetch first" in error.stderr or "non-fast-forward" in error.stderr:
                raise UserError(
                    f"{remote}: somebody else has published meanwhile; make publish again"
                ) from None
            raise UserError(f"{remote}: not published: {reason(error)}") from None


def reason(error: subprocess.CalledProcessError) -> str:
    """What git said, in one line; the last lines are what it is about."""
    lines = [
        line.strip() for line in error.stderr.splitlines() if line.strip() and not line.startswith("hint:")
    ]
    return " ".join(lines[-4:]) or f"git failed with status {error.returncode}"


def newest(paths: list[Path]) -> float:
    """The latest time of change of these files, in seconds; 0 if there are none."""
    return max((path.stat().st_mtime for path in paths), default=0.0)


def check_site(root: Path) -> list[Path]:
    """The files of the built site.

    Raises:
        UserError: if it is not built, older than what it shows, or tells about this machine.
    """
    site, book = root / "book" / "_build" / "html", root / "book"
    if not (site / "index.html").is_file():
        raise UserError(
            "there is no built site in book/_build/html; make report builds the book, make site the site alone"
        )
    files = sorted(path for path in site.rglob("*") if path.is_file())
    shown = [*book.glob("chapters/*.ipynb"), *book.glob("*.md"), root / "_config.yml", root / "_toc.yml"]
    place = place_shown(root)
    shown += [place.path] if place else []
    built = newest(files)
    newer = [path for path in shown if path.exists() and path.stat().st_mtime > built]
    if newer:
        names = ", ".join(sorted(path.relative_to(root).as_posix() for path in newer)[:3])
        raise UserError(f"the site is older than {names}; make site builds it anew")
    pattern = private_words(book)
    for path in files:
        if path.suffix in TEXT_FILES:
            found = pattern.search(path.read_text("utf8", errors="ignore"))
            if found:
                name = path.relative_to(root).as_posix()
                raise UserError(
                    f"{name} tells {found.group()!r} of this machine; take it out, and make site again"
                )
    return files


def make_plan(root: Path, remote: str) -> Plan:
    """What publishing would do. Objects are added to the repository's store, nothing else changes.

    Raises:
        UserError: as ``check_site`` and ``Repository``.
    """
    files = check_site(root)
    repository = Repository(root)
    address = repository.address(remote)
    parent = repository.head_of_branch(remote)
    try:
        tree = repository.tree_of(root / "book" / "_build" / "html", parent)
        changes = repository.changes(parent, tree)
    except subprocess.CalledProcessError as error:
        raise UserError(f"the site cannot be taken into git: {reason(error)}") from None
    return Plan(address, parent, tree, len(files), sum(path.stat().st_size for path in files), changes)


def publish(root: Path, remote: str, dry_run: bool = False) -> None:
    """Say what publishing changes, and then do it unless ``dry_run``.

    Raises:
        UserError: for everything that keeps the site from being published.
    """
    plan = make_plan(root, remote)
    print(plan.describe())
    for name in failed_pages(root):
        print(f"note: the chapter {name} was not made; its page says why")
    if not plan.changes:
        print("the branch holds this site already")
    elif dry_run:
        print("nothing was published; make publish does it")
    else:
        Repository(root).push(remote, plan)
        print(
            "published"
            + (
                ""
                if plan.parent
                else ". On GitHub, choose this branch once as the source of Pages in the settings"
            )
        )


def main(arguments: list[str]) -> int:
    """Publish the site of the project in the working directory. Returns 2 for a mistake of the user's, else 0."""
    parser = argparse.ArgumentParser(prog="python -m tools.publish", description=__doc__)
    parser.add_argument("--remote", default="origin", help="name of the git remote (default: origin)")
    parser.add_argument("--dry-run", action="store_true", help="only say what would change")
    given = parser.parse_args(arguments)
    try:
        publish(Path.cwd(), given.remote, given.dry_run)
    except UserError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""tools/publish.py: the site becomes one commit on the branch of a remote, here a bare repository beside it."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from fer_lib.errors import UserError
from tools import publish

GIT = Callable[..., str]


def run_git(folder: Path, *arguments: str) -> str:
    return subprocess.run(
        ["git", *arguments], cwd=folder, capture_output=True, encoding="utf8", check=True
    ).stdout.strip()


@pytest.fixture
def remote(tmp_path: Path) -> Path:
    run_git(tmp_path, "init", "--quiet", "--bare", "remote.git")
    return tmp_path / "remote.git"


@pytest.fixture
def project(tmp_path: Path, remote: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with a committed file, a changed one, a staged one, and a built site."""
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "Ada")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "ada@example.org")
    folder = tmp_path / "my report"
    folder.mkdir()
    run_git(folder, "init", "--quiet", "--initial-branch", "main")
    run_git(folder, "remote", "add", "origin", str(remote))
    (folder / ".gitignore").write_text("/book/_build/\n*.pdf\n", "utf8")
    (folder / "_toc.yml").write_text("root: index\n", "utf8")
    run_git(folder, "add", ".")
    run_git(folder, "commit", "--quiet", "-m", "first")
    (folder / "_toc.yml").write_text("root: chapters/cover\n", "utf8")
    (folder / "staged.txt").touch()
    run_git(folder, "add", "staged.txt")
    write_site(
        folder, {"index.html": "<h1>Cover</h1>", "_static/style.css": "body {}", "report.pdf": "PDF\r\n"}
    )
    return folder


def write_site(project: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = project / "book" / "_build" / "html" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())


def published(remote: Path) -> dict[str, str]:
    """Name -> content of what the branch holds."""
    names = run_git(remote, "ls-tree", "-r", "--name-only", publish.BRANCH).splitlines()
    return {name: run_git(remote, "show", f"{publish.BRANCH}:{name}") for name in names}


def commits(remote: Path) -> list[str]:
    return run_git(remote, "rev-list", publish.BRANCH).splitlines()


def state(project: Path) -> tuple[str, ...]:
    """Branch, branches, and what git says of the working tree and the index."""
    return tuple(
        run_git(project, *command)
        for command in (
            ["symbolic-ref", "HEAD"],
            ["for-each-ref", "refs/heads"],
            ["status", "--porcelain"],
            ["stash", "list"],
        )
    )


def test_the_site_is_there_and_nothing_here_has_changed(
    project: Path, remote: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = state(project)
    publish.publish(project, "origin")
    assert published(remote) == {
        ".nojekyll": "", "_static/style.css": "body {}", "index.html": "<h1>Cover</h1>", "report.pdf": "PDF",
    }  # fmt: skip
    # Byte for byte, whatever git does with the ends of lines elsewhere.
    assert run_git(remote, "cat-file", "-s", f"{publish.BRANCH}:report.pdf") == "5"
    assert state(project) == before
    assert not (project / "book" / "_build" / "html" / ".nojekyll").exists()
    said = capsys.readouterr().out
    assert "3 files" in said
    assert "there   4 new" in said
    assert f"branch gh-pages of {remote}, which is new" in said


def test_a_dry_run_says_what_would_change_and_changes_nothing(
    project: Path, remote: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    publish.publish(project, "origin", dry_run=True)
    assert "nothing was published" in capsys.readouterr().out
    assert run_git(remote, "for-each-ref") == ""
    publish.publish(project, "origin")
    first = commits(remote)
    (project / "book/_build/html/report.pdf").unlink()
    write_site(project, {"index.html": "<h1>New</h1>", "chapters/a.html": "a"})
    capsys.readouterr()
    publish.publish(project, "origin", dry_run=True)
    said = capsys.readouterr().out
    assert "there   1 new, 1 changed, 1 deleted" in said
    assert [line.split() for line in said.splitlines()[3:6]] == [
        ["new", "chapters/a.html"], ["changed", "index.html"], ["deleted", "report.pdf"],
    ]  # fmt: skip
    assert commits(remote) == first
    publish.publish(project, "origin")
    assert commits(remote)[1:] == first
    assert set(published(remote)) == {".nojekyll", "_static/style.css", "chapters/a.html", "index.html"}


def test_the_same_site_makes_no_commit(
    project: Path, remote: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    publish.publish(project, "origin")
    first = commits(remote)
    publish.publish(project, "origin")
    assert commits(remote) == first
    assert "holds this site already" in capsys.readouterr().out


def test_it_builds_upon_what_others_have_published_and_keeps_the_domain(
    project: Path, remote: Path, tmp_path: Path
) -> None:
    publish.publish(project, "origin")
    run_git(tmp_path, "clone", "--quiet", "--branch", publish.BRANCH, str(remote), "other")
    (tmp_path / "other" / "CNAME").write_text("book.example.org", "utf8")
    run_git(tmp_path / "other", "add", ".")
    run_git(tmp_path / "other", "commit", "--quiet", "-m", "domain")
    run_git(tmp_path / "other", "push", "--quiet", "origin", publish.BRANCH)
    theirs = commits(remote)
    write_site(project, {"index.html": "<h1>New</h1>"})
    publish.publish(project, "origin")
    assert commits(remote)[1:] == theirs
    assert published(remote)["CNAME"] == "book.example.org"
    assert published(remote)["index.html"] == "<h1>New</h1>"


def test_a_branch_that_moved_meanwhile_is_not_overwritten(project: Path, remote: Path) -> None:
    publish.publish(project, "origin")
    write_site(project, {"index.html": "<h1>Mine</h1>"})
    plan = publish.make_plan(project, "origin")
    write_site(project, {"index.html": "<h1>Theirs</h1>"})
    publish.publish(project, "origin")
    with pytest.raises(UserError, match="somebody else has published meanwhile; make publish again"):
        publish.Repository(project).push("origin", plan)
    assert published(remote)["index.html"] == "<h1>Theirs</h1>"


def test_a_site_that_is_missing_or_old_is_refused(project: Path) -> None:
    (project / "_toc.yml").touch()
    later = (project / "book/_build/html/index.html").stat().st_mtime + 10
    os.utime(project / "_toc.yml", (later, later))
    with pytest.raises(UserError, match=r"the site is older than _toc.yml; make site builds it anew"):
        publish.publish(project, "origin")
    (project / "book/_build/html/index.html").unlink()
    with pytest.raises(UserError, match="there is no built site"):
        publish.publish(project, "origin")


def test_a_page_that_tells_of_this_machine_is_refused(project: Path, remote: Path) -> None:
    write_site(project, {"chapters/a.html": f"<p>{project}/runs</p>"})
    with pytest.raises(UserError, match=r"book/_build/html/chapters/a.html tells '.*my report'"):
        publish.publish(project, "origin")
    assert run_git(remote, "for-each-ref") == ""


def test_mistakes_get_one_sentence(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(project)
    assert publish.main(["--remote", "mine"]) == 2
    assert (
        capsys.readouterr().err
        == "error: this repository has no remote 'mine' (there are: origin; make publish REMOTE=NAME)\n"
    )
    run_git(project, "remote", "set-url", "origin", str(tmp_path / "gone.git"))
    assert publish.main([]) == 2
    said = capsys.readouterr().err
    assert said.startswith("error: origin: cannot be read: ")
    assert said.count("\n") == 1
    run_git(project, "remote", "remove", "origin")
    assert publish.main([]) == 2
    assert "git remote add origin ADDRESS" in capsys.readouterr().err


def test_a_remote_that_refuses_is_quoted(
    project: Path, remote: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    hook = remote / "hooks" / "pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho You may not write here >&2\nexit 1\n", "utf8")
    hook.chmod(0o755)
    monkeypatch.chdir(project)
    assert publish.main([]) == 2
    error = capsys.readouterr().err
    assert error.startswith("error: origin: not published: ")
    assert "You may not write here" in error
    assert error.count("\n") == 1


def test_a_folder_without_git_is_told_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    folder = tmp_path / "plain"
    folder.mkdir()
    write_site(folder, {"index.html": ""})
    with pytest.raises(UserError, match="plain/ is no git repository"):
        publish.publish(folder, "origin")


def test_a_password_in_the_address_is_not_shown(project: Path) -> None:
    run_git(project, "remote", "add", "web", "https://ada:secret@example.org/book.git")
    assert publish.Repository(project).address("web") == "https://example.org/book.git"

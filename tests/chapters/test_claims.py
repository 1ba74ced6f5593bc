"""The table of the reports' claims, verdicts, and what chapters leave of them for the command line."""

import importlib.util
import json
import re

import pytest

from fer_lib.chapters.claim_cards import card, publish_cards
from fer_lib.chapters.claims import Answer, all_claims, proved
from fer_lib.chapters.judgement import VERDICTS
from fer_lib.chapters.recorded_answers import recorded_answers
from fer_lib.cli import main
from fer_lib.errors import UserError
from fer_lib.language import Text
from fer_lib.proofs.claim import Claim, Finding, Result, Source
from fer_lib.proofs.registry import all_claims as proof_claims
from fer_lib.publish import output

REPORTS = {"A": 15, "B": 12, "C": 7, "D": 10, "E": 12}
HAN = re.compile(r"[\u4e00-\u9fff]")
HAPPY = Answer("A5", Text("Recall: 3 of 4.", "召回率：3/4。"), (True, False, False, None, True))
TWO = Answer("D4", Text("Seen.", "看到了。"), (True, False))


def test_every_claim_of_the_five_reports_is_there_once_and_in_order():
    assert list(all_claims()) == [f"{r}{k}" for r, count in REPORTS.items() for k in range(1, count + 1)]


@pytest.mark.parametrize("name", all_claims())
def test_a_claim_says_the_same_in_both_languages_and_belongs_to_a_chapter(name, root):
    claim = all_claims()[name]
    assert importlib.util.find_spec(f"fer_lib.chapters.{claim.chapter}") is not None
    assert list((root / "notebooks").glob(f"[0-9][0-9]_{claim.chapter}.ipynb"))
    for text in (claim.text, claim.source, claim.criterion):
        assert HAN.search(text.zh) or not re.search(r"[A-Za-z]{4}", text.en), text
        assert not HAN.search(text.en)
        figures = [
            set(re.findall(r"\d+(?:\.\d+)?", re.sub(r"(?<=\d),(?=\d{3})", "", one)))
            for one in (text.en, text.zh)
        ]
        assert figures[0] == figures[1] or text is claim.source, text
        assert "主張" not in text.zh
    assert set(claim.proofs) <= set(proof_claims())


def recorded_outputs(monkeypatch, call):
    """What a call sends to the notebook, as the notebook's file has it."""
    sent = []
    with monkeypatch.context() as patch:
        patch.setattr(
            output, "display", lambda data, raw, metadata: sent.append({"metadata": metadata, "data": data})
        )
        call()
    return sent


def result(verdict: str) -> Result:
    claim = Claim("x", "1=1", Text("x", "某"), Source(), "SymPy", "proved", lambda: Finding("proved"))
    return Result(claim, Finding(verdict), 0.0)


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [("proved", "holds"), ("refuted", "fails"), ("undecided", "open"), ("checked numerically", "holds")],
)
def test_proofs_decide_a_claim(verdicts, expected):
    names = all_claims()["C7"].proofs
    answer = proved("C7", {name: result(verdicts) for name in names}, Text("a.", "甲。"))
    assert answer.verdict == expected
    assert (answer.finding.en == "a.") == (verdicts == "proved")
    if verdicts != "proved":
        assert answer.finding.en == f"Not as expected: `softmax.gradient` {verdicts}."


def test_a_card_has_claim_source_criterion_finding_and_verdict_and_the_notebook_keeps_it(
    monkeypatch, tmp_path
):
    outputs = recorded_outputs(monkeypatch, lambda: publish_cards([TWO, None]))
    english, chinese = (o["metadata"]["fer"] for o in outputs)
    claim = all_claims()["D4"]
    assert (english["kind"], english["name"], english["title"]) == (
        "card",
        "claim-d4",
        "Claim D4: holds in part",
    )
    assert chinese["title"] == "說法 D4：部分成立"
    assert english["body"].split("\n\n") == [
        f"**Report D** (problem 2): {claim.text.en}",
        f"**Criterion**: {claim.criterion.en}",
        "**Here**: Seen. Of the claim’s 2 parts, 1 holds and 1 does not hold.",
    ]
    assert f"**判準**：{claim.criterion.zh}" in chinese["body"]
    assert outputs[0]["data"]["text/markdown"] == f"**{english['title']}**\n\n{english['body']}"
    folder = tmp_path / "chapters"
    folder.mkdir()
    (folder / "05_errors.log.ipynb").write_text(json.dumps({"cells": [{"outputs": outputs}, {}]}))
    found = recorded_answers(folder)
    assert {name: (a.verdict, a.finding) for name, a in found.items()} == {"D4": ("partly", TWO.describe())}


def test_a_claim_that_is_not_asked_says_why_and_suggests_nothing():
    answer = Answer.unasked("B1", Text("No photographs.", "沒有照片。"))
    assert answer.verdict == "unasked"
    title, content = card(answer)
    assert title == Text("Claim B1: not asked in this edition", "說法 B1：本版未檢驗")
    assert content.en.endswith("**Not asked**: No photographs.")
    assert content.zh.endswith("**未檢驗**：沒有照片。")
    assert "Here" not in content.en


@pytest.mark.parametrize("text", ["no json", "{}", '{"cells": [{"outputs": [{"metadata": {"fer": 1}}]}]}'])
def test_a_damaged_chapter_is_named(tmp_path, text):
    (tmp_path / "a.ipynb").write_text(text)
    with pytest.raises(UserError, match=r"a\.ipynb: not an executed chapter .*make chapters"):
        recorded_answers(tmp_path)


def test_the_command_lists_verdicts_and_says_none_where_there_is_none(monkeypatch, tmp_path, root, capsys):
    (tmp_path / "_toc.yml").touch()
    (tmp_path / "editions").mkdir()
    (tmp_path / "presets").symlink_to(root / "presets")
    (tmp_path / "editions" / "one.yaml").write_text(
        "title: {en: One, zh-TW: 一}\ndata: {source: synthetic}\nmain_run: a\nruns: {a: {preset: smoke}}\n"
    )
    monkeypatch.chdir(tmp_path)
    assert main(["claims", "--edition", "one"]) == 0
    out = capsys.readouterr().out
    assert "make chapters EDITION=one" in out
    assert len(re.findall(r"(?m)^[A-E]\d+ +none: ", out)) == sum(REPORTS.values())
    folder = tmp_path / "runs" / "one" / "chapters"
    folder.mkdir(parents=True)
    outputs = recorded_outputs(monkeypatch, lambda: publish_cards([HAPPY]))
    (folder / "05_errors.log.ipynb").write_text(json.dumps({"cells": [{"outputs": outputs}]}))
    assert main(["claims", "a5", "--edition", "one", "--language", "zh-TW"]) == 0
    out = capsys.readouterr().out
    assert VERDICTS["open"].zh in out
    assert HAPPY.finding.zh in out
    assert main(["claims", "--edition", "one", "--json"]) == 0
    listed = {entry["id"]: entry for entry in json.loads(capsys.readouterr().out)}
    assert listed["A5"]["verdict"] == "open"
    assert listed["A5"]["finding"]["en"] == HAPPY.describe().en
    assert listed["B1"]["verdict"] is None
    assert main(["claims", "Z1", "--edition", "one"]) == 2
    assert "Z1: no claim has this id" in capsys.readouterr().err
    with (tmp_path / "editions" / "one.yaml").open("a") as file:
        file.write("reference_reports: false\n")
    assert main(["claims", "--edition", "one"]) == 2
    assert (
        "editions/one.yaml: reference_reports: false, so no chapter judges a claim" in capsys.readouterr().err
    )


def test_every_claim_is_judged_in_its_chapters_folder(root):
    """Its id stands in the chapter's code, and the chapter's notebook publishes cards."""
    for claim in all_claims().values():
        folder = root / "fer_lib" / "chapters" / claim.chapter
        code = "\n".join(path.read_text("utf8") for path in folder.glob("*.py"))
        assert f'"{claim.id}"' in code, f"{claim.id} is judged nowhere in {claim.chapter}"
        (notebook,) = (root / "notebooks").glob(f"[0-9][0-9]_{claim.chapter}.ipynb")
        assert "publish_cards" in notebook.read_text("utf8"), notebook.name

"""The table of the reports' claims, verdicts, and what chapters leave of them for the command line."""

import importlib.util
import json
import re

import pytest

from fer_lib.chapters.claims import (
    VERDICT_SENTENCES,
    VERDICTS,
    Answer,
    all_claims,
    overall,
    proved,
    publish_answers,
    record_answers,
)
from fer_lib.chapters.recorded_answers import recorded_answers
from fer_lib.cli import main
from fer_lib.errors import UserError
from fer_lib.language import Text
from fer_lib.proofs.claim import Claim, Finding, Result, Source
from fer_lib.proofs.registry import all_claims as proof_claims
from fer_lib.publish import output

REPORTS = {"A": 15, "B": 12, "C": 7, "D": 10, "E": 12}
HAN = re.compile(r"[\u4e00-\u9fff]")
HAPPY = Answer("A5", Text("Recall: 3 of 4.", "召回率：4 中有 3。"), "partly")


def test_every_claim_of_the_five_reports_is_there_once_and_in_order():
    assert list(all_claims()) == [f"{r}{k}" for r, count in REPORTS.items() for k in range(1, count + 1)]


@pytest.mark.parametrize("name", all_claims())
def test_a_claim_says_the_same_in_both_languages_and_belongs_to_a_chapter(name, root):
    claim = all_claims()[name]
    assert importlib.util.find_spec(f"fer_lib.chapters.{claim.chapter}") is not None
    assert list((root / "notebooks").glob(f"[0-9][0-9]_{claim.chapter}.ipynb"))
    for text in (claim.text, claim.source, *([claim.criterion] if claim.criterion else [])):
        assert HAN.search(text.zh) or not re.search(r"[A-Za-z]{4}", text.en), text
        assert not HAN.search(text.en)
        figures = [
            set(re.findall(r"\d+(?:\.\d+)?", re.sub(r"(?<=\d),(?=\d{3})", "", one)))
            for one in (text.en, text.zh)
        ]
        assert figures[0] == figures[1] or text is not claim.text, text
    assert set(claim.proofs) <= set(proof_claims())


@pytest.mark.parametrize(
    ("parts", "verdict"),
    [
        ([True, True], "holds"),
        ([True, False], "partly"),
        ([True, None], "partly"),
        ([False, None], "fails"),
        ([False], "fails"),
        ([None, None], "open"),
        ([], "open"),
    ],
)
def test_the_verdict_of_several_parts(parts, verdict):
    assert overall(parts) == verdict


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


def test_a_paragraph_has_claim_finding_and_verdict_and_the_notebook_keeps_them(monkeypatch, tmp_path):
    outputs = recorded_outputs(monkeypatch, lambda: publish_answers([HAPPY]))
    texts = {o["metadata"]["fer"]["lang"]: o["data"]["text/markdown"] for o in outputs[:2]}
    claim = all_claims()["A5"].text
    assert (
        texts["en"] == f"**Report A, claim A5**: {claim.en} Recall: 3 of 4. The claim **holds in part here**."
    )
    assert texts["zh-TW"] == f"**報告 A 的主張 A5**：{claim.zh}召回率：4 中有 3。這項主張**在此部分成立**。"
    folder = tmp_path / "chapters"
    folder.mkdir()
    (folder / "05_errors.log.ipynb").write_text(json.dumps({"cells": [{"outputs": outputs}, {}]}))
    found = recorded_answers(folder)
    assert {name: (a.verdict, a.finding) for name, a in found.items()} == {"A5": ("partly", HAPPY.finding)}


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
    outputs = recorded_outputs(monkeypatch, lambda: record_answers([HAPPY]))
    (folder / "05_errors.log.ipynb").write_text(json.dumps({"cells": [{"outputs": outputs}]}))
    assert main(["claims", "a5", "--edition", "one", "--language", "zh-TW"]) == 0
    out = capsys.readouterr().out
    assert VERDICTS["partly"].zh in out
    assert HAPPY.finding.zh in out
    assert main(["claims", "--edition", "one", "--json"]) == 0
    listed = {entry["id"]: entry for entry in json.loads(capsys.readouterr().out)}
    assert listed["A5"]["verdict"] == "partly"
    assert listed["A5"]["finding"]["en"] == HAPPY.finding.en
    assert listed["B1"]["verdict"] is None
    assert listed["B1"]["criterion"] is None
    assert main(["claims", "Z1", "--edition", "one"]) == 2
    assert "Z1: no claim has this id" in capsys.readouterr().err
    with (tmp_path / "editions" / "one.yaml").open("a") as file:
        file.write("reference_reports: false\n")
    assert main(["claims", "--edition", "one"]) == 2
    assert (
        "editions/one.yaml: reference_reports: false, so no chapter judges a claim" in capsys.readouterr().err
    )


def test_verdicts_have_words_for_tables_and_for_sentences():
    assert set(VERDICTS) == set(VERDICT_SENTENCES)


def test_every_claim_that_has_a_criterion_is_judged_in_its_chapters_folder(root):
    """Its id stands in the chapter's code, and the chapter's notebook publishes or records answers."""
    for claim in all_claims().values():
        if claim.criterion is None:
            continue
        folder = root / "fer_lib" / "chapters" / claim.chapter
        code = "\n".join(path.read_text("utf8") for path in folder.glob("*.py"))
        assert f'"{claim.id}"' in code, f"{claim.id} is judged nowhere in {claim.chapter}"
        (notebook,) = (root / "notebooks").glob(f"[0-9][0-9]_{claim.chapter}.ipynb")
        assert re.search("(publish|record)_answers", notebook.read_text("utf8")), notebook.name

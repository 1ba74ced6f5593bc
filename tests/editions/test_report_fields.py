"""The report's own fields, in an edition or in _config.yml."""

import re
from pathlib import Path

import pytest

from fer_lib.editions.report_fields import read_report_fields
from fer_lib.errors import UserError
from fer_lib.language import Text

FULL = """
report:
  title: {en: "On Faces", zh-TW: 論臉}
  authors: [王小明, {en: Ada Lovelace, zh-TW: 愛達}]
  student_id: 0123
  course: 機器學習
  collaborators: 李大同
  date: 2026-11-21
  languages: [zh-TW, en]
"""


def read(tmp_path: Path, text: str):  # type: ignore[no-untyped-def]
    path = tmp_path / "_config.yml"
    path.write_text(text, "utf8")
    return read_report_fields(path, "_config.yml")


def test_all_fields(tmp_path: Path) -> None:
    fields = read(tmp_path, FULL)
    assert fields.languages == ("zh-TW", "en")
    assert fields.title == Text("On Faces", "論臉")
    assert fields.authors == (Text("王小明", "王小明"), Text("Ada Lovelace", "愛達"))
    assert fields.student_id.en == "0123", "a leading zero is kept"
    assert fields.course == Text("機器學習", "機器學習")
    assert fields.collaborators == (Text("李大同", "李大同"),)
    assert fields.date == Text("21 November 2026", "2026年11月21日")
    assert fields.slug == "on-faces"


def test_only_what_is_needed(tmp_path: Path) -> None:
    fields = read(tmp_path, "report: {title: 論臉, authors: 王小明, languages: [zh-TW], date:, course: }")
    assert fields.authors == (Text("王小明", "王小明"),)
    assert fields.date["zh-TW"] == fields.course["zh-TW"] == ""
    assert fields.slug == "report", "a name without Latin letters"


def test_long_titles_give_short_names(tmp_path: Path) -> None:
    text = "report: {title: 'What does one of ten networks see? A study, 50 %', authors: A, languages: [en]}"
    assert read(tmp_path, text).slug == "what-does-one-of-ten-networks-see-a"


def test_a_language_that_is_not_built_needs_no_text(tmp_path: Path) -> None:
    fields = read(tmp_path, "report: {title: {en: On Faces}, authors: A, languages: [en]}")
    assert fields.title.en == "On Faces"


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("[zh-TW, en]", "[zh-TW, fr]", "report: languages: unknown language 'fr'"),
        ("[zh-TW, en]", "[zh-CN]", "report: languages: unknown language 'zh-CN'"),
        ("[zh-TW, en]", "[]", "report: languages: this field is required"),
        ("[zh-TW, en]", "en", "report: languages: expected a list"),
        ("[zh-TW, en]", "[en, en]", "report: languages: a language stands there twice"),
        ('{en: "On Faces", zh-TW: 論臉}', "", "report: title: this field is required"),
        ('{en: "On Faces", zh-TW: 論臉}', "[a, b]", "report: title: expected a text"),
        ('{en: "On Faces", zh-TW: 論臉}', "{en: On Faces}", "report: title: there is no text for zh-TW"),
        ('{en: "On Faces", zh-TW: 論臉}', "{en: x, zh-TW: y, de: z}", "report: title: unknown language 'de'"),
        ("[王小明, {en: Ada Lovelace, zh-TW: 愛達}]", "[]", "report: authors: this field is required"),
        (
            "[王小明, {en: Ada Lovelace, zh-TW: 愛達}]",
            "[王小明, '']",
            "report: authors: a name in the list is empty",
        ),
        ("student_id", "studentid", "report: studentid: there is no such field"),
        ("2026-11-21", "2026-02-30", "report: date: there is no day '2026-02-30'"),
        ("report:", "raport:", "the block `report:`"),
    ],
)
def test_mistakes(tmp_path: Path, old: str, new: str, complaint: str) -> None:
    assert old in FULL
    with pytest.raises(UserError, match=re.escape(complaint)) as caught:
        read(tmp_path, FULL.replace(old, new))
    assert str(caught.value).startswith("_config.yml: ")

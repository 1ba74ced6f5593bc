"""The book's Chinese: the words of fer_lib/glossary.yaml, none that it avoids, Traditional characters only."""

import json
import re
from pathlib import Path

import pytest
import yaml

from tests.texts import CHINESE, chinese_texts, notebooks, strings_of_code

# Simplified characters that Big5 holds too, as rare Traditional ones.
SIMPLIFIED_IN_BIG5 = set("网体机么万与据")


class LoaderThatRefusesDuplicates(yaml.SafeLoader):
    """YAML silently keeps the last of two equal keys."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[object, object]:
        keys = [self.construct_object(key, deep=deep) for key, _ in node.value]
        twice = sorted({str(key) for key in keys if keys.count(key) > 1})
        if twice:
            raise ValueError(f"stand twice: {', '.join(twice)}")
        return super().construct_mapping(node, deep=deep)


def read_glossary(text: str) -> dict[str, dict[str, str]]:
    return yaml.load(text, Loader=LoaderThatRefusesDuplicates)  # a SafeLoader


def avoided_in(text: str, avoid: dict[str, str], terms: set[str]) -> list[str]:
    """Words to avoid that stand in a text, other than inside a longer word that is right."""
    for right in sorted({*terms, *avoid.values()}, key=len, reverse=True):
        if any(wrong in right and wrong != right for wrong in avoid):
            text = text.replace(right, "\0")
    return [f"{wrong} -> {right}" for wrong, right in avoid.items() if wrong in text]


def simplified_in(text: str) -> str:
    """Chinese characters of a text that Big5 lacks, which are Simplified ones above all, sorted."""

    def is_traditional(character: str) -> bool:
        try:
            return bool(character.encode("big5")) and character not in SIMPLIFIED_IN_BIG5
        except UnicodeEncodeError:
            return False

    return "".join(
        character for character in sorted(set(CHINESE.findall(text))) if not is_traditional(character)
    )


@pytest.fixture(scope="module")
def glossary(root: Path) -> dict[str, dict[str, str]]:
    return read_glossary((root / "fer_lib" / "glossary.yaml").read_text("utf8"))


@pytest.fixture(scope="module")
def texts(root: Path) -> dict[str, str]:
    found = chinese_texts(root)
    assert any(place.startswith("01_data.ipynb") for place in found)
    assert any(place.startswith("fer_lib") for place in found)
    assert "_config.yml" in found
    return found


def test_terms_are_sorted_and_none_stands_twice(glossary: dict[str, dict[str, str]]) -> None:
    assert list(glossary["terms"]) == sorted(glossary["terms"])
    chinese = list(glossary["terms"].values())
    assert {word for word in chinese if chinese.count(word) > 1} == set()


def test_terms_of_faces_are_terms(glossary: dict[str, dict[str, str]]) -> None:
    of_faces = list(glossary["of_faces"])
    assert of_faces == sorted(set(of_faces))
    assert set(of_faces) <= set(glossary["terms"])


def test_glossary_is_traditional_and_follows_itself(glossary: dict[str, dict[str, str]]) -> None:
    terms = glossary["terms"]
    for word in [*terms.values(), *glossary["avoid"].values()]:
        assert simplified_in(word) == ""
        assert avoided_in(word, glossary["avoid"], set(terms.values())) == []
    assert not set(glossary["avoid"]) & set(terms.values())


def test_texts_avoid_what_the_glossary_avoids(
    texts: dict[str, str], glossary: dict[str, dict[str, str]]
) -> None:
    terms = set(glossary["terms"].values())
    found = {place: avoided_in(text, glossary["avoid"], terms) for place, text in texts.items()}
    assert {place: words for place, words in found.items() if words} == {}


def test_texts_have_no_simplified_characters(texts: dict[str, str]) -> None:
    found = {place: simplified_in(text) for place, text in texts.items()}
    assert {place: characters for place, characters in found.items() if characters} == {}


def test_a_space_parts_the_number_of_a_reference_from_chinese(root: Path, texts: dict[str, str]) -> None:
    """``圖 1.1 沒有``, also in the chapters' strings and in the example of a new report."""
    example = root / "tools" / "new_report" / "bright_and_dark.ipynb"
    everything = {**texts, example.name: example.read_text("utf8")}
    touching = re.compile(r"\{numref\}`[^`]*`[\u3400-\u9fff]")
    found = {place: match[0] for place, text in everything.items() if (match := touching.search(text))}
    assert found == {}


def test_prose_does_not_send_readers_of_the_paper_to_the_site(root: Path) -> None:
    """What can be moved there, the figure's own panel says."""
    for name, notebook in notebooks(root).items():
        for cell in notebook["cells"]:
            said = "".join(cell["source"]) if cell["cell_type"] == "markdown" else ""
            assert not re.search(r"在網站上|[Oo]n the site\b", said), (name, cell["id"])


def test_only_ascents_go_along_the_gradient(root: Path, texts: dict[str, str]) -> None:
    """A training goes against it."""
    everything = {
        **texts,
        **{name: json.dumps(cells, ensure_ascii=False) for name, cells in notebooks(root).items()},
    }
    for place, text in everything.items():
        for said in re.findall(r"[^。\n]*(?:沿著梯度|along (?:the|a) gradient)[^.。\n]*", text):
            assert place.startswith("08_") or "變大" in said or "larger" in said, (place, said)


def test_the_checks_find_what_they_look_for() -> None:
    avoid = {"信息": "資訊", "精度": "準確率或精確度", "函數庫": "函式庫"}
    assert avoided_in("這些信息", avoid, set()) == ["信息 -> 資訊"]
    assert avoided_in("精確度與準確率", avoid, set()) == []
    assert simplified_in("这个网络的准确率") == "个络网这"
    assert simplified_in("這個網路的準確率，卷積核、過擬合、厭惡、步幅") == ""
    assert strings_of_code("a = f'{x}信息'") == ["信息"]
    with pytest.raises(ValueError, match="stand twice: 1"):
        read_glossary("{1: a, 1: b}")

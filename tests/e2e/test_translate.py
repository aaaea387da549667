# SPDX-License-Identifier: Apache-2.0
"""The shipped starter translates: nothing is lost unseen, terms hold, a killed run ends as an unbroken one."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from edgeassist.app.door import open_door
from edgeassist.app.services import open_services
from edgeassist.core.paths import places
from edgeassist.core.stop import Stop
from edgeassist.panes.translate.glossary import Glossary
from edgeassist.panes.translate.translation import Ask, Tone, Translation
from edgeassist.panes.translate.translator import Translator
from tests.support.translating_set import EN_ES, TERMS, Case, TermCase, cases, hit, lost, term_cases
from tests.support.workshop_bench import engine_cache

WHO = ("My brother", "The old man", "Mary", "Our teacher", "Nobody")
WHAT = ("lives in a big house", "has a new car", "is very tired today", "wants to read the book", "came home late")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("home")
    shutil.copytree(engine_cache(), made / "cache")
    return made


@pytest.fixture(scope="module")
def translator(home: Path) -> Iterator[Translator]:
    with open_services(places({"EDGEASSIST_HOME": str(home)})) as services:
        services.load("starter")
        yield Translator(open_door(services, "translate"))


def translated(translator: Translator, case: Case | TermCase) -> Translation:
    return translator.translate(case.text, case.pair, tone=Tone.AS_IS, tell=lambda _told: None, stop=Stop())


def lost_unseen(translator: Translator, some: tuple[Case, ...]) -> list[str]:
    translator.use_glossary(Glossary())
    made = [(case, translated(translator, case)) for case in some]
    return [f"{case.text} -> {one.text}" for case, one in made if lost(case, one.text) and not one.flagged]


def missed(translator: Translator, some: tuple[TermCase, ...]) -> list[str]:
    glossary = Glossary()
    for source, target in TERMS:
        glossary.add(source, target, EN_ES)
    translator.use_glossary(glossary)
    return [case.text for case in some if not hit(case, translated(translator, case).text)]


def test_numbers_placeholders_tags_and_addresses_come_through_or_are_flagged(translator: Translator) -> None:
    assert lost_unseen(translator, cases()[::11]) == []


def test_terms_of_the_glossary_come_through(translator: Translator) -> None:
    assert missed(translator, term_cases()[::11]) == []


def test_words_that_an_answer_must_hold_are_in_it_in_their_order(translator: Translator) -> None:
    firm = ("2001", "06:40")
    for text in ("I have 2001 dogs at 06:40.", "In 2001 we met at 06:40."):
        said = translator.engine.translate(text, EN_ES, Ask(firm=firm), Stop())
        assert list(re.findall(r"\d[\d:]*", said)) == list(firm), said


@pytest.mark.slow
def test_all_of_them_do(translator: Translator) -> None:
    assert len(cases()) >= 200
    assert lost_unseen(translator, cases()) == []
    assert len(term_cases()) >= 100
    assert len(missed(translator, term_cases())) <= 0.02 * len(term_cases())


def test_a_killed_run_goes_on_and_ends_as_an_unbroken_one(home: Path, tmp_path: Path) -> None:
    text = "\n\n".join(f"{who} {what}." for who in WHO for what in WHAT) + "\n"
    path, whole = tmp_path / "killed.md", tmp_path / "whole.md"
    path.write_text(text)
    environ = {**os.environ, "EDGEASSIST_HOME": str(home), "NO_COLOR": "1"}
    command = [sys.executable, "-m", "edgeassist", "translate", "--from", "en", "--to", "es", str(path)]
    with subprocess.Popen(command, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as killed:
        assert killed.stderr is not None
        assert any(b"Translating" in line for line in killed.stderr), "no text was done"
        killed.kill()
    assert not (tmp_path / "killed.es.md").exists()
    done = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr
    assert "by an earlier run" in done.stderr
    unbroken = [*command, "--out", str(whole)]
    assert subprocess.run(unbroken, env=environ, capture_output=True, timeout=600).returncode == 0
    assert (tmp_path / "killed.es.md").read_bytes() == whole.read_bytes()

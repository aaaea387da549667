# SPDX-License-Identifier: Apache-2.0
"""Whose texts the starter learnt from: the sets really used, their licences, and the NOTICE that names everybody.

Facts come from the corpora's MANIFEST.jsonl and the licence files beside each set; nothing is guessed. A set that is
neither listed there nor our own (`own-...`) stops the shipping.
"""

import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

OWN = "own-"
_ORIGIN = re.compile(r'"origin": "([^/"#]+)')
_COPYRIGHT = re.compile(r"^\W*(copyright\s*(?:\(c\)|©|\d{4}).{3,120})$", re.IGNORECASE | re.MULTILINE)
_TEXT_WANTED = ("MIT", "BSD", "ISC")
"""Licences whose own text must go along; the others are named with their address."""

_LONGEST_TEXT = 6000
_ALLOWED = re.compile(
    r"public domain|CC0|CC BY|(creative commons )?attribution \d|MIT|Apache|BSD|ISC|Unlicense|"
    r"community data license agreement - permissive",
    re.IGNORECASE,
)
"""How a licence begins that lets weights be passed on under ours; README.md has the same list."""

_FORBIDDEN = re.compile(r"\b(NC|ND|SA|[AL]?GPL\w*|sharing)\b|non-?commercial|no-?deriv|share-?alike", re.IGNORECASE)
_CREDITS = {
    "parallel_tatoeba": "Sentences by the contributors of Tatoeba (https://tatoeba.org)",
    "prose_children_stories": "Stories of African Storybook and sister projects, each by the author its source names",
    "prose_openstax": "OpenStax, Rice University (https://openstax.org)",
    "summ_openstax": "OpenStax, Rice University (https://openstax.org)",
    "qa_openstax": "OpenStax, Rice University (https://openstax.org)",
    "qa_factbook": "The World Factbook, as JSON by the factbook project",
    "qa_wordnet": "Open English WordNet and Princeton WordNet",
}
_ADDRESSES = {
    r"CC BY 2\.0 FR": "https://creativecommons.org/licenses/by/2.0/fr/",
    r"CC BY 4\.0|Attribution 4\.0": "https://creativecommons.org/licenses/by/4.0/",
    r"Attribution 3\.0": "https://creativecommons.org/licenses/by/3.0/",
    r"CC0": "https://creativecommons.org/publicdomain/zero/1.0/",
    r"Apache": "https://www.apache.org/licenses/LICENSE-2.0",
    r"Community Data License Agreement - Permissive": "https://cdla.dev/permissive-1-0/",
    r"Unlicense": "https://unlicense.org",
    r"\bMIT\b": "https://opensource.org/license/mit",
    r"BSD-3": "https://opensource.org/license/bsd-3-clause",
    r"\bISC\b": "https://opensource.org/license/isc-license-txt",
}


class LicenceUnknown(ValueError):
    """Something was trained on that nobody here may give away the result of, as far as is known."""


@dataclass(frozen=True, slots=True)
class UsedSet:
    """One set that was trained on; `documents` counts training only, `sources` are repositories with their commits."""

    name: str
    licence: str
    documents: int
    sources: tuple[str, ...] = ()
    copyrights: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    changes: str = ""

    @property
    def addresses(self) -> tuple[str, ...]:
        """Where its licences can be read."""
        return tuple(dict.fromkeys(where for what, where in _ADDRESSES.items() if re.search(what, self.licence)))

    @property
    def credit(self) -> str:
        """Whose it is, as far as the set says more than its repositories do."""
        return "; ".join((*([_CREDITS[self.name]] if self.name in _CREDITS else []), *self.copyrights))


def used_sets(data: Path, documents: Path) -> list[UsedSet]:
    """Return the sets that the training files in `documents` come from; raise `LicenceUnknown`.

    `data` is the corpora folder with its MANIFEST.jsonl.
    """
    counts = _counted(documents)
    lines = (data / "MANIFEST.jsonl").read_text(encoding="utf-8").splitlines()
    listed: dict[str, dict[str, Any]] = {row["name"]: row for row in map(json.loads, filter(None, lines))}
    if strange := sorted(name for name in counts if name not in listed and not name.startswith(OWN)):
        raise LicenceUnknown(f"No licence is known for {', '.join(strange)}; nothing was shipped. Leave it out.")
    ours = [UsedSet(name, "CC0 1.0, written for EdgeAssist", counts[name]) for name in counts if name.startswith(OWN)]
    theirs = [_listed(listed[name], counts[name], data / name) for name in counts if name in listed]
    return sorted(theirs, key=lambda one: one.name) + sorted(ours, key=lambda one: one.name)


def _counted(documents: Path) -> Counter[str]:
    counts: Counter[str] = Counter()
    for path in sorted(documents.glob("*.train.jsonl")):
        with path.open(encoding="utf-8") as file:
            for line in file:
                found = _ORIGIN.findall(line)
                counts[found[-1] if found else "a document without origin"] += 1
    if not counts:
        raise LicenceUnknown(f"There are no training documents in {documents.name}, so it is not known what was used.")
    return counts


def _listed(row: dict[str, Any], count: int, folder: Path) -> UsedSet:
    main = row["licence"].partition(";")[0]  # what follows tells what was left out
    if _FORBIDDEN.search(main) or not _ALLOWED.match(main):
        raise LicenceUnknown(f"{row['name']} is under “{row['licence']}”: what learnt from it may not be given away.")
    files = sorted(path for path in folder.glob("LICENCE.*"))
    texts = [path.read_text(encoding="utf-8", errors="replace").strip() for path in files]
    whole = row["licence"].startswith(_TEXT_WANTED)
    copyrights = dict.fromkeys(" ".join(line.split()) for text in texts for line in _COPYRIGHT.findall(text))
    return UsedSet(
        name=row["name"],
        licence=row["licence"],
        documents=count,
        sources=tuple(row["sources"]),
        copyrights=tuple(copyrights),
        texts=tuple(text for text in texts if len(text) <= _LONGEST_TEXT) if whole else (),
        changes=row.get("kept", ""),
    )


def notice(sets: Sequence[UsedSet]) -> str:
    """Return the NOTICE that goes beside the model."""
    head = (
        "The starter model was trained by the EdgeAssist project on the texts below. All of them were cleaned,\n"
        "shortened, put into questions and answers, and mixed. Whoever made them does not endorse the model. The\n"
        "model itself, like EdgeAssist, is under the Apache License 2.0.\n"
    )
    return head + "\n" + "\n\n".join(map(_entry, sets)) + "\n" + "".join(_licence_texts(sets))


def _entry(one: UsedSet) -> str:
    lines = [one.name, f"  Licence: {one.licence}", *(f"  {where}" for where in one.addresses)]
    lines += [f"  {one.credit}"] if one.credit else []
    lines += [f"  Kept: {one.changes}"] if one.changes else []
    lines += [f"  Documents trained on: {one.documents:,}"]
    lines += ["  From:", *(f"    {_address(source)}" for source in one.sources)] if one.sources else []
    return "\n".join(lines)


def _address(source: str) -> str:
    repository, _, commit = source.partition("@")
    plain = re.fullmatch(r"[\w.-]+/[\w.-]+", repository)
    return f"https://github.com/{repository} at {commit}" if plain and commit else source


def _licence_texts(sets: Sequence[UsedSet]) -> list[str]:
    texts: dict[str, list[str]] = {}
    for one in sets:
        for text in one.texts:
            texts.setdefault(text, []).append(one.name)
    rule = "-" * 80
    return [f"\n{rule}\nLicence of {', '.join(names)}:\n\n{text}\n" for text, names in texts.items()]

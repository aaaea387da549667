# SPDX-License-Identifier: Apache-2.0
"""Long work on the store as tasks for the board: what each does, what is said at its end. Knows no window."""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import msgspec

from edgeassist.api import Notice
from edgeassist.app import freight
from edgeassist.app.notices import notice_of
from edgeassist.app.proving import prove, source_of
from edgeassist.app.repairing import mended_sentence, remade
from edgeassist.app.services import Services
from edgeassist.app.works import Arrivals, Outcome, Task
from edgeassist.core.errors import EdgeError
from edgeassist.core.language import tr, trn
from edgeassist.core.stop import Report, Stop, Stopped
from edgeassist.core.units import elided, human_bytes
from edgeassist.store.adopting import REST_S
from edgeassist.store.card import ModelCard
from edgeassist.store.making import Recipe, Record
from edgeassist.store.proof import sentence
from edgeassist.store.verifying import MODEL_DAMAGED, MODEL_MISSING

PROOF_STEPS = 3


class Tasks:
    """Makes the tasks. Their `run` blocks, on the lane of the board; `remove` takes out a model once it is free."""

    def __init__(self, services: Services, arrivals: Arrivals, remove: Callable[[str], None]) -> None:
        self._services, self._arrivals, self._remove = services, arrivals, remove

    def quantize(self, card: ModelCard, recipe: Recipe) -> Task:
        """Make a smaller copy of `card`, and prove what that cost; `card` goes only then, where that is wished."""
        safely = msgspec.structs.replace(recipe, keep_source=True)
        wish = sha256(msgspec.json.encode(recipe)).hexdigest()[:8]

        def run(report: Report, stop: Stop) -> Outcome:
            report = counted(report, steps_of(recipe))
            made = self._services.workshop.make(self._services.library.get(card.id), safely, report, stop)
            return self._made(made, report, stop, spare_id="" if recipe.keep_source else card.id)

        return Task(f"quantize-{card.id}-{wish}", "quantize", _short(card), run, card_id=card.id)

    def remake(self, card: ModelCard) -> Task:
        """Make the damaged `card` anew from what it was made from, and put it in its place."""

        def run(report: Report, stop: Stop) -> Outcome:
            made = remade(self._services, card, report, stop)
            if not made.remark:
                return self._made(made, report, stop)
            self._arrivals.listed()
            return made.id, Notice(mended_sentence(made))

        return Task(f"remake-{card.id}", "quantize", _short(card), run, card_id=card.id)

    def quantize_again(self, record: Record) -> Task:
        """Begin anew what a kill left unfinished."""
        name = elided(record.source_name, 60)

        def run(report: Report, stop: Stop) -> Outcome:
            report = counted(report, steps_of(record.recipe))
            return self._made(self._services.workshop.restart(record.id, report, stop), report, stop)

        def discard() -> None:
            self._services.workshop.discard(record.id)

        return Task(f"quantize-{record.id}", "quantize", name, run, card_id=record.source_id, discard=discard)

    def prove(self, card: ModelCard) -> Task:
        """Measure again what quantizing `card` cost."""

        def run(report: Report, stop: Stop) -> Outcome:
            library = self._services.library
            made, report = library.get(card.id), counted(report, PROOF_STEPS)
            proved = prove(library, source_of(library, made), made, self._services.job_command, report, stop)
            self._arrivals.listed()
            return card.id, Notice(sentence(proved))

        return Task(f"prove-{card.id}", "prove", _short(card), run, card_id=card.id)

    def pack(self, cards: tuple[ModelCard, ...], path: Path, *, replace: bool = False) -> Task:
        """Write a field pack with `cards` to `path`."""

        def run(report: Report, stop: Stop) -> Outcome:
            ids = tuple(card.id for card in cards)
            written, size_bytes = freight.pack(self._services, ids, path, report, stop, replace=replace)
            return "", Notice(
                tr(
                    "The field pack {name} is written ({size}).",
                    name=elided(written.name, 60),
                    size=human_bytes(size_bytes),
                )
            )

        def discard() -> None:
            freight.discard_pack(path)

        return Task(f"pack-{path}", "pack", elided(path.name, 60), run, can_pause=True, discard=discard)

    def unpack(self, path: Path) -> Task:
        """Take in what the field pack at `path` holds."""

        def run(report: Report, stop: Stop) -> Outcome:
            done = freight.unpack(self._services, path, report, stop)
            self._arrivals.came(done.cards)
            came = [card.name for card in done.cards] + [voice.name for voice in done.voices]
            names = ", ".join(elided(one, 40) for one in came[:5])
            text = (
                tr("From {name}: {names}.", name=elided(path.name, 60), names=names)
                if names
                else tr("Nothing new came in.")
            )
            return "", Notice(text, " ".join(done.remarks[:5]), tone="warn" if done.refused or not names else "")

        def discard() -> None:
            freight.discard_unpacking(self._services, path)

        return Task(f"unpack-{path}", "unpack", elided(path.name, 60), run, can_pause=True, discard=discard)

    def move(self, folder: Path, release: Callable[[], None]) -> Task:
        """Move all models to `folder`; `release` makes the engine let go of the old one."""

        def run(report: Report, stop: Stop) -> Outcome:
            left = freight.move(self._services, folder, report, stop, let_go=release)
            self._arrivals.listed()
            told = [tr("All models are in {folder} now.", folder=elided(str(folder), 120))]
            if left:
                names = ", ".join(elided(name, 40) for name in left[:5])
                told.append(tr("These stayed behind: {names}.", names=names))
            return "", Notice(" ".join(told))

        return Task("move", "move", tr("All models, to {folder}", folder=elided(folder.name or str(folder), 40)), run)

    def adopt(self) -> Task:
        """Take in what was copied into the models folder by hand."""

        def run(report: Report, stop: Stop) -> Outcome:
            cards, refused = freight.adopt(self._services, report, stop, again=False, rest_s=REST_S)
            self._arrivals.came(cards)
            if not cards and not refused:
                return "", None
            names = ", ".join(elided(card.name, 40) for card in cards[:5])
            told = (
                tr("Found in the models folder: {names}.", names=names)
                if cards
                else tr("What was copied in is no model that can be used.")
            )
            hint = " ".join(one.sentence for one in refused[:3])
            return "", Notice(told, hint, tone="warn" if refused else "")

        return Task("adopt", "verify", tr("What was copied in by hand"), run)

    def verify(self, card_ids: tuple[str, ...]) -> Task:
        """Read models (none: all) against their SHA-256."""

        def run(report: Report, stop: Stop) -> Outcome:
            cards = freight.verify(self._services, card_ids, report, stop)
            self._arrivals.listed()
            bad = [elided(card.name, 40) for card in cards if card.failure_code in (MODEL_DAMAGED, MODEL_MISSING)]
            if bad:
                hint = tr("They are no longer loaded. Repair or import them again; nothing else was changed.")
                return "", Notice(tr("Damaged: {names}.", names=", ".join(bad)), hint, tone="danger")
            return "", Notice(trn("{n} model is whole.", "{n} models are whole.", len(cards)))

        name = tr("All models") if len(card_ids) != 1 else elided(card_ids[0], 60)
        return Task(f"verify-{','.join(card_ids)}", "verify", name, run, card_id="".join(card_ids[:1]))

    def _made(self, made: ModelCard, report: Report, stop: Stop, *, spare_id: str = "") -> Outcome:
        """Prove a model just made, then have `spare_id` removed; what speaks against that is said, all models stay."""
        self._arrivals.listed()
        stays = [tr("The original stays.")] if spare_id else []
        try:
            library = self._services.library
            proved = prove(library, source_of(library, made), made, self._services.job_command, report, stop)
        except Stopped:
            told = tr("{name} is ready; what it cost was not measured.", name=_short(made))
            notice = Notice(" ".join([told, *stays]))
        except EdgeError as error:
            why = notice_of(error)
            told = tr("{name} is ready, but what it cost was not measured.", name=_short(made))
            notice = Notice(" ".join([told, *stays, why.text]), why.hint)
        else:
            goes = [tr("The original goes now.")] if spare_id else []
            notice = Notice(" ".join([tr("{name} is ready.", name=_short(proved)), sentence(proved), *goes]))
            if spare_id:
                self._remove(spare_id)
        self._arrivals.came((made,))
        return made.id, notice


def _short(card: ModelCard) -> str:
    return elided(card.name, 60)


def steps_of(recipe: Recipe) -> int:
    """Return how many steps making a copy by `recipe` and proving it takes, each told by a name of its own."""
    reading = 2 if recipe.calibrate or recipe.pruned else 0
    return reading + (1 if recipe.target_bytes else 0) + 2 + PROOF_STEPS


def counted(report: Report, total: int) -> Report:
    """Return a report that tells with each step which one of `total` it is: `Quantizing (3 of 7)`."""
    seen: list[str] = []

    def tell(step: str, done: int, of: int) -> None:
        if step not in seen:
            seen.append(step)
        at = seen.index(step) + 1
        report(tr("{step} ({number} of {total})", step=tr(step), number=at, total=max(at, total)), done, of)

    return tell

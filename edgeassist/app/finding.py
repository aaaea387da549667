# SPDX-License-Identifier: Apache-2.0
"""What could be fetched, judged for this computer: from the catalogue, and from the hub where a person asks for it.

Blocks; knows no window. Only `search_hub` goes out.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from edgeassist.api import Notice
from edgeassist.app.notices import notice_of
from edgeassist.app.self_benchmark import measured
from edgeassist.app.services import Services
from edgeassist.core.errors import EdgeError
from edgeassist.core.language import later, tr
from edgeassist.core.stop import Stop, Stopped
from edgeassist.core.units import elided, human_bytes
from edgeassist.store.card import ModelCard
from edgeassist.store.catalogue import Entry, read_catalogue
from edgeassist.store.ceiling import read_ceiling
from edgeassist.store.choice import VERDICT_NAMES, Choice, Verdict
from edgeassist.store.fit import estimate
from edgeassist.store.machine import survey
from edgeassist.store.recommend import Recommendation, recommend
from edgeassist.store.split_parts import is_part
from edgeassist.ui.views import Offer, Offers
from edgeassist.ui.views import Verdict as Kind

if TYPE_CHECKING:
    from edgeassist.net.hub import Found, Hub, HubFile

LOOKED_INTO = 6
"""Repositories of a search whose files are asked for as well, each with one request."""

_WANTED = ("Q4_K_M", "Q8_0", "F16", "BF16")
_TONES = {"good": "ok", "better": "ok", "better-but-slower": "warn", "lighter": "", "too-slow": "", "too-big": "danger"}
_KINDS: dict[Verdict, Kind] = {
    "good": "good",
    "better": "better",
    "better-but-slower": "slower",
    "lighter": "lighter",
    "too-big": "too-big",
}
_NO_CONTEXT = later("What the context takes is known only once the model is here.")


def recommendation(services: Services, task: str, memory_limit: int | None = None) -> Recommendation:
    """Judge the catalogue and the models here for `task`, against what is free now or `memory_limit` bytes."""
    return recommend(
        read_catalogue(),
        services.library.cards(),
        survey(services.models_folder, services.free_bytes()),
        task,
        memory_limit,
        context_tokens=services.settings.context_tokens,
        ceiling=read_ceiling(services.places.data),
        yardstick=measured(services),
    )


def search_catalogue(services: Services, text: str, task: str) -> Offers:
    """Return the recommendation for `task`, narrowed to the entries that match `text`. Asks nobody."""
    found = recommendation(services, task)
    if not text:
        return Offers(found.sentence(), tuple(_of_choice(one) for one in found.choices))
    judged = {one.ref: one for one in found.choices}
    entries = read_catalogue().search(text)
    stored = services.library.cards()
    offers = [_of_choice(judged[one.ref]) if one.ref in judged else _of_entry(services, one, stored) for one in entries]
    return Offers("", tuple(offers))


def search_hub(services: Services, hub: "Hub", text: str, stop: Stop) -> Offers:
    """Return what the hub has for `text` beside the catalogue; a failure is part of the answer, `stop` is not."""
    near = search_catalogue(services, text, "")
    try:
        found = hub.search(text, stop=stop)
    except Stopped:
        raise
    except EdgeError as error:
        return Offers(near.sentence, near.offers, notice_of(error))
    offers: list[Offer] = []
    problem: Notice | None = None
    for one in found[:LOOKED_INTO]:
        try:
            offers += _of_repo(services, hub, one, stop)
        except Stopped:
            raise
        except EdgeError as error:
            problem = problem or notice_of(error)
    known = {one.ref for one in near.offers}
    fresh = tuple(one for one in offers if one.ref not in known)
    return Offers(_told(len(found)), (*near.offers, *fresh), problem if not offers else None)


def _told(count: int) -> str:
    """Say how many repositories were looked at; how many there are in all, the hub does not say."""
    if count > 1:
        return tr("The first {count} models Hugging Face has for these words.", count=min(count, LOOKED_INTO))
    return tr("The one model Hugging Face has for these words.") if count else ""


def _of_choice(one: Choice) -> Offer:
    speed = one.speed() if one.rate is not None else ""  # that nothing was measured is said once, above them all
    parts = (human_bytes(one.card.size_bytes), speed, one.card.licence)
    gated = one.entry is not None and one.entry.file.gated
    return Offer(
        ref=one.ref,
        name=one.name,
        line=" · ".join(part for part in parts if part),
        verdict=tr(VERDICT_NAMES[one.verdict]),
        tone=_TONES[one.verdict],
        sum_text=one.fit.sum_text(),
        remark=tr(one.remark) if one.remark else "",
        licence=one.card.licence,
        gated=gated,
        here=one.here,
        kind=_KINDS.get(one.verdict, "other"),
    )


def _of_entry(services: Services, entry: Entry, stored: Iterable[ModelCard]) -> Offer:
    """Return an offer that no recommendation judged: an original to be made smaller here, for example."""
    card = entry.card
    fit = services.fit(card)
    origins = {(one.origin.repo, one.origin.file) for one in stored if one.origin}
    return Offer(
        ref=entry.ref,
        name=entry.name,
        line=" · ".join((human_bytes(card.size_bytes), card.quantization, card.licence)),
        verdict=tr("Fits") if fit.fits else tr(VERDICT_NAMES["too-big"]),
        tone="ok" if fit.fits else "danger",
        sum_text=fit.sum_text(),
        remark=tr(entry.remark) if entry.remark else "",
        licence=card.licence,
        gated=entry.file.gated,
        here=(entry.file.repo, entry.file.file) in origins,
        kind="other" if fit.fits else "too-big",
    )


def _of_repo(services: Services, hub: "Hub", found: "Found", stop: Stop) -> list[Offer]:
    if found.gated and not hub.sends_token:
        line = " · ".join(filter(None, (found.licence, tr("sign in to see its files"))))
        return [Offer(found.repo, elided(found.repo), line, tr("Sign in needed"), "warn", "", gated=True)]
    listing = hub.files(found.repo, stop=stop)
    return [_of_file(services, found, one) for one in preferred(listing.models)]


def preferred(files: "Iterable[HubFile]") -> "list[HubFile]":
    """Return one whole file for each type people use, the smaller types first; parts of split models are left out."""
    whole = [one for one in files if not is_part(one.path)]
    chosen = []
    for kind in _WANTED:
        fitting = [one for one in whole if kind.casefold() in one.path.casefold().replace("-", "_")]
        chosen += fitting[:1]
    return list(dict.fromkeys(chosen)) or whole[:1]


def _of_file(services: Services, found: "Found", file: "HubFile") -> Offer:
    card = ModelCard(id="offer", name=file.path, size_bytes=file.size_bytes)
    fit = estimate(card, context_tokens=services.settings.context_tokens, free_bytes=services.free_bytes())
    return Offer(
        ref=f"{found.repo}/{file.path}",
        name=elided(file.path.removesuffix(".gguf")),
        line=" · ".join(filter(None, (human_bytes(file.size_bytes), elided(found.repo), found.licence))),
        verdict=tr("May fit") if fit.fits else tr(VERDICT_NAMES["too-big"]),
        tone="" if fit.fits else "danger",
        sum_text=f"{fit.sum_text()}. {tr(_NO_CONTEXT)}",
        licence=found.licence,
        gated=found.gated,
        kind="other" if fit.fits else "too-big",
    )

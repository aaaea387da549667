# SPDX-License-Identifier: Apache-2.0
"""One journey with the real worker: fetched from a hub, made smaller, proved, answering, moved, answering again."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from edgeassist.app.services import Services
from edgeassist.core.paths import places
from edgeassist.net.hub import Hub
from edgeassist.runtime.blocking import finish
from edgeassist.ui.ports import Removed
from edgeassist.ui.views import QuantizeWish
from edgeassist.wire import Delta, Generate, Sampling
from tests.support.hub import FakeHub
from tests.support.store_journey import JourneyDesk
from tests.support.workshop_bench import engine_cache

REPO = "acme/tiny-GGUF"


class _Services(Services):
    """The whole program but for the address of the hub."""

    endpoint = ""

    def hub(self) -> Hub:
        return Hub(self.endpoint, proxy="none")


@pytest.fixture
def desk(tmp_path: Path, tiny_f16: Path) -> Iterator[JourneyDesk]:
    home = tmp_path / "home"
    shutil.copytree(engine_cache(), home / "cache")
    with FakeHub() as hub:
        hub.add(REPO, {"tiny-f16.gguf": tiny_f16.read_bytes()})
        services = _Services(places({"EDGEASSIST_HOME": str(home)}))
        services.endpoint = hub.endpoint
        services.change_settings(proxy="none", context_tokens=512)
        made = JourneyDesk(home, hub, services=services)
        made.watched()
        yield made
        made.close()


def answer(desk: JourneyDesk) -> str:
    """Have the model in use continue a text."""
    ask = Generate(prompt="Why is the sky blue?", max_tokens=8, ignore_end=True, sampling=Sampling(temperature=0))
    heard = finish(desk.services.engine, ask)
    return "".join(event.text for event in heard if isinstance(event, Delta))


def test_a_model_from_the_hub_is_made_smaller_answers_and_answers_from_another_drive(
    desk: JourneyDesk, tmp_path: Path
) -> None:
    desk.desk.get_model(REPO)
    source = desk.services.library.get(desk.end().card_id)
    desk.until_in_use(source.id)
    assert answer(desk)

    desk.desk.quantize_model(QuantizeWish(source.id, "careful", calibrate=False, keep_source=False))
    end = desk.end(2)
    desk.until_in_use(end.card_id)
    made = desk.services.library.get(end.card_id)
    assert made.proof is not None
    assert made.measured is not None
    assert made.measured.answer_rate > 0
    assert [one.id for one in desk.services.library.cards()] == [made.id]
    assert [one.card_id for one in desk.heard.said if isinstance(one, Removed)] == [source.id]
    before, sandbox = answer(desk), desk.desk.state().sandbox
    assert before

    desk.desk.move_store(tmp_path / "big drive")
    desk.end(3)
    new_place = str(tmp_path / "big drive" / made.id)
    desk.heard.until(
        lambda: desk.desk.state().model is not None and desk.desk.state().path.startswith(new_place), "model in use"
    )
    assert answer(desk) == before
    assert desk.desk.state().sandbox == sandbox
    assert not (tmp_path / "home" / "data" / "models" / made.id).exists()

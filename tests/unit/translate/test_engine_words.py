# SPDX-License-Identifier: Apache-2.0
"""What the resident model is asked, and what is made of its answer."""

from dataclasses import dataclass

import pytest

from edgeassist.api import Listener, ModelView, Offer
from edgeassist.api.asking import AskFailed
from edgeassist.core.stop import Stop, Stopped
from edgeassist.panes.translate.engine import AnswerCut, ModelEngine
from edgeassist.panes.translate.tongue import by_script, few, guessed
from edgeassist.panes.translate.translation import Ask, Pair, Tone
from edgeassist.testing import FakeContext, FakeEngine
from edgeassist.testing.context import SMALL
from edgeassist.wire import Delta, Done, Failed, Generate, StopReason

EN_ES = Pair("en", "es")


@pytest.fixture
def context() -> FakeContext:
    return FakeContext(engine=FakeEngine(reply=lambda _request: "Hola."))


def test_it_is_called_as_its_model(context: FakeContext) -> None:
    engine = ModelEngine(context)
    assert engine.name == "qwen"
    context.model = None
    assert (engine.name, engine.most_characters) == ("", 280)


@pytest.mark.parametrize(("tokens", "most"), [(384, 307), (100, 120), (32_768, 1200), (0, 280)])
def test_a_text_may_be_as_long_as_its_translation_finds_room(context: FakeContext, tokens: int, most: int) -> None:
    context.model = ModelView("m", "M", tokens)
    assert ModelEngine(context).most_characters == most


def test_offers_come_from_the_program(context: FakeContext) -> None:
    engine = ModelEngine(context)
    assert engine.offers(EN_ES).ok
    assert not engine.offers(Pair("en", "xx")).ok
    assert not engine.offers(Pair("xx", "en")).ok
    context.refused["translate"] = "It is too small."
    assert engine.offers(EN_ES) == Offer(False, "It is too small.")


@pytest.mark.parametrize(
    ("said", "taken"),
    [
        (" Hola. ", "Hola."),
        ("<text>Hola.</text>", "Hola."),
        ("<think>Well, it is Spanish.</think>\nHola.", "Hola."),
        ("<think>I never end", ""),
    ],
)
def test_only_the_translation_is_taken(context: FakeContext, said: str, taken: str) -> None:
    context.engine.reply = lambda _request: said
    assert ModelEngine(context).translate("Hello.", EN_ES, Ask(), Stop()) == taken


def test_wishes_are_put_in_words_a_bigger_model_heeds(context: FakeContext) -> None:
    ask = Ask(Tone.INFORMAL, terms=(("valve", "válvula"), ("Acme", "Acme")), other=True, firm=("06:40",))
    request = ModelEngine(context).request("The valve of Acme at 06:40.", EN_ES, ask)
    rules = request.turns[0].text
    assert "informally" in rules
    assert "“valve” is “válvula”" in rules
    assert "Do not translate “Acme”" in rules
    assert "must contain “06:40”" in rules
    assert "another wording" in rules
    assert request.grammar is not None
    assert '"06:40"' in request.grammar
    assert request.sampling.temperature > 0.5
    context.model = SMALL
    small = ModelEngine(context).request("The valve of Acme at 06:40.", EN_ES, ask)
    assert small.turns[1].text == "The valve of Acme at 06:40."
    assert "valve" not in small.turns[0].text
    assert small.max_tokens < 64


@dataclass
class CutEngine(FakeEngine):
    """Answers with half a sentence and the reason why it ended."""

    reason: StopReason = "length"

    def generate(self, request: Generate, listener: Listener) -> int:
        job = super().generate(request, listener)
        self.say(Delta(text="Hola, "), Done(reason=self.reason), job=job)
        return job


@pytest.mark.parametrize("reason", ["length", "context"])
def test_an_answer_without_an_end_is_told_with_what_came(reason: StopReason) -> None:
    with pytest.raises(AnswerCut) as caught:
        ModelEngine(FakeContext(engine=CutEngine(reason=reason))).translate("Hello.", EN_ES, Ask(), Stop())
    assert caught.value.text == "Hola,"


def test_what_does_not_fit_counts_as_cut_and_other_failures_stay(context: FakeContext) -> None:
    context.engine.reply = lambda _request: Failed(code="context-too-small", message="It does not fit.")
    with pytest.raises(AnswerCut):
        ModelEngine(context).translate("Hello.", EN_ES, Ask(), Stop())
    context.engine.reply = lambda _request: Failed(code="killed", message="It died.")
    with pytest.raises(AskFailed):
        ModelEngine(context).translate("Hello.", EN_ES, Ask(), Stop())


def test_a_wish_made_before_asks_nothing(context: FakeContext) -> None:
    stop = Stop()
    stop.wish()
    with pytest.raises(Stopped):
        ModelEngine(context).translate("Hello.", EN_ES, Ask(), stop)
    assert context.engine.requests == []


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The dog is here", "en"), ("El perro está aquí", "es"), ("Le chien est là", "fr"), ("Der Hund ist hier", "de"),
        ("O cão não está aqui", "pt"), ("Il cane è qui", "it"), ("De hond is hier", "nl"), ("Где моя собака", "ru"),
        ("Де їжа", "uk"), ("犬はどこ", "ja"), ("狗在哪里", "zh"), ("개가 어디", "ko"), ("أين الكلب", "ar"),
        ("πού είναι", "el"), ("कुत्ता", "hi"), ("Save", "en"), ("Guardar", "es"), ("Xyzzy", ""), ("", ""),
    ],
)  # fmt: skip
def test_few_words_tell_their_language(text: str, language: str) -> None:
    assert few(text)
    assert (guessed(text) or by_script(text)) == language


def test_letters_alone_tell_little() -> None:
    assert by_script("собака") == "ru"
    assert by_script("їжа") == "uk"
    assert by_script("dog") == by_script("") == ""
    assert not few("many words " * 10)

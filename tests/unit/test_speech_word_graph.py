# SPDX-License-Identifier: Apache-2.0
"""A grammar's sentences are the paths of its graph, each once, and what begins or ends alike is shared."""

import pytest

from edgeassist.speech.word_graph import GrammarUnreadable, WordGraph, word_graph

HEAD = "#JSGF V1.0 UTF-8 en;\ngrammar test;\n"


def sentences(graph: WordGraph) -> list[str]:
    """Every path of the graph, in order."""
    leaving: dict[int, list[tuple[int, str]]] = {}
    for start, to, word in graph.arcs:
        leaving.setdefault(start, []).append((to, word))

    def onward(state: int) -> list[list[str]]:
        if state == graph.end:
            return [[]]
        return [[word, *rest] if word else rest for to, word in leaving[state] for rest in onward(to)]

    return sorted(" ".join(words) for words in onward(graph.start))


def test_alternatives_options_and_groups_are_all_their_sentences() -> None:
    graph = word_graph(HEAD + "public <c> = turn (on | off) [the] light | stop;")
    assert sentences(graph) == [
        "stop",
        "turn off light",
        "turn off the light",
        "turn on light",
        "turn on the light",
    ]
    assert graph.words == {"turn", "on", "off", "the", "light", "stop"}


def test_rules_are_read_wherever_they_are_named() -> None:
    graph = word_graph(HEAD + "<room> = kitchen | living room;\npublic <c> = (light | lamp) in <room> [and <room>];")
    assert len(sentences(graph)) == 2 * 2 * 3
    assert "lamp in living room and kitchen" in sentences(graph)


def test_an_option_within_an_option_may_be_left_out_alone() -> None:
    graph = word_graph(HEAD + "public <c> = go [right [away]] (now | [very] soon);")
    assert sentences(graph) == sorted(
        f"go{when} {then}" for when in ("", " right", " right away") for then in ("now", "soon", "very soon")
    )


def test_the_same_sentence_said_by_two_rules_is_one_path() -> None:
    graph = word_graph(HEAD + "<a> = stop | stop it;\n<b> = stop | halt;\npublic <c> = <a> | <b>;")
    assert sentences(graph) == ["halt", "stop", "stop it"]


def test_a_sentence_may_be_the_beginning_of_another() -> None:
    assert sentences(word_graph(HEAD + "public <c> = four | four oh five;")) == ["four", "four oh five"]


def test_what_ends_alike_is_there_once() -> None:
    items = " | ".join(f"item{number}" for number in range(300))
    several = " | ".join(f"{verb} <item> now" for verb in ("add", "buy", "get", "keep", "take"))
    graph = word_graph(HEAD + f"<item> = {items};\npublic <c> = {several};")
    assert len(graph.arcs) <= 5 + 300 + 2
    assert len(sentences(graph)) == 5 * 300


def test_no_state_goes_on_by_the_same_word_twice() -> None:
    graph = word_graph(HEAD + "public <c> = set a timer | set an alarm | set a light | [set] a timer;")
    steps = [(start, word) for start, _, word in graph.arcs]
    assert len(steps) == len(set(steps))


def test_states_are_numbered_without_a_gap_for_the_library() -> None:
    graph = word_graph(HEAD + "public <c> = (a | b c) [d];")
    states = {state for start, to, _ in graph.arcs for state in (start, to)}
    assert states == set(range(len(states)))
    assert {graph.start, graph.end} <= states


def test_words_with_marks_in_them_stay_whole() -> None:
    assert sentences(word_graph(HEAD + "public <c> = what's o'clock | björn | wi-fi;")) == [
        "björn",
        "what's o'clock",
        "wi-fi",
    ]


def test_a_large_grammar_is_read_in_a_moment() -> None:
    rules = "".join(f"<r{n}> = {' | '.join(f'w{n}x{m}' for m in range(100))};\n" for n in range(30))
    said = " | ".join(f"say <r{n}> and <r{(n * 7 + 3) % 30}>" for n in range(30))
    graph = word_graph(HEAD + rules + f"public <c> = {said};")
    assert len(graph.words) == 3002
    assert len(graph.arcs) < 10_000


@pytest.mark.parametrize(
    "rules",
    [
        "",
        "<c> = nobody may say this;",
        "public <c> = <missing>;",
        "public <c> = <c> again;",
        "<a> = x <b>; <b> = <a>; public <c> = <a>;",
        "public <c> = (one;",
        "public <c> = one);",
        "public <c> = (one];",
        "public <c> = one* two;",
        "public <c> = one+;",
    ],
)
def test_what_is_no_grammar_is_refused(rules: str) -> None:
    with pytest.raises(GrammarUnreadable):
        word_graph(HEAD + rules)


def test_a_grammar_without_an_end_is_refused_before_it_fills_the_memory() -> None:
    doubling = "".join(f"<r{n}> = (<r{n + 1}> a | <r{n + 1}> b);\n" for n in range(40))
    with pytest.raises(GrammarUnreadable, match="too large"):
        word_graph(HEAD + doubling + "<r40> = x;\npublic <c> = <r0>;")

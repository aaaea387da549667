# SPDX-License-Identifier: Apache-2.0
"""The drawing of a proof: valid XML of plain shapes, in the colours given, for any figures a card may hold."""

import math
import re
from xml.etree import ElementTree as ET

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from edgeassist.store.card import Proof
from edgeassist.store.proof_plot import PlotColours, plot_svg
from tests.support.proofs import PARTS, proof

COLOURS = PlotColours(text="black", faint="gray", line="silver", bar="blue")
SVG = "{http://www.w3.org/2000/svg}"
TINY_SVG = {"svg", "title", "desc", "rect", "line", "text"}


def drawn(one: Proof, colours: PlotColours = COLOURS) -> ET.Element:
    return ET.fromstring(plot_svg(one, colours))


def heights(drawing: ET.Element) -> list[float]:
    return [float(bar.attrib["height"]) for bar in drawing.iter(f"{SVG}rect")]


def words(drawing: ET.Element) -> list[str]:
    return [text.text or "" for text in drawing.iter(f"{SVG}text")]


def test_one_bar_for_each_part_of_the_text() -> None:
    bars = heights(drawn(proof()))
    assert len(bars) == len(PARTS)
    assert [bar / max(bars) for bar in bars] == pytest.approx([part / max(PARTS) for part in PARTS], abs=1e-3)


def test_the_drawing_says_what_it_shows() -> None:
    drawing = drawn(proof())
    assert drawing.findtext(f"{SVG}title") == "Divergence along the text, nats per word"
    assert drawing.findtext(f"{SVG}desc") == "Between 0.02 and 0.05, 0.0213 in the mean."
    assert drawing.attrib["aria-label"] == "Divergence along the text, nats per word"
    assert {"0", "0.05", "first part", "last part", "mean 0.0213 (dashed)"} <= set(words(drawing))


def test_only_shapes_that_every_reader_draws() -> None:
    assert {one.tag.removeprefix(SVG) for one in drawn(proof()).iter()} <= TINY_SVG
    assert "currentColor" not in plot_svg(proof(), COLOURS)


def test_all_colours_are_those_given() -> None:
    text = plot_svg(proof(), PlotColours(text="c1", faint="c2", line="c3", bar="c4"))
    assert set(re.findall(r'(?:fill|stroke)="([^"]+)"', text)) == {"c1", "c2", "c3", "c4"}


def test_a_colour_cannot_break_out() -> None:
    drawing = drawn(proof(), PlotColours(text='"/><script>', faint="a", line="b", bar="c"))
    assert not list(drawing.iter(f"{SVG}script"))


def test_without_parts_the_percentiles_are_drawn() -> None:
    drawing = drawn(proof(by_part=()))
    assert len(heights(drawing)) == 7
    assert {"1 of 100 below", "99 of 100 below"} <= set(words(drawing))


def test_no_difference_is_drawn_as_none() -> None:
    assert heights(drawn(proof(by_part=(0.0,) * 16, mean_divergence=0.0))) == [0.0] * 16


def test_nothing_to_draw_is_still_a_drawing() -> None:
    drawing = drawn(proof(by_part=(), divergence_percentiles=()))
    assert drawing.findtext(f"{SVG}desc") == "There are no figures."


@settings(max_examples=100)
@given(parts=st.lists(st.floats(), max_size=80), mean=st.floats())
@example(parts=[2.2250738585e-313], mean=0.0)
def test_any_figures_stay_inside(parts: list[float], mean: float) -> None:
    drawing = drawn(proof(by_part=tuple(parts), mean_divergence=mean))
    assert len(heights(drawing)) <= 32
    for bar in drawing.iter(f"{SVG}rect"):
        y, height = float(bar.attrib["y"]), float(bar.attrib["height"])
        assert math.isfinite(y)
        assert y >= 33.9
        assert y + height <= 138.1

# SPDX-License-Identifier: Apache-2.0
"""A small drawing of where in the text a model strays from its source, as SVG text. Names no colour, reads no file.

Only plain shapes and text, so that Qt's SVG Tiny and browsers draw the same. Nothing a stranger wrote comes into it.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from edgeassist.core.language import tr
from edgeassist.store.card import Proof

_WIDTH, _HEIGHT = 360, 170
_LEFT, _RIGHT, _TOP, _BOTTOM = 52, 350, 34, 138
_LEAST = 1e-12
"""Less is drawn as nothing: a scale made of it would be infinite."""
_MOST_BARS = 32
_PERCENTS = (1, 5, 25, 50, 75, 95, 99)


@dataclass(frozen=True, slots=True)
class PlotColours:
    """The colours to draw in, in any form SVG takes: words, faint words, lines, bars."""

    text: str
    faint: str
    line: str
    bar: str


def plot_svg(proof: Proof, colours: PlotColours) -> str:
    """Return the mean divergence of each part of the text as bars, with the mean of all as a line."""
    bars = _harmless(proof.by_part)
    if not bars:
        return _drawn(_harmless(proof.divergence_percentiles), colours, _Words.of_percentiles(), mean=None)
    return _drawn(bars, colours, _Words.of_parts(), mean=_finite(proof.mean_divergence))


@dataclass(frozen=True, slots=True)
class _Words:
    title: str
    ends: tuple[str, str]

    @classmethod
    def of_parts(cls) -> "_Words":
        return cls(tr("Divergence along the text, nats per word"), (tr("first part"), tr("last part")))

    @classmethod
    def of_percentiles(cls) -> "_Words":
        first, *_rest, last = _PERCENTS
        ends = (tr("{count} of 100 below", count=first), tr("{count} of 100 below", count=last))
        return cls(tr("Divergence, nats per word"), ends)


def _drawn(bars: Sequence[float], colours: PlotColours, words: _Words, *, mean: float | None) -> str:
    top = max([*bars, mean or 0.0])
    scale = (_BOTTOM - _TOP) / top if top else 0.0
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{_HEIGHT}" '
        f'viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label={quoteattr(words.title)}>',
        f"<title>{escape(words.title)}</title>",
        f"<desc>{escape(_described(bars, mean))}</desc>",
        _text(_LEFT, 18, words.title, colours.text, "start"),
        *_bars(bars, scale, colours.bar),
        _rule(_BOTTOM, colours.line),
        _text(_LEFT - 6, _BOTTOM + 4, "0", colours.faint, "end"),
        _text(_LEFT, _BOTTOM + 18, words.ends[0], colours.faint, "start"),
        _text(_RIGHT, _BOTTOM + 18, words.ends[1], colours.faint, "end"),
    ]
    if top:
        parts += [_rule(_TOP, colours.line), _text(_LEFT - 6, _TOP + 4, _short(top), colours.faint, "end")]
    if mean:
        parts += [_mean_line(_BOTTOM - mean * scale, mean, colours)]
    return "".join([*parts, "</svg>"])


def _bars(bars: Sequence[float], scale: float, colour: str) -> list[str]:
    step = (_RIGHT - _LEFT) / max(1, len(bars))
    drawn = []
    for number, value in enumerate(bars):
        height = value * scale
        x, y = _LEFT + number * step + step * 0.1, _BOTTOM - height
        size = f'width="{step * 0.8:.2f}" height="{height:.2f}"'
        drawn.append(f'<rect x="{x:.2f}" y="{y:.2f}" {size} fill={quoteattr(colour)}/>')
    return drawn


def _mean_line(y: float, mean: float, colours: PlotColours) -> str:
    dashes = f'stroke={quoteattr(colours.text)} stroke-width="1" stroke-dasharray="4 3"'
    line = f'<line x1="{_LEFT}" y1="{y:.2f}" x2="{_RIGHT}" y2="{y:.2f}" {dashes}/>'
    said = tr("mean {mean} (dashed)", mean=_short(mean))
    return line + _text((_LEFT + _RIGHT) / 2, _BOTTOM + 18, said, colours.text, "middle")


def _rule(y: float, colour: str) -> str:
    ends = f'x1="{_LEFT}" y1="{y}" x2="{_RIGHT}" y2="{y}"'
    return f'<line {ends} stroke={quoteattr(colour)} stroke-width="1"/>'


def _text(x: float, y: float, words: str, colour: str, anchor: str) -> str:
    style = f'font-family="sans-serif" font-size="11" text-anchor="{anchor}" fill={quoteattr(colour)}'
    return f'<text x="{x:g}" y="{y:g}" {style}>{escape(words)}</text>'


def _described(bars: Sequence[float], mean: float | None) -> str:
    if not bars:
        return tr("There are no figures.")
    least, most = _short(min(bars)), _short(max(bars))
    if mean is None:
        return tr("Between {least} and {most}.", least=least, most=most)
    return tr("Between {least} and {most}, {mean} in the mean.", least=least, most=most, mean=_short(mean))


def _short(value: float) -> str:
    return f"{value:.0e}" if 0 < value < 0.001 or value >= 10_000 else f"{value:.3g}"


def _harmless(values: Sequence[float]) -> list[float]:
    """Return what can be drawn of figures that a stranger's card may hold."""
    return [_finite(value) for value in values[:_MOST_BARS]]


def _finite(value: float) -> float:
    return min(value, 1e9) if math.isfinite(value) and value > _LEAST else 0.0

# SPDX-License-Identifier: Apache-2.0
"""Qt draws the plot of a proof: it is valid to its renderer, and the bars come out in the colour given."""

from PySide6.QtCore import QByteArray
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from edgeassist.kit.tokens import DARK, LIGHT, Tokens
from edgeassist.store.proof_plot import PlotColours, plot_svg
from tests.support.proofs import proof


def drawn(tokens: Tokens) -> QImage:
    colours = PlotColours(text=tokens.text, faint=tokens.text_2, line=tokens.line, bar=tokens.accent)
    renderer = QSvgRenderer(QByteArray(plot_svg(proof(), colours).encode()))
    assert renderer.isValid()
    image = QImage(renderer.defaultSize(), QImage.Format.Format_RGB32)
    image.fill(QColor(tokens.surface))
    painter = QPainter(image)
    renderer.render(painter)
    painter.end()
    return image


def test_the_bars_are_drawn_in_both_themes() -> None:
    for tokens in (LIGHT, DARK):
        image = drawn(tokens)
        colours = {image.pixelColor(x, 132).name().upper() for x in range(52, 350)}
        assert {tokens.accent, tokens.surface} <= colours

# SPDX-License-Identifier: Apache-2.0
"""Which layers a model can best do without, from their measured influence. Pure: reads no file and prunes nothing."""

from edgeassist.core.errors import BadUsage
from edgeassist.core.language import later, tr, trn

MOST_OF_LAYERS = 4
"""At most one layer in so many goes: beyond that, models forget what they knew (Men et al. 2024, arXiv:2403.03853)."""


class TooManyLayers(BadUsage):
    """More layers were to go than a model survives."""

    code = "too-many-layers"

    def __init__(self, count: int, layers: int) -> None:
        self.count, self.layers, self.most = count, layers, most_to_prune(layers)
        has = trn("This model has {n} layer.", "This model has {n} layers.", layers)
        said = tr("None can be left out; {count} were asked for.", count=count)
        hint = tr("Choose a smaller type instead.")
        if self.most:
            said = tr("At most {most} can be left out; {count} were asked for.", most=self.most, count=count)
            hint = tr("Ask for {most} or fewer.", most=self.most)
        super().__init__(f"{has} {said}", hint=hint)


class InfluenceUnknown(BadUsage):
    """Nobody measured which layers matter."""

    code = "influence-unknown"
    hint = later("Calibrate the model first; if that tells no influence, its layers cannot be left out.")

    def __init__(self) -> None:
        super().__init__(tr("It is not known which layers of this model matter least, so none is left out."))


def most_to_prune(layers: int) -> int:
    """Return how many of `layers` may go: a quarter, and never the first or the last."""
    return max(0, min(layers // MOST_OF_LAYERS, layers - 2))


def require_prunable(layers: int, count: int) -> None:
    """Raise `TooManyLayers` unless `count` of `layers` may go. Needs no influence, so ask before that is measured."""
    if not 0 <= count <= most_to_prune(layers):
        raise TooManyLayers(count, layers)


def layers_to_prune(influence: tuple[float, ...], count: int) -> tuple[int, ...]:
    """Return the `count` layers of least `influence`, ascending; of equals the later one goes.

    The first and the last layer always stay: they translate between tokens and the inner stream. Raise
    `InfluenceUnknown` for an empty `influence` and `TooManyLayers` for more than a quarter.
    """
    if count == 0:
        return ()
    if not influence:
        raise InfluenceUnknown
    require_prunable(len(influence), count)
    inner = range(1, len(influence) - 1)
    least = sorted(inner, key=lambda layer: (influence[layer], -layer))
    return tuple(sorted(least[:count]))

# SPDX-License-Identifier: Apache-2.0
"""What translating back found, sentence by sentence, for as long as both sides say the same. Knows no window."""

from dataclasses import replace

from edgeassist.panes.translate.translation import Flag, Pair, Rendered, Translation, Trouble

MOST = 40_000
Told = tuple[Pair, str, str]


class Verdicts:
    """A sentence whose translation is the same again has been looked at, whatever changed around it."""

    def __init__(self) -> None:
        self._flags: dict[Told, tuple[Flag, ...]] = {}
        self._looked: set[Told] = set()

    def learn(self, checked: Translation, *, whole: bool) -> None:
        """Take in `checked`; `whole`: each of its sentences was translated back."""
        if len(self._looked) + len(self._flags) > MOST:
            self._looked.clear()
            self._flags.clear()
        for one in checked.rendered:
            key = _key(checked.pair, one)
            back = tuple(flag for flag in one.flags if flag.trouble is Trouble.BACK)
            if back:
                self._flags[key] = back
            else:
                self._flags.pop(key, None)
            if whole:
                self._looked.add(key)

    def on(self, pair: Pair, one: Rendered) -> Rendered:
        """Return `one` with what was found when it was translated back."""
        back = self._flags.get(_key(pair, one)) if self._flags else None
        if back is None or back[0] in one.flags:
            return one
        return one.flagged(*(flag for flag in one.flags if flag.trouble is not Trouble.BACK), *back)

    def on_all(self, made: Translation) -> Translation:
        """Return `made` with what was found of its sentences."""
        return replace(made, rendered=tuple(self.on(made.pair, one) for one in made.rendered)) if self._flags else made

    def all_looked_at(self, made: Translation) -> bool:
        """Tell whether each sentence of `made` was translated back."""
        return bool(self._looked) and all(_key(made.pair, one) in self._looked for one in made.rendered)


def _key(pair: Pair, one: Rendered) -> Told:
    return pair, one.segment.text, one.text

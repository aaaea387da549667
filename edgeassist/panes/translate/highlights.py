# SPDX-License-Identifier: Apache-2.0
"""Marks the sentence that one is at on both sides, and what is to be looked at, as far as it can be seen."""

from edgeassist.panes.translate.aligned import Aligned, Units, words_in
from edgeassist.panes.translate.editors import SourceEditor, TargetEditor
from edgeassist.panes.translate.marks import Kind, Mark


class Highlights:
    """`follow` says what is shown now; `current` is the sentence that the caret is in."""

    def __init__(self, source: SourceEditor, target: TargetEditor) -> None:
        self._source, self._target = source, target
        self._shown, self._text = Aligned(), ""
        self._source_units, self._target_units = Units(""), Units("")
        self._pointed: int | None = None
        self.current: int | None = None
        source.moved.connect(self.on_source_moved)
        target.moved.connect(self.on_target_moved)
        source.pointed.connect(self.on_source_pointed)
        target.pointed.connect(self.on_target_pointed)
        source.scrolled.connect(self.draw)
        target.scrolled.connect(self.draw)

    @property
    def target_units(self) -> Units:
        """How places in the target are counted."""
        return self._target_units

    def follow(self, shown: Aligned, text: str) -> None:
        """Show marks for these sentences of the source `text`; the target editor holds their words already."""
        if text is not self._text:
            self._source_units = Units(text)
        if shown is not self._shown:
            self._target_units = Units(shown.text if shown.wide else "")
        self._shown, self._text = shown, text
        self._pointed = None
        side = self._target if self._target.hasFocus() else self._source
        place = side.textCursor().position()
        self.current = self._at_target(place) if side is self._target else self._at_source(place)
        self.draw()

    def on_source_moved(self, place: int) -> None:
        """The caret is elsewhere in the source."""
        if self._source.hasFocus():
            self.current = self._at_source(place)
            self.draw()

    def on_target_moved(self, place: int) -> None:
        """The caret is elsewhere in the target."""
        if self._target.hasFocus():
            self.current = self._at_target(place)
            self.draw()

    def on_source_pointed(self, place: int) -> None:
        """The pointer is at `place`, or nowhere for -1."""
        self._point(self._at_source(place) if place >= 0 else None)

    def on_target_pointed(self, place: int) -> None:
        """The pointer is at `place`, or nowhere for -1."""
        self._point(self._at_target(place) if place >= 0 else None)

    def draw(self) -> None:
        """Draw all marks that can be seen."""
        active = self.current if self._pointed is None else self._pointed
        if active is not None and active >= len(self._shown.lines):
            active = None
        self._source.show_marks([] if active is None else [self._in_source(active)])
        first, last = (self._target_units.place(place) for place in self._target.in_sight())
        marks: list[Mark] = []
        for number in self._shown.seen(first, last):
            marks += self._of_line(number, active=number == active)
        self._target.show_marks(marks)

    def _of_line(self, number: int, *, active: bool) -> list[Mark]:
        line, (start, end) = self._shown.lines[number], self._shown.target_span(number)
        kinds = [Kind.STALE] if line.stale else [Kind.FLAGGED] if line.flagged else []
        if active and not line.stale:
            kinds = [Kind.ACTIVE, Kind.DOUBT] if line.flagged else [Kind.ACTIVE]
        marks = [self._in_target(start, end, kind) for kind in kinds]
        terms = words_in(line.text, line.rendered.terms)
        return marks + [self._in_target(start + at, start + to, Kind.TERM) for at, to in terms]

    def _in_source(self, number: int) -> Mark:
        start, end = self._shown.source_span(number)
        return Mark(self._source_units.units(start), self._source_units.units(end), Kind.ACTIVE)

    def _in_target(self, start: int, end: int, kind: Kind) -> Mark:
        return Mark(self._target_units.units(start), self._target_units.units(end), kind)

    def _at_source(self, place: int) -> int | None:
        return self._shown.at_source(self._source_units.place(place))

    def _at_target(self, place: int) -> int | None:
        return self._shown.at_target(self._target_units.place(place))

    def _point(self, number: int | None) -> None:
        if number != self._pointed:
            self._pointed = number
            self.draw()

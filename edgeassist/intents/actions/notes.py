# SPDX-License-Identifier: Apache-2.0
"""Notes: take, read, delete the last one, delete all (asked about first). Everything deleted can be taken back."""

from edgeassist.core.language import later, tr, trn
from edgeassist.intents.action import Action, ActionContext, ActionSpec, Outcome, Preview
from edgeassist.intents.intent import Intent
from edgeassist.intents.kept_action import text_of
from edgeassist.intents.objects import object_in
from edgeassist.intents.planned import Plan, PlannedAction, cannot, telling
from edgeassist.intents.wording import bold

_NONE = later("There is no note.")
_NO_TEXT = later("Say what to write down: “take a note: the key is under the mat”.")
MOST_READ = 20


class Notes(PlannedAction):
    """The person's notes."""

    def __init__(self, context: ActionContext) -> None:
        super().__init__(context)
        self.planners = {
            "EdgeTakeNote": self._take,
            "EdgeReadNotes": self._read,
            "EdgeDeleteLastNote": self._delete_last,
            "EdgeDeleteAllNotes": self._delete_all,
        }

    def _notes(self) -> list[tuple[int, str]]:
        with self.kept.reading() as connection:
            return [(row["id"], row["text"]) for row in connection.execute("SELECT id, text FROM notes ORDER BY id")]

    def _take(self, intent: Intent) -> Plan:
        text = text_of(intent, "text")
        if not text:
            return cannot(tr(_NO_TEXT))

        def do() -> Outcome:
            with self.changing(tr("The note is gone again: {text}", text=text)) as changing:
                changing.add("notes", text=text, at_s=self.context.now().timestamp())
            return Outcome(tr("Noted: {text}", text=text), undo=changing.token)

        return Plan(Preview(tr("Write down: {text}", text=bold(text)), "undoable", text, later("Note it")), do)

    def _read(self, _intent: Intent) -> Plan:
        def answer() -> str:
            notes = self._notes()
            read = [text for _, text in notes[-MOST_READ:]]
            if len(notes) > MOST_READ:
                read.insert(0, tr("The last {count} of {total} notes:", count=MOST_READ, total=len(notes)))
            return "\n".join(read) or tr(_NONE)

        return telling(tr("Read your **notes**"), answer)

    def _delete_last(self, _intent: Intent) -> Plan:
        notes = self._notes()
        if not notes:
            return cannot(tr(_NONE))
        text = notes[-1][1]
        sentence, done = (
            tr("Delete the last note: {text}", text=bold(text)),
            tr("The note is deleted: {text}", text=text),
        )
        preview = Preview(sentence, "undoable", self._called("last note"), later("Delete"))
        return Plan(preview, lambda: self._deleted(notes[-1:], done, tr("The note is back.")))

    def _delete_all(self, _intent: Intent) -> Plan:
        notes = self._notes()
        if not notes:
            return cannot(tr(_NONE))
        sentence = trn("Delete **all notes** ({n} note)", "Delete **all notes** ({n} notes)", len(notes))
        preview = Preview(sentence, "risky", self._called("all notes"), later("Delete"))
        done = trn("{n} note deleted.", "{n} notes deleted.", len(notes))
        back = trn("{n} note is back.", "{n} notes are back.", len(notes))
        return Plan(preview, lambda: self._deleted(notes, done, back))

    def _called(self, what: str) -> str:
        return object_in(self.context.language, what)

    def _deleted(self, notes: list[tuple[int, str]], done: str, undone: str) -> Outcome:
        with self.changing(undone) as changing:
            for number, _ in notes:
                changing.remove("notes", number)
        return Outcome(done, undo=changing.token)


def build(context: ActionContext) -> Action:
    """Build the action."""
    return Notes(context)


SPEC = ActionSpec(
    id="notes",
    title="Notes",
    intents=("EdgeTakeNote", "EdgeReadNotes", "EdgeDeleteLastNote", "EdgeDeleteAllNotes"),
    build=build,
    order=30,
)

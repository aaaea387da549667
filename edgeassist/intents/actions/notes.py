# SPDX-License-Identifier: Apache-2.0
"""Notes: take, read, delete the last one, delete all (asked about first). Everything deleted can be taken back."""

from edgeassist.intents.action import Action, ActionContext, ActionSpec, Outcome, Preview
from edgeassist.intents.intent import Intent
from edgeassist.intents.kept_action import text_of
from edgeassist.intents.objects import object_in
from edgeassist.intents.planned import Plan, PlannedAction, cannot, telling
from edgeassist.intents.wording import bold, counted

_NONE = "There is no note."
_NO_TEXT = "Say what to write down: “take a note: the key is under the mat”."
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
            return cannot(_NO_TEXT)

        def do() -> Outcome:
            with self.changing(f"The note is gone again: {text}") as changing:
                changing.add("notes", text=text, at_s=self.context.now().timestamp())
            return Outcome(f"Noted: {text}", undo=changing.token)

        return Plan(Preview(f"Write down: {bold(text)}", "undoable", text, "Note it"), do)

    def _read(self, _intent: Intent) -> Plan:
        def answer() -> str:
            notes = self._notes()
            head = "" if len(notes) <= MOST_READ else f"The last {MOST_READ} of {counted(len(notes), 'note')}:\n"
            return head + "\n".join(text for _, text in notes[-MOST_READ:]) or _NONE

        return telling("Read your **notes**", answer)

    def _delete_last(self, _intent: Intent) -> Plan:
        notes = self._notes()
        if not notes:
            return cannot(_NONE)
        text = notes[-1][1]
        preview = Preview(f"Delete the last note: {bold(text)}", "undoable", self._called("last note"), "Delete")
        return Plan(preview, lambda: self._deleted(notes[-1:], f"The note is deleted: {text}", "The note is back."))

    def _delete_all(self, _intent: Intent) -> Plan:
        notes = self._notes()
        if not notes:
            return cannot(_NONE)
        count = counted(len(notes), "note")
        preview = Preview(f"Delete {bold('all notes')} ({count})", "risky", self._called("all notes"), "Delete")
        back = f"{count} {'is' if len(notes) == 1 else 'are'} back."
        return Plan(preview, lambda: self._deleted(notes, f"{count} deleted.", back))

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

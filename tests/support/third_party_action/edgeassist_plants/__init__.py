# SPDX-License-Identifier: Apache-2.0
"""An action that waters plants and can take the water out again. Keeps what it did in its own folder."""

from edgeassist.api.actions import Action, ActionContext, ActionSpec, BaseAction, Intent, Outcome, Preview


class Plants(BaseAction):
    """Waters plants."""

    def __init__(self, context: ActionContext) -> None:
        self._path = context.folder / "watered.txt"

    def preview(self, intent: Intent) -> Preview:
        """Say which plant would be watered."""
        plant = str(intent.value("plant") or "plants")
        return Preview(f"Water the **{plant}**", "undoable", plant, "Water")

    def perform(self, intent: Intent) -> Outcome:
        """Water it, and write down which."""
        plant = str(intent.value("plant") or "plants")
        self._path.write_text(plant, encoding="utf-8")
        return Outcome(f"The {plant} was watered.", undo=plant)

    def undo(self, token: str) -> Outcome:
        """Take the water out of the plant that was watered last."""
        if not self._path.exists() or self._path.read_text(encoding="utf-8") != token:
            return Outcome("That was taken back already.", done=False)
        self._path.write_text("", encoding="utf-8")
        return Outcome(f"The water was taken out of the {token} again.")


def build(context: ActionContext) -> Action:
    """Build the action."""
    return Plants(context)


ENGLISH = """
lists:
  strange_plant:
    values: [fern, cactus]
intents:
  StrangerWaterPlants:
    data:
      - sentences:
          - "(water|sprinkle) [the] {strange_plant:plant}"
          - "give [the] {strange_plant:plant} some water"
"""
SPEC = ActionSpec(id="plants", title="Plants", intents=("StrangerWaterPlants",), build=build, templates={"en": ENGLISH})

# SPDX-License-Identifier: Apache-2.0
"""Commands to the home behind the `Home` door: the simulated one. Asks first before anything that lets somebody in."""

from collections.abc import Callable

import msgspec

from edgeassist.intents.action import Action, ActionContext, ActionSpec, Outcome, Preview, Risk
from edgeassist.intents.changing import recall, remember, use_up
from edgeassist.intents.home.describing import answer, temperatures
from edgeassist.intents.home.door import Change, DeviceGone, DeviceState, Home, merged
from edgeassist.intents.home.first_names import called_in, name_in
from edgeassist.intents.home.simulated import SimulatedHome
from edgeassist.intents.home.targeting import Target, target_of
from edgeassist.intents.home.wishes import ALL_KINDS, WISHES, is_risky, wish_of
from edgeassist.intents.intent import Intent
from edgeassist.intents.kept_action import CHANGED, USED, text_of
from edgeassist.intents.names import Names
from edgeassist.intents.planned import Plan, PlannedAction, cannot, telling
from edgeassist.intents.wording import bold

MOST_NAMED = 3
_QUESTIONS = ("HassGetState", "HassClimateGetTemperature")
_CANNOT = {
    "HassClimateSetFanMode": "The thermostat has no fan.",
    "HassMediaSearchAndPlay": "The home has no music and no films to play.",
    "HassBroadcast": "The home has no loudspeakers that could speak.",
    "HassLawnMowerDock": "The home has no lawn mower.",
    "HassLawnMowerStartMowing": "The home has no lawn mower.",
}


class _Turn(msgspec.Struct, frozen=True):
    """One device before and after a command."""

    id: str
    before: DeviceState
    after: DeviceState


class HomeAction(PlannedAction):
    """Does to `home` what commands say; `let_go` closes it."""

    def __init__(self, context: ActionContext, home: Home, let_go: Callable[[], None]) -> None:
        super().__init__(context)
        self.home, self._let_go = home, let_go
        self.planners = {
            **dict.fromkeys(WISHES, self._change),
            **dict.fromkeys(_QUESTIONS, self._tell),
            **dict.fromkeys(_CANNOT, lambda intent: cannot(_CANNOT[intent.name])),
        }

    def names(self) -> Names:
        """Return the rooms and devices, as they are called in the language of commands too."""
        return called_in(self.context.language, self.home.names())

    def close(self) -> None:
        """Close the home."""
        super().close()
        self._let_go()

    def _tell(self, intent: Intent) -> Plan:
        climate = intent.name == "HassClimateGetTemperature"
        target = target_of(intent, self.home, ("climate",) if climate else ALL_KINDS)
        if target.lacking:
            return cannot(target.lacking)
        wanted = text_of(intent, "state")

        def reply() -> str:
            said = temperatures(self.home, target) if climate else answer(self.home, target, wanted)
            return f"In the {self.home.kind}: {said}"

        return telling(f"Say how {bold(target.called)} {_is(target)}", reply, target.called)

    def _change(self, intent: Intent) -> Plan:
        wish = wish_of(intent)
        if wish.cannot:
            return cannot(wish.cannot)
        target = _target(intent, self.home, wish.kinds)
        if target.lacking:
            return cannot(target.lacking, target.called)
        changes = [(one, state, wish.to(one, state)) for one in target.devices for state in [self.home.state(one.id)]]
        words, done = wish.wording({one.kind for one in target.devices})
        turned = [(one, state, to) for one, state, to in changes if to is not None and merged(state, to) != state]
        risky = any(is_risky(*one) for one in turned)
        sentence = f"{words.format(bold(target.called))} in the {self.home.kind}"
        verb = words.partition("{}")[0].strip()
        preview = Preview(sentence, "risky" if risky else "undoable", self._object(target), verb)
        todo = [Change(one.id, to) for one, _state, to in turned]
        return Plan(preview, lambda: self._done(todo, target, done))

    def _object(self, target: Target) -> str:
        """Return what is said for the devices: in other languages than English, their names there alone."""
        if self.context.language.partition("-")[0] == "en":
            return target.called
        return ", ".join(name_in(self.context.language, one) for one in target.devices[:MOST_NAMED])

    def _done(self, changes: list[Change], target: Target, done: str) -> Outcome:
        where, are = f"In the {self.home.kind},", _is(target)
        if not changes:
            return Outcome(f"{where} {target.called} {are} {done} already.")
        turns = [_Turn(one.id, self.home.apply(one), self.home.state(one.id)) for one in changes]
        what = msgspec.json.encode(turns).decode()
        with self.kept.writing() as connection:
            token = remember(connection, what, f"{where} {target.called} {are} as before.")
        return Outcome(f"{where} {target.called} {are} {done}.", undo=token)

    def undo(self, token: str) -> Outcome:
        """Bring the devices back to what they were, where nothing else changed them."""
        with self.kept.reading() as connection:
            kept = recall(connection, token)
        if kept is None:
            return Outcome(USED, done=False)
        turns = msgspec.json.decode(kept[0], type=list[_Turn])
        try:
            if any(self.home.state(one.id) != one.after for one in turns):
                return Outcome(CHANGED, done=False)
            for one in turns:
                self.home.apply(Change(one.id, one.before))
        except DeviceGone as gone:
            return Outcome(str(gone), done=False)
        with self.kept.writing() as connection:
            use_up(connection, token)
        return Outcome(kept[1])

    def undo_risk(self, token: str) -> Risk:
        """Say whether a door or a lock would be opened by taking back that it was shut."""
        with self.kept.reading() as connection:
            kept = recall(connection, token)
        devices = {one.id: one for one in self.home.names().appliances}
        turns = () if kept is None else msgspec.json.decode(kept[0], type=tuple[_Turn, ...])
        opens = any(one.id in devices and is_risky(devices[one.id], one.after, one.before) for one in turns)
        return "risky" if opens else "undoable"


def _target(intent: Intent, home: Home, kinds: tuple[str, ...]) -> Target:
    if intent.name != "HassVacuumCleanArea":
        return target_of(intent, home, kinds)
    # The room is where it cleans, not where it stands.
    slots = tuple(one for one in intent.slots if one.name != "area")
    return target_of(msgspec.structs.replace(intent, slots=slots), home, kinds)


def _is(target: Target) -> str:
    """Return "are" for several devices, and for one that has a name in the plural."""
    return "are" if target.called.endswith("s") or target.called.startswith("all ") else "is"


def build(context: ActionContext) -> Action:
    """Build the action."""
    home = SimulatedHome(context.folder)
    return HomeAction(context, home, home.close)


SPEC = ActionSpec(id="home", title="Home (simulated)", intents=(*WISHES, *_QUESTIONS, *_CANNOT), build=build, order=50)

# SPDX-License-Identifier: Apache-2.0
"""Commands to the home behind the `Home` door: the simulated one. Asks first before anything that lets somebody in."""

from collections.abc import Callable

import msgspec

from edgeassist.core.errors import EdgeError
from edgeassist.core.language import later, tr
from edgeassist.intents.action import Action, ActionContext, ActionSpec, Outcome, Preview, Risk
from edgeassist.intents.changing import amend, recall, remember, use_up
from edgeassist.intents.home.describing import answer, temperatures
from edgeassist.intents.home.door import Change, DeviceGone, DeviceState, Home, merged
from edgeassist.intents.home.first_names import called_in, name_in
from edgeassist.intents.home.simulated import SimulatedHome
from edgeassist.intents.home.targeting import Target, target_of
from edgeassist.intents.home.wishes import ALL_KINDS, WISHES, is_risky, wish_of
from edgeassist.intents.intent import Intent
from edgeassist.intents.kept_action import CHANGED, USED, shared_file, text_of
from edgeassist.intents.names import Names
from edgeassist.intents.planned import Plan, PlannedAction, cannot, telling
from edgeassist.intents.wording import bold

MOST_NAMED = 3
_QUESTIONS = ("HassGetState", "HassClimateGetTemperature")
_CANNOT = {
    "HassClimateSetFanMode": later("The thermostat has no fan."),
    "HassMediaSearchAndPlay": later("The home has no music and no films to play."),
    "HassBroadcast": later("The home has no loudspeakers that could speak."),
    "HassLawnMowerDock": later("The home has no lawn mower."),
    "HassLawnMowerStartMowing": later("The home has no lawn mower."),
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
            **dict.fromkeys(_CANNOT, lambda intent: cannot(tr(_CANNOT[intent.name]))),
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
            return tr("In the {home}: {answer}", home=self._where, answer=said)

        if _many(target):
            sentence = tr("Say how {devices} are", devices=bold(target.shown))
        else:
            sentence = tr("Say how {device} is", device=bold(target.shown))
        return telling(sentence, reply, target.called)

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
        command = tr(words, device=bold(target.shown), value=bold(wish.value))
        sentence = tr("{command} in the {home}", command=command, home=self._where)
        verb = words.partition("{device}")[0].strip()
        preview = Preview(sentence, "risky" if risky else "undoable", self._object(target), verb)
        todo = [Change(one.id, to) for one, _state, to in turned]
        return Plan(preview, lambda: self._done(todo, target, tr(done, value=wish.value)))

    @property
    def _where(self) -> str:
        return tr(self.home.kind)

    def _object(self, target: Target) -> str:
        """Return what is said for the devices: in other languages than English, their names there alone."""
        if self.context.language.partition("-")[0] == "en":
            return target.called
        return ", ".join(name_in(self.context.language, one) for one in target.devices[:MOST_NAMED])

    def _done(self, changes: list[Change], target: Target, done: str) -> Outcome:
        if not changes:
            return Outcome(self._already(target, done))
        befores = [self.home.state(one.id) for one in changes]
        turns = [_Turn(one.id, was, merged(was, one.to)) for one, was in zip(changes, befores, strict=True)]
        # The token is written first: whatever happens then, what was switched can be taken back.
        with self.kept.writing() as connection:
            token = remember(connection, _encoded(turns), self._as_before(target))
        for number, one in enumerate(changes):
            try:
                self.home.apply(one)
            except EdgeError as error:
                if not number:
                    raise
                with self.kept.writing() as connection:
                    amend(connection, token, _encoded(turns[:number]))
                return Outcome(f"{self._only(number, len(changes), done)} {error} {tr(error.hint)}", undo=token)
        return Outcome(self._so(target, done), undo=token)

    def _so(self, target: Target, state: str) -> str:
        home, shown = self._where, target.shown
        if _many(target):
            return tr("In the {home}, {devices} are {state}.", home=home, devices=shown, state=state)
        return tr("In the {home}, {device} is {state}.", home=home, device=shown, state=state)

    def _already(self, target: Target, state: str) -> str:
        home, shown = self._where, target.shown
        if _many(target):
            return tr("In the {home}, {devices} are {state} already.", home=home, devices=shown, state=state)
        return tr("In the {home}, {device} is {state} already.", home=home, device=shown, state=state)

    def _as_before(self, target: Target) -> str:
        home, shown = self._where, target.shown
        if _many(target):
            return tr("In the {home}, {devices} are as before.", home=home, devices=shown)
        return tr("In the {home}, {device} is as before.", home=home, device=shown)

    def _only(self, number: int, count: int, state: str) -> str:
        return tr(
            "In the {home}, only {number} of {count} are {state}.",
            home=self._where,
            number=number,
            count=count,
            state=state,
        )

    def undo(self, token: str) -> Outcome:
        """Bring the devices back to what they were, where nothing else changed them."""
        with self.kept.reading() as connection:
            kept = recall(connection, token)
        if kept is None:
            return Outcome(tr(USED), done=False)
        turns = msgspec.json.decode(kept[0], type=list[_Turn])
        try:
            if any(self.home.state(one.id) != one.after for one in turns):
                return Outcome(tr(CHANGED), done=False)
            for one in turns:
                self.home.apply(Change(one.id, one.before))
        except DeviceGone as gone:
            return Outcome(str(gone), done=False)
        with self.kept.writing() as connection:
            use_up(connection, token)
        return Outcome(kept[1])

    def may_undo(self, token: str) -> bool:
        """Tell whether the devices are still as they were left."""
        with self.kept.reading() as connection:
            kept = recall(connection, token)
        turns = () if kept is None else msgspec.json.decode(kept[0], type=tuple[_Turn, ...])
        try:
            return bool(turns) and all(self.home.state(one.id) == one.after for one in turns)
        except DeviceGone:
            return False

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


def _encoded(turns: list[_Turn]) -> str:
    return msgspec.json.encode(turns).decode()


def _many(target: Target) -> bool:
    """Tell whether it is several devices, or one that has a name in the plural."""
    return target.called.endswith("s") or target.called.startswith("all ")


def build(context: ActionContext) -> Action:
    """Build the action."""
    home = SimulatedHome(context.folder, shared_file(context))
    return HomeAction(context, home, home.close)


SPEC = ActionSpec(id="home", title="Home (simulated)", intents=(*WISHES, *_QUESTIONS, *_CANNOT), build=build, order=50)

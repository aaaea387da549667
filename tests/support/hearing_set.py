# SPDX-License-Identifier: Apache-2.0
"""What hearing is measured on: a home with names, commands drawn from its grammar, and sounds that are no command."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from edgeassist.intents.names import Appliance, Named, Names
from tests.support.jsgf_walk import Walk
from tests.support.speaking import music, pink_noise, silence, spoken, spoken_by_flite, white_noise

NAMES = Names(
    areas=tuple(
        Named(name.replace(" ", "_"), name.capitalize())
        for name in ("living room", "kitchen", "bedroom", "bathroom", "office", "garage", "hallway", "garden")
    ),
    appliances=(
        Appliance("floor_lamp", "Floor lamp", kind="light", area="living_room"),
        Appliance("ceiling_light", "Ceiling light", kind="light", area="kitchen"),
        Appliance("bedside_lamp", "Bedside lamp", kind="light", area="bedroom"),
        Appliance("desk_lamp", "Desk lamp", kind="light", area="office"),
        Appliance("coffee_machine", "Coffee machine", kind="switch", area="kitchen"),
        Appliance("television", "TV", kind="media_player", area="living_room"),
        Appliance("radio", "Radio", kind="media_player", area="kitchen"),
        Appliance("bedroom_fan", "Bedroom fan", kind="fan", area="bedroom"),
        Appliance("front_door", "Front door", kind="lock", area="hallway"),
        Appliance("back_door", "Back door", kind="lock", area="kitchen"),
        Appliance("garage_door", "Garage door", kind="cover", area="garage"),
        Appliance("blinds", "Blinds", kind="cover", area="living_room"),
        Appliance("curtains", "Curtains", kind="cover", area="bedroom"),
        Appliance("thermostat", "Thermostat", kind="climate", area="hallway"),
        Appliance("vacuum", "Vacuum", kind="vacuum", area="hallway"),
        Appliance("movie_night", "Movie night", kind="scene"),
    ),
    lists=(Named("shopping", "Shopping list"), Named("todo", "To do list"), Named("night", "Night shift")),
    contacts=(Named("anna", "Anna"), Named("peter", "Peter Miller"), Named("maria", "Maria")),
    panes=tuple(Named(name, name.capitalize()) for name in ("chat", "summarize", "translate", "documents", "voice")),
    items=("oat milk", "dog food"),
)

VOICES = ("en-us", "en-gb", "en-us+f3", "en-gb-x-rp+f2", "en-us+m3", "en-gb+m2", "en-us+f2", "en-gb+f4")
_FLITE = "flite "
FLITE_VOICES = tuple(f"{_FLITE}{name}" for name in ("kal16", "awb", "rms", "slt"))
SPEEDS, PITCHES = (135, 150, 165), (40, 50, 60)
KINDS = ("noise", "music", "silence", "talk")


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence, and who says it how."""

    text: str
    voice: str
    speed: int
    pitch: int

    def sound(self, noise_db: float | None = None) -> bytes:
        """Return 16 kHz mono samples of it, with noise that many dB below it; flite has one speed and no noise."""
        if self.voice.startswith(_FLITE):
            return spoken_by_flite(self.text, self.voice.removeprefix(_FLITE))
        return spoken(self.text, voice=self.voice, speed=self.speed, pitch=self.pitch, noise_db=noise_db)


def commands(jsgf: str, count: int, seed: int, voices: tuple[str, ...] = VOICES) -> tuple[Said, ...]:
    """Draw `count` different commands: alone, and joined by "and" where that can be."""
    dice, walk = random.Random(seed), Walk(jsgf)
    joined = walk.sentences(count // 5, seed, "command")
    alone = walk.sentences(count, seed, "first") + walk.sentences(count, seed + 1, "either")
    drawn = dict.fromkeys((*joined, *dice.sample(alone, min(len(alone), count))))
    return tuple(_voiced(text, dice, voices) for text in list(drawn)[:count])


def ghosts(count: int, seed: int) -> Iterator[tuple[str, str, bytes]]:
    """Yield `count` sounds that are no command: their kind, what they are, and the samples. Half of them is talk."""
    dice = random.Random(seed)
    for number in range(count):
        length_s, level_db, one = dice.uniform(0.8, 4.0), dice.choice((-45, -30, -15)), seed + number
        match ("talk", "noise", "talk", "music", "talk", "silence", "talk", "noise")[number % 8]:
            case "noise":
                make = dice.choice((white_noise, pink_noise))
                yield "noise", f"{make.__name__} {level_db} dB", make(length_s, level_db=level_db, seed=one)
            case "music":
                yield "music", f"music {level_db} dB", music(length_s, level_db=level_db, seed=one)
            case "silence":
                yield "silence", "silence", silence(length_s)
            case _:
                said = _voiced(_talk(dice), dice)
                yield "talk", said.text, said.sound()


def _voiced(text: str, dice: random.Random, voices: tuple[str, ...] = VOICES) -> Said:
    return Said(text, dice.choice(voices), dice.choice(SPEEDS), dice.choice(PITCHES))


def _talk(dice: random.Random) -> str:
    """Return talk about something else; words of commands are in much of it."""
    return f"{dice.choice(_BEGINNINGS)} {dice.choice(_ENDS)}"


_BEGINNINGS = """
my sister told me yesterday that
the committee could not agree whether
did you see in the paper how
I never understood why
when we lived in the old house
she laughed and said that
according to the weather service
nobody in the office believed
the doctor explained to him that
they were late again because
it was already dark outside when
what I like about this book is that
after the meeting he told everyone
you will not believe it but
in the second half of the game
our neighbours are convinced that
the radio was playing while
""".strip().splitlines()
_ENDS = """
the lights of the city went out for an hour
the train to the coast was cancelled
he had left the kitchen door open all night
the children wanted ice cream before dinner
the timer on the old stove never worked
her brother bought eggs and milk from the farm
prices will rise by ten percent next year
the garage sale starts on saturday morning
somebody should turn the whole story into a film
the alarm went off in the middle of the night
two thirds of the members voted against it
the garden looked lovely in the spring
they set the table for seven people
a good list of questions is half the answer
the museum opens at nine and closes at five
his car broke down on the way to work
the soup needs more salt and a little pepper
fifty years ago nobody had a television
it takes about twenty minutes to walk there
the notes he took were impossible to read
the blinds in that hotel were always broken
everyone had to stop and wait for the ferry
""".strip().splitlines()

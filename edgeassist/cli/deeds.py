# SPDX-License-Identifier: Apache-2.0
"""`edgeassist intent`: one sentence in, what it means out; carried out only where that was asked for."""

from edgeassist.cli.commanding import Doing, tell
from edgeassist.cli.errand import Errand, Setup, given
from edgeassist.store.task import Task


def intent(errand: Errand, text: str, setup: Setup, language: str, doing: Doing) -> None:
    """Print what `text` means. A model is asked only where one was named, and only about what no template fits."""
    text = given(text, 'edgeassist intent "Turn on the kitchen lights"')
    with errand.services() as services:
        if language:
            services.spoken.speak(language)
        if setup.model:
            errand.load(services, setup, Task("parse_command"))
        commands = services.spoken.commands
        if doing.do or setup.model:
            tell(errand, commands, commands.understand(text, ask_model=bool(setup.model)), doing)
        else:
            tell(errand, commands, commands.preview(text), doing)

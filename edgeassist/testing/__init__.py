# SPDX-License-Identifier: Apache-2.0
"""Stand-ins with real behaviour for the authors of panes; the program's own tests use them too. Imports no Qt.

`FakeContext` is a whole `PaneContext`: its conversations are real ones in a folder that goes with it, its documents
are really read, and its engine says what the test has it say.
"""

from edgeassist.testing.commands import FakeCommands as FakeCommands
from edgeassist.testing.context import FakeContext as FakeContext
from edgeassist.testing.documents import FakeDocuments as FakeDocuments
from edgeassist.testing.engine import USAGE as USAGE
from edgeassist.testing.engine import FakeEngine as FakeEngine
from edgeassist.testing.engine import on_other_thread as on_other_thread
from edgeassist.testing.hearing import FakeHearing as FakeHearing
from edgeassist.testing.history import FakeConversation as FakeConversation
from edgeassist.testing.history import FakeHistory as FakeHistory
from edgeassist.testing.history import history as history

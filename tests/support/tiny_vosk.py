# SPDX-License-Identifier: Apache-2.0
"""A voice model of 3 kB that vosk really loads: it tells loud from soft, and calls loud `stop` and soft `hm`.

Its acoustic model has three states (silence, loud, soft) that score a frame by its energy alone. Where a grammar
allows, loud may also be `go` and soft `[unk]`; free hearing never says so.
"""

import random
import struct
import wave
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from tests.support.voices_made import Files

RATE = 16_000
WORDS = ("<eps>", "stop", "[unk]", "hm", "go")
_STOP, _UNKNOWN, _HM, _GO = 1, 2, 3, 4
_Arc = tuple[int, int, float, int]
_State = tuple[float, Sequence[_Arc]]
_ACOUSTIC = """<TransitionModel>
<Topology>
<TopologyEntry>
<ForPhones>
1 2 3
</ForPhones>
<State> 0 <PdfClass> 0 <Transition> 0 0.5 <Transition> 1 0.5 </State>
<State> 1 </State>
</TopologyEntry>
</Topology>
<Triples> 3
1 0 0
2 0 1
3 0 2
</Triples>
<LogProbs>
 [ 0 -0.693 -0.693 -0.693 -0.693 -0.693 -0.693 ]
</LogProbs>
</TransitionModel>
<Nnet3>
input-node name=input dim=13
component-node name=energy component=energy input=input
output-node name=output input=energy objective=linear

<NumComponents> 1
<ComponentName> energy <FixedAffineComponent> <LinearParams>  [
  0 0 0 0 0 0 0 0 0 0 0 0 0
  3 0 0 0 0 0 0 0 0 0 0 0 0
  1 0 0 0 0 0 0 0 0 0 0 0 0 ]
<BiasParams>  [ 0 -52 -14 ]
</FixedAffineComponent>
</Nnet3> <LeftContext> 0 <RightContext> 0 <Priors>  [ ]
"""


def transducer(states: Sequence[_State]) -> bytes:
    """Return an OpenFst file with these states: final weight and arcs (input, output, weight, next)."""
    arcs = sum(len(one) for _, one in states)
    parts = [struct.pack("<i", 2_125_659_606)]
    parts += [struct.pack("<i", len(name)) + name for name in (b"vector", b"standard")]
    parts.append(struct.pack("<iiQqqq", 2, 0, 3, 0, len(states), arcs))
    for final, leaving in states:
        parts.append(struct.pack("<fq", final, len(leaving)))
        parts += [struct.pack("<iifi", *arc) for arc in leaving]
    return b"".join(parts)


def _sounds(loud: Sequence[int], soft: Sequence[int]) -> bytes:
    """Return the graph from sounds to words; after a word comes silence. There is one way to hear anything in it."""
    words: list[_Arc] = [(4, word, 0.0, 2) for word in loud] + [(6, word, 0.0, 3) for word in soft]
    silence: _Arc = (2, 0, 0.0, 1)
    return transducer(
        [
            (0.0, [silence, *words]),
            (0.0, [(1, 0, 0.0, 1), *words]),
            (0.0, [(3, 0, 0.0, 2), silence]),
            (0.0, [(5, 0, 0.0, 3), silence]),
        ]
    )


def tiny_vosk(*, dynamic: bool = True) -> Files:
    """Return the files of the model; a `dynamic` one can be held to a grammar."""
    fixed = {"graph/HCLG.fst": _sounds((_STOP,), (_HM,))}
    free = transducer([(0.0, [(_STOP, _STOP, 0.0, 0), (_HM, _HM, 0.0, 0)])])
    loose = {"graph/HCLr.fst": _sounds((_STOP, _GO), (_UNKNOWN, _HM)), "graph/Gr.fst": free}
    return {
        "am/final.mdl": _ACOUSTIC.replace("<Nnet3>\n", "<Nnet3> \n").encode(),  # the blank ends the mark
        "conf/mfcc.conf": b"--use-energy=true\n--sample-frequency=16000\n--num-ceps=13\n--dither=0\n",
        "conf/model.conf": b"--acoustic-scale=1.0\n--beam=13.0\n--endpoint.silence-phones=1\n",
        "graph/words.txt": "".join(f"{word} {number}\n" for number, word in enumerate(WORDS)).encode(),
        **({**loose, "graph/disambig_tid.int": b"7\n"} if dynamic else fixed),
    }


def sound(*parts: str) -> bytes:
    """Return half a second each of `quiet`, `soft` or `loud` noise, 16 kHz mono, the same each time."""
    chance = random.Random(1)
    most = {"quiet": 4, "soft": 400, "loud": 12_000}
    return b"".join(
        struct.pack("<8000h", *(chance.randint(-most[part], most[part]) for _ in range(RATE // 2))) for part in parts
    )


def wav(path: Path, *parts: str) -> Path:
    """Write such a sound as a WAV file."""
    buffer = BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        file.writeframes(sound(*parts))
    path.write_bytes(buffer.getvalue())
    return path

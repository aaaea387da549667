# SPDX-License-Identifier: Apache-2.0
"""Files that must be refused, each with the code of its refusal; and odd ones that must not be."""

import io
import json
import pickle
import struct
import tarfile
import zipfile
from dataclasses import replace

from tests.support.gguf_forge import (
    ARRAY,
    BOOL,
    F32,
    F64,
    I32,
    STRING,
    TOKENS,
    U8,
    U16,
    U32,
    U64,
    WIDTH,
    Recipe,
    Weights,
    array,
    padded,
    scalar,
    sound,
    text,
)

Case = tuple[str, bytes, str]
NAN, INF = float("nan"), float("inf")


def disguised() -> list[Case]:
    """Return what is no GGUF at all."""
    page = b"<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body>Please log in</body></html>"
    pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:" + b"4d" * 32 + b"\nsize 396821504\n"
    error = json.dumps({"error": "Repository not found"}).encode()
    shards = json.dumps({"w": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}}).encode()
    return [
        ("empty", b"", "file-empty"),
        ("login page", page, "file-is-web-page"),
        ("page after blank lines", b"\n\n  <html lang=en><p>502 Bad Gateway", "file-is-web-page"),
        ("page after a byte-order mark", b"\xef\xbb\xbf<!doctype html><p>hello", "file-is-web-page"),
        ("xml error", b"<?xml version='1.0'?><Error><Code>AccessDenied</Code></Error>", "file-is-web-page"),
        ("git lfs pointer", pointer, "file-is-lfs-pointer"),
        ("json error", error, "file-is-json"),
        ("json list", b'[{"a": 1}]', "file-is-json"),
        ("zip", _zip("model.gguf"), "file-is-archive"),
        ("empty zip", b"PK\x05\x06" + bytes(18), "file-is-archive"),
        ("gzip", b"\x1f\x8b\x08\x00" + bytes(60), "file-is-archive"),
        ("xz", b"\xfd7zXZ\x00" + bytes(60), "file-is-archive"),
        ("7z", b"7z\xbc\xaf'\x1c" + bytes(60), "file-is-archive"),
        ("zstd", b"\x28\xb5\x2f\xfd" + bytes(60), "file-is-archive"),
        ("tar", _tar(), "file-is-archive"),
        *[(f"pickle {number}", pickle.dumps({"w": [1.0]}, number), "file-is-pickle") for number in (2, 3, 4, 5)],
        ("pickle, ascii", b"cposix\nsystem\n(S'true'\ntR.", "file-is-pickle"),
        ("torch checkpoint", _zip("archive/data.pkl"), "file-is-pickle"),
        ("safetensors", struct.pack("<Q", len(shards)) + shards + bytes(4), "file-is-safetensors"),
        ("old ggml", b"lmgg" + bytes(60), "not-a-gguf"),
        ("old ggjt", b"tjgg\x03\0\0\0" + bytes(60), "not-a-gguf"),
        ("reversed magic", b"FUGG" + bytes(60), "not-a-gguf"),
        ("lower-case magic", b"gguf" + bytes(60), "not-a-gguf"),
        ("pdf", b"%PDF-1.7\n" + bytes(60), "not-a-gguf"),
        ("elf", b"\x7fELF\x02\x01\x01" + bytes(60), "not-a-gguf"),
        ("plain text", b"Dear diary,\ntoday I downloaded a model.\n", "not-a-gguf"),
        ("zeros", bytes(4096), "not-a-gguf"),
        ("noise", bytes(range(128, 256)) * 8, "not-a-gguf"),
    ]


def _zip(name: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        file.writestr(name, b"\x80\x02}.")
    return made.getvalue()


def _tar() -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as file:
        file.addfile(tarfile.TarInfo("model.gguf"))
    return made.getvalue()


def broken_framing() -> list[Case]:
    """Return GGUF files whose header cannot be read to its end."""
    good, whole = sound(), sound().made()
    header = len(good.header())
    huge = struct.pack("<Q", 2**63)
    key = text("x")
    lone = struct.pack("<I", 3) + struct.pack("<QQ", 1, 1)
    kind_array = struct.pack("<I", ARRAY)
    return [
        ("version 0", replace(good, version=0).made(), "gguf-version"),
        ("version 1", replace(good, version=1).made(), "gguf-version"),
        ("version 4", replace(good, version=4).made(), "gguf-version"),
        ("big-endian", replace(good, version=0x03000000).made(), "gguf-big-endian"),
        ("big-endian, version 2", replace(good, version=0x02000000).made(), "gguf-big-endian"),
        *[(f"cut to {size}", whole[:size], "file-truncated") for size in (4, 7, 8, 12, 20, 24, 25, 100)],
        ("cut inside the tokens", whole[: header // 2], "file-truncated"),
        ("cut inside the tensor table", whole[: header - 5], "file-truncated"),
        ("no weights at all", good.header(), "file-truncated"),
        ("last bytes missing", replace(good, cut_bytes=1).made(), "file-truncated"),
        ("half of it", whole[: len(whole) // 2], "file-truncated"),
        ("100,001 keys", replace(good, key_count=100_001).made(), "gguf-over-limit"),
        ("2^63 keys", replace(good, key_count=2**63).made(), "gguf-over-limit"),
        ("90,000 keys in a small file", replace(good, key_count=90_000).made(), "file-truncated"),
        ("100,001 tensors", replace(good, tensor_count=100_001).made(), "gguf-over-limit"),
        ("2^64-1 tensors", replace(good, tensor_count=2**64 - 1).made(), "gguf-over-limit"),
        ("90,000 tensors in a small file", replace(good, tensor_count=90_000).made(), "file-truncated"),
        ("key of 2^63 bytes", b"GGUF" + lone + huge + bytes(64), "gguf-over-limit"),
        ("key longer than the file", b"GGUF" + lone + struct.pack("<Q", 5000) + bytes(64), "file-truncated"),
        ("text of 16 MiB + 1", good.raw("x", STRING, struct.pack("<Q", 2**24 + 1)).made(), "gguf-over-limit"),
        ("text longer than the file", good.raw("x", STRING, struct.pack("<Q", 2**23)).made(), "file-truncated"),
        ("list of 2^63 items", good.raw("x", ARRAY, struct.pack("<I", U8) + huge).made(), "gguf-over-limit"),
        ("list of 4,000,001", good.raw("x", ARRAY, array(U8, [], count=4_000_001)).made(), "gguf-over-limit"),
        ("list longer than the file", good.raw("x", ARRAY, array(U64, [], count=3_000_000)).made(), "file-truncated"),
        ("texts beyond the file", good.raw("x", ARRAY, array(STRING, [], count=3_000_000)).made(), "file-truncated"),
        ("list of lists", good.raw("x", ARRAY, array(ARRAY, [], count=1)).made(), "gguf-bad-value"),
        ("list of unknown type", good.raw("x", ARRAY, struct.pack("<IQ", 77, 1)).made(), "gguf-bad-value"),
        ("value of unknown type", good.raw("x", 13, b"").made(), "gguf-bad-value"),
        ("value of type 2^32-1", good.raw("x", 2**32 - 1, b"").made(), "gguf-bad-value"),
        ("empty key", replace(good, extra_values=(text("") + kind_array,)).made(), "gguf-bad-key"),
        ("key of 65,536 bytes", good.having("k" * 65_536, U8, 1).made(), "gguf-bad-key"),
        ("key with a line break", good.having("a\nb", U8, 1).made(), "gguf-bad-key"),
        ("key with a zero byte", good.having("a\0b", U8, 1).made(), "gguf-bad-key"),
        ("key with an escape", good.having("a\x1b[31mb", U8, 1).made(), "gguf-bad-key"),
        ("key that is no text", replace(good, extra_values=(text(b"\xff\xfe") + bytes(5),)).made(), "gguf-bad-key"),
        (
            "key twice",
            replace(good, extra_values=((key + scalar(U32, U8) + b"\1") * 2,), key_count=20).made(),
            "gguf-bad-key",
        ),
    ]


def broken_layout() -> list[Case]:
    """Return headers whose tensor table cannot be true."""
    good, first = sound(), "token_embd.weight"
    last = Weights("output.weight", (WIDTH, len(TOKENS)))
    alignments = (0, 1, 4, 7, 33, 48, 131_072)
    swapped = (*good.tensors[:2], good.tensors[3], good.tensors[2], *good.tensors[4:])
    return [
        *[
            (f"alignment {one}", good.having("general.alignment", U32, one).made(), "gguf-bad-alignment")
            for one in alignments
        ],
        ("weights at an odd address", _aligned_to_8(start=8).made(), "gguf-bad-alignment"),
        ("weights at another odd address", _aligned_to_8(start=16).made(), "gguf-bad-alignment"),
        ("alignment as text", good.having("general.alignment", STRING, "32").made(), "gguf-bad-alignment"),
        ("alignment as u64", good.having("general.alignment", U64, 32).made(), "gguf-bad-alignment"),
        ("no tensors", replace(good, tensors=()).made(), "gguf-bad-tensor"),
        ("tensor without a name", good.replacing(first, name="").made(), "gguf-bad-tensor"),
        ("tensor name of 64 bytes", good.adding(Weights("n" * 64, (8,))).made(), "gguf-bad-tensor"),
        ("tensor name with an escape", good.adding(Weights("a\x1b[2J", (8,))).made(), "gguf-bad-tensor"),
        ("tensor name that is no text", good.adding(Weights(b"\xff\xfe", (8,))).made(), "gguf-bad-tensor"),
        ("tensor twice", good.adding(Weights(first, (8,))).made(), "gguf-bad-tensor"),
        ("no dimensions", good.adding(Weights("x", ())).made(), "gguf-bad-tensor"),
        ("five dimensions", good.adding(Weights("x", (1, 1, 1, 1, 1))).made(), "gguf-bad-tensor"),
        ("2^31 dimensions", good.adding(Weights("x", (1,), rank=2**31)).made(), "gguf-over-limit"),
        ("dimension of 0", good.adding(Weights("x", (0, 8))).made(), "gguf-bad-tensor"),
        ("dimension of 2^40 + 1", good.adding(Weights("x", (2**40 + 1,))).made(), "gguf-bad-tensor"),
        ("dimension of 2^64 - 1", good.adding(Weights("x", (2**64 - 1,))).made(), "gguf-bad-tensor"),
        ("2^80 elements", good.adding(Weights("x", (2**40, 2**40))).made(), "gguf-bad-tensor"),
        ("2^62 elements of 4 bytes", good.adding(Weights("x", (2**31, 2**31))).made(), "gguf-bad-tensor"),
        ("2^64 elements, wrapping to 0", good.adding(Weights("x", (2**32, 2**32))).made(), "gguf-bad-tensor"),
        *[
            (f"tensor type {one}", good.replacing(first, kind=one).made(), "gguf-bad-tensor")
            for one in (4, 5, 31, 33, 36, 43, 255, 2**32 - 1)
        ],
        ("row of half a block", good.adding(Weights("x", (33,), kind=8)).made(), "gguf-bad-tensor"),
        ("row of half a superblock", good.adding(Weights("x", (128,), kind=12)).made(), "gguf-bad-tensor"),
        ("odd offset", good.replacing("output_norm.weight", offset=33_537).made(), "gguf-bad-layout"),
        ("offset beyond the file", good.replacing(first, offset=2**40).made(), "gguf-bad-layout"),
        ("offset of 2^63", good.replacing(first, offset=2**63).made(), "gguf-bad-layout"),
        ("overlap", good.replacing("output_norm.weight", offset=0).made(), "gguf-bad-layout"),
        ("gap", good.replacing("output_norm.weight", offset=65_536).made(), "gguf-bad-layout"),
        ("tensors in disorder", replace(_offsets(good), tensors=_pick(swapped, good)).made(), "gguf-bad-layout"),
        ("1 kB too much", replace(good, tail=bytes(1000)).made(), "file-not-declared-size"),
        ("another file appended", replace(good, tail=good.made()).made(), "file-not-declared-size"),
        ("weights missing", replace(good.adding(last), cut_bytes=4096).made(), "file-truncated"),
        ("1 TB declared", good.adding(Weights("x", (2**38,))).made(), "file-truncated"),
    ]


def _aligned_to_8(*, start: int) -> Recipe:
    """Return a file aligned to 8 bytes whose weights begin `start` bytes after a multiple of 32."""
    good = sound().having("general.alignment", U32, 8)
    tried = (good.having("padding." + "x" * length, U8, 1) for length in range(1, 33))
    return next(one for one in tried if padded(len(one.header()), 8) % 32 == start)


def _offsets(recipe: Recipe) -> Recipe:
    at, fixed = 0, []
    for one in recipe.tensors:
        fixed.append(replace(one, offset=at))
        at += -(-one.data_bytes // 32) * 32
    return replace(recipe, tensors=tuple(fixed))


def _pick(order: tuple[Weights, ...], recipe: Recipe) -> tuple[Weights, ...]:
    by_name = {one.name: one for one in _offsets(recipe).tensors}
    return tuple(by_name[one.name] for one in order)


def broken_shape() -> list[Case]:
    """Return headers that describe no network the engine survives."""
    good = sound()
    a, s = "architecture-unknown", "model-bad-shape"
    heads, kv = "llama.attention.head_count", "llama.attention.head_count_kv"
    return [
        ("no architecture", good.without("general.architecture").made(), a),
        ("empty architecture", good.having("general.architecture", STRING, "").made(), a),
        ("architecture as a number", good.having("general.architecture", U32, 7).made(), a),
        ("made-up architecture", good.renamed("llama", "frobnicator").made(), a),
        ("architecture as a path", good.having("general.architecture", STRING, "../../etc").made(), a),
        ("embedding model", good.renamed("llama", "bert").made(), "not-a-text-model"),
        ("picture reader", good.renamed("llama", "clip").made(), "not-a-text-model"),
        ("adapter", good.having("general.type", STRING, "adapter").made(), "not-a-text-model"),
        ("no block count", good.without("llama.block_count").made(), s),
        ("0 layers", good.having("llama.block_count", U32, 0).made(), s),
        ("1 layer of 2", good.having("llama.block_count", U32, 1).made(), s),
        ("3 layers of 2", good.having("llama.block_count", U32, 3).made(), s),
        ("513 layers", good.having("llama.block_count", U32, 513).made(), s),
        ("2^32-1 layers", good.having("llama.block_count", U32, 2**32 - 1).made(), s),
        ("block count as text", good.having("llama.block_count", STRING, "2").made(), "gguf-bad-value"),
        ("block count as a truth value", good.having("llama.block_count", BOOL, 1).made(), "gguf-bad-value"),
        ("layer in a wrong place", good.adding(Weights("blk.9.x.weight", (8,))).made(), s),
        ("no embedding length", good.without("llama.embedding_length").made(), s),
        ("embedding length 0", good.having("llama.embedding_length", U32, 0).made(), s),
        ("another embedding length", good.having("llama.embedding_length", U32, 64).made(), s),
        ("embedding length as a fraction", good.having("llama.embedding_length", F32, 32.0).made(), "gguf-bad-value"),
        ("no context length", good.without("llama.context_length").made(), s),
        ("context length 0", good.having("llama.context_length", U32, 0).made(), s),
        ("context length 2^32-1", good.having("llama.context_length", U32, 2**32 - 1).made(), s),
        ("feed-forward length 2^32-1", good.having("llama.feed_forward_length", U32, 2**32 - 1).made(), s),
        ("no embedding table", good.replacing("token_embd.weight", name="other.weight").made(), s),
        ("no head count", good.without(heads).made(), s),
        ("0 heads", good.having(heads, U32, 0).made(), s),
        ("2^32-1 heads", good.having(heads, U32, 2**32 - 1).made(), s),
        ("heads that do not divide", good.having(heads, U32, 6).having(kv, U32, 2).made(), s),
        ("0 key-value heads", good.having(kv, U32, 0).made(), s),
        ("3 key-value heads of 4", good.having(kv, U32, 3).made(), s),
        ("more key-value heads than heads", good.having(kv, U32, 8).made(), s),
        ("heads listed for one layer of two", good.listing(heads, U32, [4]).made(), s),
        ("heads listed as fractions", good.listing(heads, F32, [4.0, 4.0]).made(), s),
        ("negative head", good.listing(heads, I32, [4, -4]).made(), s),
        ("more key-value heads than in its tensor", good.listing(kv, U32, [2, 4]).made(), s),
        ("no key-value heads beside a tensor", good.listing(kv, U32, [2, 0]).made(), s),
        ("half a head", good.having(kv, U32, 1).made(), s),
        ("head size 0", good.having("llama.attention.key_length", U32, 0).made(), s),
        ("head size 2^32-1", good.having("llama.attention.value_length", U32, 2**32 - 1).made(), s),
        ("rope wider than a head", good.having("llama.rope.dimension_count", U32, 64).made(), s),
        ("odd rope", good.having("llama.rope.dimension_count", U32, 7).made(), s),
        ("1,025 experts", good.having("llama.expert_count", U32, 1025).made(), s),
        ("more experts used than there are", _experts(8, 9).made(), s),
        ("no expert used", _experts(8, 0).made(), s),
        ("experts used of none", _experts(0, 2).made(), s),
        ("expert groups that do not divide", _experts(8, 2).having("llama.expert_group_count", U32, 3).made(), s),
    ]


def _experts(count: int, used: int) -> Recipe:
    return sound().having("llama.expert_count", U32, count).having("llama.expert_used_count", U32, used)


def broken_numbers() -> list[Case]:
    """Return headers with numbers that are none, or that the engine would divide by."""
    good, n = sound(), "model-bad-number"
    return [
        *[
            (f"epsilon {one}", good.having("llama.attention.layer_norm_rms_epsilon", F32, one).made(), n)
            for one in (0.0, -1e-5, NAN, INF, -INF)
        ],
        (
            "epsilon as text",
            good.having("llama.attention.layer_norm_rms_epsilon", STRING, "1").made(),
            "gguf-bad-value",
        ),
        ("rope base 0", good.having("llama.rope.freq_base", F32, 0.0).made(), n),
        ("rope base NaN", good.having("llama.rope.freq_base", F32, NAN).made(), n),
        ("rope scale 0", good.having("llama.rope.scaling.factor", F32, 0.0).made(), n),
        ("infinite scale", good.having("llama.attention.scale", F32, INF).made(), n),
        ("infinite double", good.having("llama.logit_scale", F64, INF).made(), n),
        ("NaN in a list", good.listing("llama.swiglu_clamp_exp", F32, [1.0, NAN]).made(), n),
    ]


def broken_vocabulary() -> list[Case]:
    """Return headers whose token list cannot work."""
    good, code = sound(), "model-bad-vocabulary"
    tokens, scores, kinds = (f"tokenizer.ggml.{name}" for name in ("tokens", "scores", "token_type"))
    count = len(TOKENS)
    doubled = ["<0x00>" if one == "<0x01>" else one for one in TOKENS]
    return [
        ("no tokens", good.without(tokens).made(), code),
        ("empty token list", good.listing(tokens, STRING, []).made(), code),
        ("tokens as numbers", good.listing(tokens, U32, list(range(count))).made(), code),
        ("tokens as one text", good.having(tokens, STRING, "a b c").made(), "gguf-bad-value"),
        ("a token too few", good.listing(tokens, STRING, TOKENS[:-1]).made(), code),
        ("a token too many", good.listing(tokens, STRING, [*TOKENS, "c"]).made(), code),
        ("no tokenizer", good.without("tokenizer.ggml.model").made(), code),
        ("scores as numbers", good.listing(scores, I32, [0] * count).made(), code),
        ("a score too few", good.listing(scores, F32, [0.0] * (count - 1)).made(), code),
        ("a score that is NaN", good.listing(scores, F32, [0.0] * (count - 1) + [NAN]).made(), "model-bad-number"),
        ("types as u16", good.listing(kinds, U16, [1] * count).made(), code),
        ("a type too many", good.listing(kinds, I32, [1] * (count + 1)).made(), code),
        ("scores as one number", good.having(scores, F32, 0.0).made(), "gguf-bad-value"),
        *[
            (f"{name} outside", good.having(f"tokenizer.ggml.{name}_token_id", U32, count).made(), code)
            for name in ("bos", "eos", "eot", "unknown", "padding")
        ],
        ("end token as text", good.having("tokenizer.ggml.eos_token_id", STRING, "2").made(), code),
        ("negative end token", good.having("tokenizer.ggml.eos_token_id", I32, -7).made(), code),
        ("no byte tokens", good.listing(tokens, STRING, [f"t{n}" for n in range(count)]).made(), code),
        ("a byte token twice", good.listing(tokens, STRING, doubled).made(), code),
        ("merges as numbers", good.listing("tokenizer.ggml.merges", U32, [1]).made(), code),
        ("byte pairs without merges", good.having("tokenizer.ggml.model", STRING, "gpt2").made(), code),
    ]


def all_malformed() -> list[Case]:
    """Return every file that must be refused."""
    return [*disguised(), *broken_framing(), *broken_layout(), *broken_shape(), *broken_numbers(), *broken_vocabulary()]


def odd_but_sound() -> list[tuple[str, bytes]]:
    """Return files that look strange and must pass."""
    good = sound()
    merges = [f"a{number} b{number}" for number in range(200_000)]
    return [
        ("plain", good.made()),
        ("version 2", replace(good, version=2).made()),
        ("unknown keys", good.having("vendor.secret", U64, 7).having("x" * 65_535, U8, 1).made()),
        ("key in Chinese", good.having("作者.名字", STRING, "王").made()),
        ("empty lists", good.listing("vendor.none", F32, []).listing("general.tags", STRING, []).made()),
        ("alignment 8", _aligned_to_8(start=0).made()),
        ("alignment 4096", good.having("general.alignment", U32, 4096).made()),
        ("alignment 65536", good.having("general.alignment", U32, 65_536).made()),
        ("200,000 texts", good.listing("tokenizer.ggml.merges", STRING, merges).made()),
        ("a text of 1 MB", good.having("general.description", STRING, "d" * 1_000_000).made()),
        ("a text that is no UTF-8", good.raw("general.author", STRING, text(b"\xff\xfe\xfd")).made()),
        ("last padding missing", replace(good.adding(Weights("rope_freqs.weight", (4,))), cut_bytes=16).made()),
        ("end token unset", good.having("tokenizer.ggml.eos_token_id", U32, 2**32 - 1).made()),
        ("heads per layer", good.listing("llama.attention.head_count_kv", I32, [2, 2]).made()),
        ("2,000 keys", _many_keys(good).made()),
        ("no name", good.without("general.name").made()),
        ("negative clamp", good.having("llama.kda.gate_lower_bound", F32, -5.0).made()),
    ]


def _many_keys(recipe: Recipe) -> Recipe:
    for number in range(2000):
        recipe = replace(recipe, extra_values=(*recipe.extra_values, text(f"k.{number}") + scalar(U32, U32) + bytes(4)))
    return recipe

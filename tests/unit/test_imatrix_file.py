# SPDX-License-Identifier: Apache-2.0
"""The importance matrix on disk is llama.cpp's own, and nonsense in it is told, not used."""

from pathlib import Path

import numpy as np
import pytest
from gguf import GGUFReader, GGUFWriter

from edgeassist.worker.imatrix_file import NotAMatrix, Seen, read_importance, write_importance


def write(path: Path, **tensors: list[float]) -> Path:
    """Write a file with the tensors named, `__` for a point."""
    writer = GGUFWriter(path, "imatrix")
    for name, values in tensors.items():
        writer.add_tensor(name.replace("__", "."), np.array(values, dtype=np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def test_what_is_written_reads_back_as_means(tmp_path: Path) -> None:
    seen = {"blk.0.attn_q.weight": Seen(np.array([[2.0, 8.0]]), np.array([4.0]))}

    write_importance(tmp_path / "m.gguf", seen, dataset="page.txt", chunks=3, chunk_tokens=512)

    (found,) = read_importance(tmp_path / "m.gguf").values()
    assert found.dtype == np.float32
    assert found.tolist() == [0.5, 2.0]


def test_experts_follow_each_other_and_one_that_saw_nothing_weighs_all_alike(tmp_path: Path) -> None:
    seen = {"blk.0.ffn_up_exps.weight": Seen(np.array([[2.0, 8.0], [0.0, 0.0]]), np.array([2.0, 0.0]))}

    write_importance(tmp_path / "m.gguf", seen, dataset="page.txt", chunks=1, chunk_tokens=512)

    assert read_importance(tmp_path / "m.gguf")["blk.0.ffn_up_exps.weight"].tolist() == [1.0, 4.0, 1.0, 1.0]


def test_the_file_has_the_form_llama_cpp_reads(tmp_path: Path) -> None:
    seen = {name: Seen(np.ones((1, 3)), np.ones(1)) for name in ("b.weight", "a.weight")}

    write_importance(tmp_path / "m.gguf", seen, dataset="page.txt", chunks=7, chunk_tokens=512)

    reader = GGUFReader(tmp_path / "m.gguf")
    values = {key: field.contents() for key, field in reader.fields.items()}
    assert values["general.type"] == "imatrix"
    assert values["imatrix.datasets"] == ["page.txt"]
    assert (values["imatrix.chunk_count"], values["imatrix.chunk_size"]) == (7, 512)
    names = [one.name for one in reader.tensors]
    assert names == ["a.weight.in_sum2", "a.weight.counts", "b.weight.in_sum2", "b.weight.counts"]
    assert [list(one.shape) for one in reader.tensors[:2]] == [[3, 1], [1, 1]]


def test_a_file_that_is_no_gguf_is_told(tmp_path: Path) -> None:
    (tmp_path / "m.gguf").write_bytes(b"not a matrix" * 10)

    with pytest.raises(NotAMatrix, match="cannot be read as GGUF"):
        read_importance(tmp_path / "m.gguf")


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(NotAMatrix):
        read_importance(tmp_path / "m.gguf")


def test_a_model_is_no_matrix(tiny_gguf: Path) -> None:
    with pytest.raises(NotAMatrix, match="holds no sums"):
        read_importance(tiny_gguf)


def test_sums_without_counts_are_told(tmp_path: Path) -> None:
    with pytest.raises(NotAMatrix, match=r"no counts for w\.weight"):
        read_importance(write(tmp_path / "m.gguf", w__weight__in_sum2=[1.0, 2.0]))


@pytest.mark.parametrize("sums", [[1.0, float("nan")], [1.0, float("inf")], [1.0, 2.0, 3.0]])
def test_numbers_without_sense_are_told(tmp_path: Path, sums: list[float]) -> None:
    path = write(tmp_path / "m.gguf", w__weight__in_sum2=sums, w__weight__counts=[1.0, 1.0])

    with pytest.raises(NotAMatrix, match="make no sense"):
        read_importance(path)

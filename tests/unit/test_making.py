# SPDX-License-Identifier: Apache-2.0
"""What is kept of a model in the making, and what a kill leaves behind."""

import shutil
from pathlib import Path

import pytest
from filelock import FileLock

from edgeassist.core.files import replace_file
from edgeassist.store.card import ModelCard
from edgeassist.store.intake import StoreTrouble
from edgeassist.store.making import FOLDER, NoSuchMaking, Recipe, begun, discard, unfinished, unfinished_one

SOURCE = ModelCard(id="small-f16", name="Small", file="small.gguf")
RECIPE = Recipe(preset="careful", pruned=2, calibration="/texts/mine.txt", keep_source=False)


def killed(root: Path, recipe: Recipe = RECIPE) -> str:
    """Leave behind what a killed making leaves: record, lock file, and temporary files; return its id."""
    with begun(root, SOURCE, recipe) as making:
        making.file.with_name("model.gguf.part").write_bytes(b"\0" * 100)
        making.importance.write_bytes(b"matrix")
        shutil.copytree(making.folder, root / "kept")
    target = root / FOLDER / making.record.id
    target.parent.mkdir(exist_ok=True)
    (root / "kept").rename(target)
    return making.record.id


def test_a_making_that_ends_leaves_nothing(tmp_path: Path) -> None:
    with begun(tmp_path, SOURCE, RECIPE) as making:
        assert making.file.parent.is_dir()
        assert unfinished(tmp_path) == ()
    assert list(tmp_path.iterdir()) == []


def test_another_start_takes_nothing_for_abandoned_that_begins_just_now(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []

    def look(path: Path, content: bytes) -> None:
        assert unfinished(tmp_path) == ()
        seen.append(path.parent.is_dir())
        replace_file(path, content)

    monkeypatch.setattr("edgeassist.store.making.replace_file", look)
    with begun(tmp_path, SOURCE, RECIPE) as making:
        assert seen == [True]
        assert making.file.parent.is_dir()


def test_a_making_that_fails_leaves_nothing(tmp_path: Path) -> None:
    def fail() -> None:
        with begun(tmp_path, SOURCE, RECIPE) as making:
            making.file.write_bytes(b"half")
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert list(tmp_path.iterdir()) == []


def test_a_kill_leaves_a_record_and_its_temporary_files_go(tmp_path: Path) -> None:
    making_id = killed(tmp_path)
    (record,) = unfinished(tmp_path)
    assert (record.id, record.source_id, record.recipe) == (making_id, "small-f16", RECIPE)
    assert "Small was not finished" in record.sentence
    assert "untouched" in record.sentence
    assert sorted(one.name for one in (tmp_path / FOLDER / making_id).iterdir()) == ["making.json"]
    assert unfinished_one(tmp_path, making_id) == record


def test_what_a_running_process_works_on_is_left_alone(tmp_path: Path) -> None:
    making_id = killed(tmp_path)
    with FileLock(tmp_path / FOLDER / f"{making_id}.lock"):
        assert unfinished(tmp_path) == ()
        discard(tmp_path, making_id)
    assert (tmp_path / FOLDER / making_id / "importance.gguf").exists()


def test_a_kill_after_the_model_became_visible_is_no_loss(tmp_path: Path) -> None:
    def publish(folder: Path, card: ModelCard) -> ModelCard:
        folder.rename(tmp_path / card.id)
        shutil.copytree(making.folder, tmp_path / "kept")
        return card

    with begun(tmp_path, SOURCE, RECIPE) as making:
        making.file.write_bytes(b"whole")
        made = making.publish(ModelCard(id="small-q8", name="Small", file="small-q8.gguf"), publish)
    (tmp_path / FOLDER).mkdir()
    (tmp_path / "kept").rename(tmp_path / FOLDER / making.record.id)
    assert (tmp_path / made.id / made.file).read_bytes() == b"whole"
    assert unfinished(tmp_path) == ()
    assert not (tmp_path / FOLDER / making.record.id).exists()


def test_discarding_forgets_it(tmp_path: Path) -> None:
    making_id = killed(tmp_path)
    discard(tmp_path, "another")
    assert len(unfinished(tmp_path)) == 1
    discard(tmp_path, making_id)
    assert unfinished(tmp_path) == ()
    with pytest.raises(NoSuchMaking):
        unfinished_one(tmp_path, making_id)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"id":"x"}', b"\xff"])
def test_a_damaged_record_is_swept_with_its_folder(tmp_path: Path, content: bytes) -> None:
    making_id = killed(tmp_path)
    (tmp_path / FOLDER / making_id / "making.json").write_bytes(content)
    assert unfinished(tmp_path) == ()
    assert not (tmp_path / FOLDER / making_id).exists()


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / FOLDER).write_text("a file where the folder should be")
    with pytest.raises(StoreTrouble), begun(tmp_path, SOURCE, RECIPE):
        pytest.fail("it began")

import csv
import json

import numpy as np
import pytest
import torch
import yaml
from safetensors.torch import save_file

from fer_lib.cli import main
from fer_lib.config import RunConfig
from fer_lib.data import DataShape
from fer_lib.data.fer2013 import CLASS_NAMES
from fer_lib.data.fit import fit_arrays
from fer_lib.data.options import DataOptions
from fer_lib.models import network_of
from fer_lib.models.prediction import predict_logits
from fer_lib.runs import RunFolder
from fer_lib.training.data import shuffle_pixels
from tests.commands.toy_run import write_run
from tests.data.face_files import pixels, random_images, write_csv, write_image

IMAGES = random_images(9, seed=3)


def predict(capsys, *arguments):
    status = main(["predict", *map(str, arguments)])
    captured = capsys.readouterr()
    assert "Traceback" not in captured.out + captured.err
    return status, captured.out, captured.err


def error(capsys, output, *arguments):
    """The message; nothing was written, and nothing half-written is left."""
    before = output.read_bytes() if output.is_file() else None
    names = sorted(output.parent.iterdir()) if output.parent.is_dir() else []
    status, out, err = predict(capsys, *arguments, "-o", output)
    assert (status, out) == (2, "")
    assert err.startswith("error: ")
    assert err.count("\n") == 1
    assert (output.read_bytes() if output.is_file() else None) == before
    assert (sorted(output.parent.iterdir()) if output.parent.is_dir() else []) == names
    return err


def rows(path):
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def expected_logits(run_path, images=IMAGES):
    return predict_logits(RunFolder(run_path).model(), torch.from_numpy(images.copy())).numpy()


@pytest.fixture
def csv_file(tmp_path):
    lines = [f"{i},{pixels(image)}" for i, image in enumerate(IMAGES)]
    return write_csv(tmp_path / "given" / "test.csv", "id,feature", lines)


@pytest.fixture
def folder(tmp_path):
    for i, image in enumerate(IMAGES):
        write_image(tmp_path / "given" / "test" / f"{i:05d}.png", image)
    return tmp_path / "given" / "test"


@pytest.fixture
def output(tmp_path):
    (tmp_path / "out").mkdir()
    return tmp_path / "out" / "submission.csv"


def test_the_labels_are_those_of_the_network(run_path, csv_file, output, capsys):
    status, out, err = predict(capsys, run_path, csv_file, "-o", output)
    labels = expected_logits(run_path).argmax(1)
    assert len(set(labels.tolist())) > 1
    assert (status, err) == (0, "")
    assert output.read_text() == "id,label\n" + "".join(f"{i},{k}\n" for i, k in enumerate(labels))
    assert out.startswith(f"{output}: 9 images (angry {(labels == 0).sum()}, ")


def test_a_folder_of_images_gives_the_same(run_path, csv_file, folder, output, capsys):
    assert predict(capsys, run_path, csv_file, "-o", output)[0] == 0
    for path in (folder, folder.parent):
        if path == folder.parent:
            csv_file.unlink()
        other = output.with_name(f"{path.name}.csv")
        assert predict(capsys, run_path, path, "-o", other)[0] == 0
        assert other.read_text() == output.read_text()


def test_a_data_folder_with_both_is_not_guessed_at(run_path, csv_file, folder, output, capsys):
    assert "found test and test.csv, which could both be meant" in error(
        capsys, output, run_path, folder.parent
    )


def test_ids_are_the_numbers_in_the_names(run_path, tmp_path, output, capsys):
    for number in (12, 7, 100):
        write_image(tmp_path / "faces" / f"{number:04d}.png", IMAGES[number % 9])
    assert predict(capsys, run_path, tmp_path / "faces", "-o", output)[0] == 0
    assert [row["id"] for row in rows(output)] == ["7", "12", "100"]
    labels = expected_logits(run_path, IMAGES[[7, 3, 1]]).argmax(1)
    assert [int(row["label"]) for row in rows(output)] == labels.tolist()


def test_ids_of_a_csv_are_kept_and_sorted(run_path, tmp_path, output, capsys):
    lines = [f"{number},{pixels(IMAGES[k])}" for k, number in enumerate((30, 2, 11))]
    path = write_csv(tmp_path / "test.csv", "id,feature", lines)
    assert predict(capsys, run_path, path, "-o", output)[0] == 0
    assert [row["id"] for row in rows(output)] == ["2", "11", "30"]
    labels = expected_logits(run_path, IMAGES[[1, 2, 0]]).argmax(1)
    assert [int(row["label"]) for row in rows(output)] == labels.tolist()


def test_without_ids_they_count_from_0(run_path, tmp_path, output, capsys):
    path = write_csv(tmp_path / "test.csv", "pixels", [pixels(image) for image in IMAGES[:3]])
    assert predict(capsys, run_path, path, "-o", output)[0] == 0
    assert [row["id"] for row in rows(output)] == ["0", "1", "2"]


def test_probabilities_on_request(run_path, csv_file, output, capsys):
    assert predict(capsys, run_path, csv_file, "-o", output, "--probabilities")[0] == 0
    found = rows(output)
    assert list(found[0]) == ["id", "label", *CLASS_NAMES]
    shares = np.array([[float(row[name]) for name in CLASS_NAMES] for row in found])
    expected = torch.from_numpy(expected_logits(run_path)).double().softmax(1).numpy()
    assert shares == pytest.approx(expected, abs=1e-6)
    assert shares.argmax(1).tolist() == [int(row["label"]) for row in found]


def test_images_are_seen_as_the_run_saw_them(tmp_path, csv_file, output, capsys):
    """Shuffled pixels, and the mean over mirrored views."""
    run = write_run(tmp_path / "shuffled", shuffle_pixels=True, test_time_augmentation="mirror")
    assert predict(capsys, run, csv_file, "-o", output, "--probabilities")[0] == 0
    shuffled = shuffle_pixels(IMAGES)
    views = [expected_logits(run, view) for view in (shuffled, shuffled[:, :, ::-1])]
    mean = sum(torch.from_numpy(view).softmax(1) for view in views) / 2
    found = np.array([[float(row[name]) for name in CLASS_NAMES] for row in rows(output)])
    assert found == pytest.approx(mean.numpy(), abs=1e-5)


def test_an_existing_file_is_kept_unless_told_otherwise(run_path, csv_file, output, capsys):
    output.write_text("mine")
    assert f"{output}: exists already; give another name, or --overwrite" in error(
        capsys, output, run_path, csv_file
    )
    assert output.read_text() == "mine"
    assert predict(capsys, run_path, csv_file, "-o", output, "--overwrite")[0] == 0
    assert output.read_text().startswith("id,label\n0,")
    assert [path.name for path in output.parent.iterdir()] == ["submission.csv"]


def test_the_input_is_never_overwritten(run_path, csv_file, capsys):
    message = error(capsys, csv_file, run_path, csv_file, "--overwrite")
    assert "this is the file to read" in message


def test_an_output_that_is_a_folder(run_path, csv_file, output, capsys):
    status, _, err = predict(capsys, run_path, csv_file, "-o", output.parent)
    assert status == 2
    assert f"{output.parent}: this is a folder; name the file to write" in err


def test_an_output_below_a_file(run_path, csv_file, capsys):
    status, _, err = predict(capsys, run_path, csv_file, "-o", csv_file / "out.csv")
    assert status == 2
    assert "cannot be written" in err


def test_a_bad_row_is_named(run_path, csv_file, output, capsys):
    lines = csv_file.read_text().splitlines()
    lines[3] = lines[3].rsplit(" ", 1)[0]
    csv_file.write_text("\n".join(lines) + "\n")
    message = error(capsys, output, run_path, csv_file)
    assert f"{csv_file}, line 4 (the header is line 1): 2303 pixels instead of 2304" in message


def test_a_bad_image_is_named(run_path, folder, output, capsys):
    (folder / "00004.png").write_bytes(b"no image")
    assert f"{folder}/00004.png: is no image of a kind that can be read" in error(
        capsys, output, run_path, folder
    )


def test_images_become_what_those_of_the_run_were(run_path, folder, output, capsys):
    write_image(folder / "00002.png", np.full((60, 50), 80, np.uint8), mode="RGB")
    status, out, _ = predict(capsys, run_path, folder, "-o", output)
    assert status == 0
    assert "1 of them cropped to the middle\n1 of them turned grey\n1 of them resized\n" in out
    same = predict_logits(RunFolder(run_path).model(), torch.full((1, 48, 48), 80, dtype=torch.uint8))
    assert rows(output)[2] == {"id": "2", "label": str(same.argmax().item())}


def test_labelled_pixels_are_judged(run_path, output, tmp_path, capsys):
    """Data of any form that has labels, files or arrays."""
    labels = expected_logits(run_path).argmax(1)
    labels[0] = (labels[0] + 1) % 7
    rows_of_csv = [f"{label},{pixels(image)}" for label, image in zip(labels, IMAGES, strict=True)]
    labelled = write_csv(tmp_path / "train.csv", "label,feature", rows_of_csv)
    np.savez(tmp_path / "a.npz", images=IMAGES, labels=labels)
    prepared = tmp_path / "prepared"
    assert main(["data", "prepare", str(labelled), "-o", str(prepared)]) == 0
    capsys.readouterr()
    for path in (labelled, tmp_path / "a.npz", prepared):
        status, out, _ = predict(capsys, run_path, path, "-o", output, "--overwrite")
        assert status == 0
        assert "accuracy   88.9%" in out
        assert "labels: those of " in out
        found = rows(output)
        assert [row["id"] for row in found] == [str(k) for k in range(9)]
        assert [row["true_label"] for row in found] == [CLASS_NAMES[k] for k in labels]
        assert predict(capsys, run_path, path, "-o", output, "--overwrite", "--unlabelled")[0] == 0
        assert output.read_text().startswith("id,label\n0,")


def test_things_that_hold_no_picture(run_path, output, tmp_path, capsys):
    assert "there is no such file or folder" in error(capsys, output, run_path, tmp_path / "none")
    empty = tmp_path / "empty"
    empty.mkdir()
    assert f"{empty}: holds no picture" in error(capsys, output, run_path, empty)
    assert "it is empty" in error(capsys, output, run_path, empty)
    (empty / "test").mkdir()
    (empty / "test" / "notes.txt").touch()
    assert "only test/notes.txt" in error(capsys, output, run_path, empty)


def test_a_missing_run_or_weights(run_path, csv_file, output, capsys):
    assert "there is no such run folder" in error(capsys, output, run_path.parent / "none", csv_file)
    (run_path / "best.safetensors").unlink()
    assert f"{run_path}/best.safetensors: not there" in error(capsys, output, run_path, csv_file)


def test_weights_of_another_network(run_path, csv_file, output, capsys):
    config = yaml.safe_load((run_path / "config.yaml").read_text())
    (run_path / "config.yaml").write_text(yaml.safe_dump({**config, "model": "report-c"}))
    message = error(capsys, output, run_path, csv_file)
    assert f"{run_path}/best.safetensors: not the weights of report-c" in message


def test_damaged_weights(run_path, csv_file, output, capsys):
    path = run_path / "best.safetensors"
    path.write_bytes(path.read_bytes()[:500])
    assert f"{path}: not the weights of report-b-dnn" in error(capsys, output, run_path, csv_file)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a: [", "not readable as YAML"),
        ("- 1", "expected lines of the form"),
        ("nonsense: 1", "unknown key 'nonsense'"),
    ],
)
def test_a_damaged_configuration(run_path, csv_file, output, capsys, text, words):
    (run_path / "config.yaml").write_text(text)
    message = error(capsys, output, run_path, csv_file)
    assert f"{run_path}/config.yaml: " in message
    assert words in message


def test_a_network_that_is_not_known(run_path, csv_file, output, capsys):
    config = yaml.safe_load((run_path / "config.yaml").read_text())
    (run_path / "config.yaml").write_text(yaml.safe_dump({**config, "model": "report-z"}))
    assert f"{run_path}/config.yaml: model: there is no network 'report-z'" in error(
        capsys, output, run_path, csv_file
    )


def test_the_prediction_does_not_depend_on_the_other_images(run_path, tmp_path, output, capsys):
    path = write_csv(tmp_path / "one.csv", "id,feature", [f"5,{pixels(IMAGES[5])}"])
    assert predict(capsys, run_path, path, "-o", output)[0] == 0
    assert rows(output) == [{"id": "5", "label": str(expected_logits(run_path).argmax(1)[5])}]


def test_a_run_on_other_classes_and_colour(tmp_path, folder, output, capsys):
    shape = DataShape(3, 3, 32, 40)
    config = RunConfig(name="food", model="vgg-fer-small")
    torch.manual_seed(0)
    network = network_of(config, shape).eval()
    run = tmp_path / "food"
    run.mkdir()
    (run / "config.yaml").write_text(
        yaml.safe_dump(config.model_dump(exclude={"runs_dir", "overwrite"})), "utf8"
    )
    save_file(
        {name: value.contiguous() for name, value in network.state_dict().items()}, run / "best.safetensors"
    )
    data = {
        "class_names": ["bread", "dairy", "egg"],
        "image_shape": [32, 40, 3],
        "options": {"resize": "crop"},
    }
    (run / "provenance.json").write_text(json.dumps({"data": data}), "utf8")
    status, out, _ = predict(capsys, run, folder, "-o", output, "--probabilities")
    assert status == 0
    assert out.startswith(f"{output}: 9 images (bread ")
    assert "9 of them cropped to the middle\n" in out
    assert list(rows(output)[0]) == ["id", "label", "bread", "dairy", "egg"]
    options = DataOptions(size=(32, 40), channels=3, resize="crop")
    images, _ = fit_arrays(IMAGES, options)
    labels = predict_logits(network, torch.from_numpy(images.copy())).argmax(1)
    assert [int(row["label"]) for row in rows(output)] == labels.tolist()

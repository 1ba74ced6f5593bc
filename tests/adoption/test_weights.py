"""Weights as people save them."""

import pickle
from contextlib import suppress

import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from safetensors.torch import save_file
from torch import nn

from fer_lib.adoption.weights import fit_weights, read_weights
from fer_lib.errors import UserError


class Wrapped(nn.Module):
    """A network whose own names begin with a usual prefix."""

    def __init__(self) -> None:
        super().__init__()
        self.model = nn.Sequential(nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2))
        self.head = nn.Linear(3, 2)


@pytest.fixture
def state():
    torch.manual_seed(1)
    return {
        name: value.clone() if value.dtype == torch.int64 else torch.randn_like(value)
        for name, value in Wrapped().state_dict().items()
    }


def adopted(tmp_path, content, name="m.pt"):
    path = tmp_path / name
    torch.save(content, path)
    return fit_weights(read_weights(path), Wrapped(), path)


def refused(tmp_path, content, name="m.pt"):
    with pytest.raises(UserError) as caught:
        adopted(tmp_path, content, name)
    message = str(caught.value)
    assert str(tmp_path / name) in message
    assert "\n" not in message
    return message


def assert_same(weights, state):
    assert list(weights.tensors) == list(Wrapped().state_dict())
    for name, value in state.items():
        assert torch.equal(weights.tensors[name], value)


def test_a_plain_state_dict_is_loaded_into_the_network(tmp_path, state):
    path, network = tmp_path / "m.pth", Wrapped()
    torch.save(state, path)
    weights = fit_weights(read_weights(path), network, path)
    assert weights.notes == ()
    assert_same(weights, state)
    assert torch.equal(network.head.weight, state["head.weight"])


def test_safetensors(tmp_path, state):
    path = tmp_path / "m.safetensors"
    save_file(state, path)
    assert_same(fit_weights(read_weights(path), Wrapped(), path), state)


@pytest.mark.parametrize("entry", ["state_dict", "model_state_dict", "model", "net", "weights"])
def test_checkpoints(tmp_path, state, entry):
    weights = adopted(tmp_path, {"epoch": 3, entry: state, "optimizer": {"state": {}}}, "m.ckpt")
    assert_same(weights, state)
    assert weights.notes == (f"the weights are the checkpoint's {entry!r}",)


@pytest.mark.parametrize(
    "prefix", ["module.", "model.", "net.", "_orig_mod.", "_orig_mod.module.", "module.model."]
)
def test_prefixes_are_taken_off_and_said(tmp_path, state, prefix):
    weights = adopted(tmp_path, {prefix + name: value for name, value in state.items()})
    assert_same(weights, state)
    for part in filter(None, prefix.split(".")):
        assert any(part in note for note in weights.notes)


def test_names_of_the_network_are_no_prefix(tmp_path):
    class Inner(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = nn.Linear(2, 2)

    path, network = tmp_path / "m.pt", Inner()
    torch.save(network.state_dict(), path)
    assert fit_weights(read_weights(path), Inner(), path).notes == ()


def test_what_stands_beside_the_network_is_left_out_and_said(tmp_path, state):
    beside = {"criterion.weight": torch.ones(2)}
    weights = adopted(tmp_path, {"state_dict": {"model." + n: v for n, v in state.items()} | beside})
    assert_same(weights, state)
    assert "1 entries outside of it were left out: criterion.weight" in weights.notes


@pytest.mark.parametrize("kind", [torch.float16, torch.float64, torch.bfloat16])
def test_other_precisions_are_converted_and_said(tmp_path, state, kind):
    converted = {n: v.to(kind) if v.is_floating_point() else v for n, v in state.items()}
    weights = adopted(tmp_path, converted)
    assert all(v.dtype in (torch.float32, torch.int64) for v in weights.tensors.values())
    assert weights.notes == (f"weights of {str(kind).removeprefix('torch.')} were converted to float32",)
    assert torch.equal(weights.tensors["head.bias"], converted["head.bias"].float())


def test_missing_counters_are_zero(tmp_path, state):
    without = {name: value for name, value in state.items() if "num_batches" not in name}
    weights = adopted(tmp_path, without)
    assert weights.tensors["model.1.num_batches_tracked"] == 0
    assert "num_batches_tracked" in weights.notes[0]


def test_keys_that_do_not_fit_are_named(tmp_path, state):
    assert "it lacks head.weight, head.bias" in refused(
        tmp_path, {name: value for name, value in state.items() if "head" not in name}
    )
    message = refused(tmp_path, {**state, "extra": torch.ones(1), "head.weight": torch.ones(5, 3)})
    assert "the network has no extra" in message
    assert "head.weight is 5×3 and not 2×3" in message
    assert "the network has no m.0" in refused(tmp_path, {f"m.{n}": torch.ones(1) for n in range(9)})
    assert "and 5 more" in refused(tmp_path, {f"m.{n}": torch.ones(1) for n in range(9)})


def test_a_whole_network_is_refused_with_a_remedy(tmp_path):
    message = refused(tmp_path, Wrapped())
    assert "Wrapped (a whole network?)" in message
    assert "torch.save(model.state_dict(), 'weights.pt')" in message


def test_nothing_in_a_file_is_executed(tmp_path):
    class Evil:
        def __reduce__(self):
            return (tmp_path.joinpath("executed").touch, ())

    (tmp_path / "m.pt").write_bytes(pickle.dumps(Evil()))
    torch.save({"state_dict": Evil()}, tmp_path / "n.pt")
    for name in ("m.pt", "n.pt"):
        with pytest.raises(UserError):
            read_weights(tmp_path / name)
    assert not (tmp_path / "executed").exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ([1], "holds a list, not the weights"),
        ({"epoch": 1}, "holds 'epoch' and no weights"),
        ({}, "holds nothing and no weights"),
        ({"a": torch.ones(1), "epoch": 3}, "'epoch' is a int, not a tensor"),
        ({"a": torch.full((2,), float("nan"))}, "a: has values that are not finite"),
        ({"a": torch.ones(2).to_sparse()}, "a: sparse, quantized or complex"),
        ({"a": torch.ones(2, dtype=torch.complex64)}, "a: sparse, quantized or complex"),
    ],
)
def test_what_is_no_state_dict(tmp_path, content, said):
    assert said in refused(tmp_path, content)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("m.pt", b"", "the file is empty"),
        ("m.pt", b"?", "not weights that PyTorch can read|holds more than weights, or is damaged"),
        ("m.pt", b"PK\5\6" + bytes(18), "this is a ZIP archive, not a file of weights"),
        ("m.h5", b"\x89HDF", ".h5 is not read"),
        ("m.safetensors", b"\x08\0\0\0\0\0\0\0{}      ", "holds no weights"),
        ("m.safetensors", b"\xff" * 40, "not a file of safetensors"),
    ],
)
def test_other_files(tmp_path, name, content, said):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(UserError, match=said):
        read_weights(tmp_path / name)


def test_files_that_are_not_there(tmp_path):
    with pytest.raises(UserError, match="there is no such file"):
        read_weights(tmp_path / "m.pt")
    with pytest.raises(UserError, match="this is a folder"):
        read_weights(tmp_path)


def test_torchscript_is_refused(tmp_path, recwarn):
    torch.jit.trace(nn.Linear(2, 2), torch.ones(1, 2)).save(str(tmp_path / "m.pt"))
    with pytest.raises(UserError, match="as TorchScript"):
        read_weights(tmp_path / "m.pt")


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cut=st.integers(0, 3000), flip=st.integers(0, 3000), data=st.binary(max_size=40))
def test_damaged_files_are_one_clear_error(tmp_path, state, cut, flip, data):
    path = tmp_path / "d.pt"
    torch.save(state, path)
    content = bytearray(path.read_bytes())
    content[flip % len(content)] ^= 0x55
    path.write_bytes(bytes(content[:cut]) + data if cut < len(content) else bytes(content))
    with suppress(UserError):
        read_weights(path)

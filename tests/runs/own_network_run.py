"""A complete run of a network of one's own, without a training."""

import json
from pathlib import Path

import torch
import yaml
from safetensors.torch import save_file

from fer_lib.models import network_of
from fer_lib.network_code import read_network
from fer_lib.runs import RunFolder
from tests.runs.finished_run import write_finished_run

NET = """from torch import nn

from parts.head import head


class Net(nn.Module):
    def __init__(self, num_classes, depth=1):
        super().__init__()
        self.body = nn.Sequential(*[nn.Flatten() for _ in range(depth)])
        self.head = head(num_classes)

    def forward(self, x):
        return self.head(self.body(x))
"""
HEAD = "from torch import nn\n\n\ndef head(k):\n    return nn.Linear(48 * 48, k)\n"


def write_own_network_run(folder: Path, source: Path) -> Path:
    """A run whose network's file, ``my_net.py:Net`` in ``source``, is written as well."""
    (source / "parts").mkdir(parents=True)
    (source / "my_net.py").write_text(NET, "utf8")
    (source / "parts" / "head.py").write_text(HEAD, "utf8")
    write_finished_run(folder)
    code = read_network(f"{source}/my_net.py:Net")
    code.copy(folder / "network")
    config = yaml.safe_load((folder / "config.yaml").read_text("utf8"))
    config |= {"model": code.reference, "model_options": {"depth": 2}}
    (folder / "config.yaml").write_text(yaml.safe_dump(config), "utf8")
    provenance = json.loads((folder / "provenance.json").read_text("utf8"))
    (folder / "provenance.json").write_text(json.dumps({**provenance, "network": code.described()}), "utf8")
    torch.manual_seed(0)
    network = network_of(RunFolder(folder).config(), code=code)
    save_file(network.state_dict(), folder / "best.safetensors")
    return folder

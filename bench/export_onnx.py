"""``python -m bench.export_onnx FOLDER``: write the graph that lets ``search.transformers`` do without torch.

Needs torch, transformers, onnx and onnxscript; the last two are no dependencies of the project.
"""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from typing import Any

from search.transformers import GRAPH


def export(folder: Path) -> None:
    """Write the transformer of a sentence-transformers folder as ONNX into it, with free batch and length."""
    import torch

    transformers: Any = import_module("transformers")

    class States(torch.nn.Module):  # type: ignore[misc] # torch is untyped here
        def __init__(self) -> None:
            super().__init__()
            # The fused attention cannot be traced.
            self.model = transformers.AutoModel.from_pretrained(
                str(folder), attn_implementation="eager", local_files_only=True
            )

        def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
            states: torch.Tensor = self.model(input_ids=ids, attention_mask=mask).last_hidden_state
            return states

    target = folder / GRAPH
    target.parent.mkdir(exist_ok=True)
    ids = torch.ones((2, 8), dtype=torch.int64)
    axes = {0: "batch", 1: "length"}
    torch.onnx.export(
        States().eval(),
        (ids, ids),
        str(target),
        input_names=["input_ids", "attention_mask"],
        output_names=["states"],
        dynamic_axes={"input_ids": axes, "attention_mask": axes, "states": axes},
        dynamo=False,
    )


if __name__ == "__main__":
    export(Path(sys.argv[1]))

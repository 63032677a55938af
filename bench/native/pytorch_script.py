"""What PyTorch's tutorials write for each workload: a module, inference_mode or an optimizer's step, nothing else."""

from __future__ import annotations

import itertools

import torch
from torch import nn
from torch.nn import functional

from script_loop import asked, serve


class Classifier(nn.Module):
    """torch.nn.LSTM, its last step classified."""

    def __init__(self, features: int, units: int, classes: int) -> None:
        super().__init__()
        self.lstm = nn.LSTM(features, units, batch_first=True)
        self.logits = nn.Linear(units, classes)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        sequence, _ = self.lstm(x)
        return self.logits(sequence[:, -1])


class BasicBlock(nn.Module):
    """The block of a ResNet-18: two 3 by 3 convolutions beside a shortcut."""

    def __init__(self, inputs: int, width: int, stride: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, width, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.conv2 = nn.Conv2d(width, width, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(width)
        self.shortcut = nn.Identity()
        if stride != 1:
            self.shortcut = nn.Sequential(nn.Conv2d(inputs, width, 1, stride, bias=False), nn.BatchNorm2d(width))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = functional.relu(self.bn1(self.conv1(x)))
        return functional.relu(self.bn2(self.conv2(y)) + self.shortcut(x))


class Encoder(nn.Module):
    """torch.nn.TransformerEncoder as BERT's, the mean of its tokens classified."""

    def __init__(self, layers: int, heads: int, width: int, classes: int) -> None:
        super().__init__()
        layer = nn.TransformerEncoderLayer(width, heads, 4 * width, 0.0, "gelu", 1e-12, batch_first=True)
        self.encoder = nn.TransformerEncoder(layer, layers)
        self.logits = nn.Linear(width, classes)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.logits(self.encoder(x).mean(1))


def resnet18(classes: int) -> nn.Module:
    stem = [nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.BatchNorm2d(64), nn.ReLU(), nn.MaxPool2d(3, 2, 1)]
    blocks = [BasicBlock(64, 64, 1), BasicBlock(64, 64, 1)]
    for inputs, width in [(64, 128), (128, 256), (256, 512)]:
        blocks += [BasicBlock(inputs, width, 2), BasicBlock(width, width, 1)]
    return nn.Sequential(*stem, *blocks, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(512, classes))


def mlp(shape: dict) -> nn.Module:
    return nn.Sequential(
        nn.Linear(shape["inputs"], shape["hidden1"]),
        nn.ReLU(),
        nn.Linear(shape["hidden1"], shape["hidden2"]),
        nn.ReLU(),
        nn.Linear(shape["hidden2"], shape["classes"]),
    )


def build(shape: dict) -> tuple[nn.Module, tuple[int, ...]]:
    """The model, and the shape of one sample."""
    classes = shape["classes"]
    match shape["workload"]:
        case "lstm":
            model = Classifier(shape["features"], shape["units"], classes)
            return model, (shape["sequenceLength"], shape["features"])
        case "mlp":
            return mlp(shape), (shape["inputs"],)
        case "resnet18":
            return resnet18(classes), (3, shape["imageSize"], shape["imageSize"])
        case _:
            width = shape["heads"] * shape["headWidth"]
            return Encoder(shape["layers"], shape["heads"], width, classes), (shape["sequenceLength"], width)


def main() -> None:
    shape = asked()
    torch.set_num_threads(shape["threads"])
    model, sample = build(shape)
    batch = shape["batchSize"]
    data = [(torch.randn(batch, *sample), torch.randint(shape["classes"], (batch,))) for _ in range(shape["batches"])]
    batches = itertools.cycle(data)
    if shape["task"] == "INFERENCE":
        model.eval()
        with torch.inference_mode():
            serve(lambda: model(next(batches)[0]))
        return
    adam = shape["optimizer"] == "adam"
    # Fused: the fastest of the forms that torch.optim documents.
    kind = torch.optim.Adam if adam else torch.optim.SGD
    optimizer = kind(model.parameters(), lr=1e-3 if adam else 1e-4, fused=True)

    def step() -> None:
        x, target = next(batches)
        loss = functional.cross_entropy(model(x), target)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

    serve(step)


if __name__ == "__main__":
    main()

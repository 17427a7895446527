"""What `import imr_llm` offers: the whole of it, lazily, and nothing else."""

import asyncio
import re
import subprocess
import sys
from pathlib import Path

import pytest

import imr_llm

ROOT = Path(__file__).parents[1]
SEED = ROOT / "evals" / "cases" / "003_a2d9d1ce07a723b3.txt"
EXAMPLES = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "api.md").read_text("utf-8"), re.DOTALL)


def test_every_name_is_there_and_no_other():
    assert dir(imr_llm) == imr_llm.__all__
    for name in imr_llm.__all__:
        assert getattr(imr_llm, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'guess'"):
        _ = imr_llm.guess


def test_the_import_loads_nothing_else():
    program = (
        "import sys, imr_llm; print(*(m for m in sys.modules if m.split('.')[0] in ('imr_llm', 'pydantic', 're2')))"
    )
    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert loaded.stdout.split() == ["imr_llm"]


def test_the_names_of_the_errors_tell_what_was_given():
    with pytest.raises(imr_llm.UnreadableLetterError) as caught:
        imr_llm.read("no such letter.pdf")
    assert caught.value.fault is imr_llm.LetterFault.NOT_FOUND
    assert isinstance(caught.value, imr_llm.ImrError)


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_examples_of_the_documentation_run(example, monkeypatch):
    monkeypatch.chdir(ROOT)
    exec(compile(example, "docs/api.md", "exec"), {"__name__": "example", "asyncio": asyncio})  # noqa: S102


def test_the_documentation_names_every_name():
    told = (ROOT / "docs" / "api.md").read_text("utf-8")
    assert [name for name in imr_llm.__all__ if f"`{name}" not in told] == []

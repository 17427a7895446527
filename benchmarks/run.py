"""`make bench`: every benchmark of this folder, one after the other, with the size of the machine."""

import importlib
import os
import platform
import sys
from pathlib import Path

FOLDER = Path(__file__).parent


def main() -> None:
    """Run the benchmarks named on the command line, or all."""
    sys.path.insert(0, str(FOLDER.parent))
    names = sys.argv[1:] or sorted(path.stem for path in FOLDER.glob("*.py") if path.stem not in {"run", "__init__"})
    print(f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}")
    for name in names:
        importlib.import_module(f"benchmarks.{name}").main()


if __name__ == "__main__":
    main()

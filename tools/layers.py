"""Who may import whom: the contracts of import-linter (`pyproject.toml`), and no cycle (`tools/house/cycles.py`)."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tools.house.__main__ import product
from tools.house.cycles import check_cycles


def main() -> int:
    contracts = subprocess.run([str(Path(sys.executable).with_name("lint-imports")), "--no-cache"], check=False)
    found = check_cycles(product())
    for finding in found:
        print(finding)
    print(f"Cycles of imports: {len(found)}")
    return 1 if found else contracts.returncode


if __name__ == "__main__":
    sys.exit(main())
